"""Damage pages in every way that comes to mind and see whether reading them still ends well.

    python benchmarks/fuzz.py FOLDER …                    # one minute, from seed 0
    python benchmarks/fuzz.py FOLDER --minutes 60 --seed 1000000 --out findings
    python benchmarks/fuzz.py FOLDER --only 4711          # one case again

FOLDER holds pages, ``*.html`` or ``*.html.gz``, at any depth. A case is made from its seed
alone: pages are spliced, cut, repeated, mistyped and sent in the wrong encoding
(``mutations``). Each is read in a process of its own kind, which is ended when it takes too long
and started again. A good end is an article that can be kept, ``NotAnArticle`` or
``UnreadablePage``, within 2 s of CPU time and 500 MB. Anything else is a finding: it is made as
small as it goes and written to the folder ``--out``, with its seed. Exits 1 if there are any.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import os
import pickle
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mutations import damaged
from sent_pages import Page

import parsers

SECONDS = 2.0
MEGABYTES = 500
_ENDED_AFTER = 10
"""CPU seconds after which the process is ended: for damaging a page and reading it."""
_WAITS = 300
"""Seconds of wall time: only a machine under heavy load or a deadlock takes that long."""
_ADDRESS_SPACE = 4 << 30
_STEPS = 250
"""How many smaller pages are tried for each finding."""
_GOOD = frozenset(("Article", "NotAnArticle", "UnreadablePage"))


def files_of(folders: Sequence[Path]) -> list[Path]:
    """Every page below the folders, in an order that is always the same."""
    found = [p for folder in folders for p in folder.rglob("*.html*") if p.is_file()]
    return sorted(p for p in found if p.name.endswith((".html", ".html.gz")))


def case(files: Sequence[Path], seed: int) -> Page:
    """The damaged page of one seed."""
    random = Random(seed)
    chosen = [random.choice(files) for _ in range(random.choice((2, 2, 3)))]
    texts = [_text(file) for file in chosen]
    return damaged(random, texts, f"https://www.{chosen[0].parent.name}.example/2026/{seed}/story")


def _text(file: Path) -> str:
    body = file.read_bytes()
    if file.suffix == ".gz":
        body = gzip.decompress(body)
    return body.decode("utf-8", "replace")


# -- in the process that reads


def read(page: Page) -> str:
    """How reading *page* ended: a word that is good, or where it went wrong."""
    try:
        document = parsers.open_page(page.body, page.url, content_type=page.content_type)
        _ = document.links(), document.feeds(), document.directives
        article = parsers.read(document)
        kept = json.dumps(article.to_dict(), ensure_ascii=False)
        kept.encode("utf-8")  # no lone surrogates
        if "\\u0000" in kept.replace("\\\\", ""):
            return "the article holds NUL"
        if not article.headline or not article.paragraphs:
            return "the article is empty"
        if parsers.Article.from_dict(json.loads(kept)) != article:
            return "the article is another one when it comes back"
    except (parsers.NotAnArticle, parsers.UnreadablePage) as error:
        pickle.loads(pickle.dumps(error))
        return type(error).__name__
    except BaseException as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {Path(frame.filename).name}:{frame.lineno} {frame.name}"
    return "Article"


def serve(files: Sequence[Path]) -> None:
    """Read one case a line: ``{"seed"}`` or ``{"page"}``, a pickled page's file."""
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESS_SPACE, _ADDRESS_SPACE))
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        task = json.loads(line)
        page = (
            case(files, task["seed"])
            if "seed" in task
            else pickle.loads(Path(task["page"]).read_bytes())
        )
        signal.setitimer(signal.ITIMER_PROF, _ENDED_AFTER)  # not caught: the signal ends it
        before = time.process_time()
        end = read(page)
        took = time.process_time() - before
        signal.setitimer(signal.ITIMER_PROF, 0)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps([end, took, memory]), file=answers, flush=True)


# -- in the process that asks


class Reading:
    """A process that reads, started again whenever it has ended."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._command = [sys.executable, __file__, "--serve", *map(str, folders)]
        self._process: subprocess.Popen[str] | None = None
        self.restarts = -1

    def ask(self, **task: Any) -> tuple[str, float]:
        """How one case ended, and the CPU seconds it took."""
        process = self._process
        is_new = process is None
        if process is None:
            process = self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            self.restarts += 1
        assert process.stdin
        assert process.stdout
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(json.dumps(task) + "\n")
            process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], _WAITS)
        line = process.stdout.readline() if ready else ""
        if not line:
            self.close()
            code = process.returncode
            hung = not ready or code == -signal.SIGPROF
            return ("it hangs" if hung else f"the process ended with {code}"), _ENDED_AFTER
        end, took, memory = json.loads(line)
        if memory > MEGABYTES:
            self.close()  # the most it ever took: the next one starts anew
            if not is_new:  # and may have been taken by the pages before
                return self.ask(**task)
            if end in _GOOD:
                end = f"more than {MEGABYTES} MB"
        if took > SECONDS and end in _GOOD:
            end = "it hangs"
        return end, took

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def smaller(page: Page, still: Callable[[Page], bool]) -> Page:
    """*page* without what the finding does not need: stretches are left out, ever shorter ones,
    as long as it is *still* found."""
    body = page.body
    width = len(body) // 2
    steps = 0
    while width and steps < _STEPS:
        start = 0
        while start < len(body) and steps < _STEPS:
            steps += 1
            less = body[:start] + body[start + width :]  # type: ignore[operator]
            if still(Page(less, page.url, page.content_type)):
                body = less
            else:
                start += width
        width //= 2
    return Page(body, page.url, page.content_type)


class Findings:
    """A folder of pages that went wrong, one for each way of going wrong."""

    def __init__(self, folder: Path, reading: Reading) -> None:
        self.folder = folder
        self.reading = reading
        self.counts: Counter[str] = Counter()

    def add(self, seed: int, end: str, page: Page) -> None:
        """Keep the page of *seed*, as small as it goes, if it is the first to end so."""
        self.counts[end] += 1
        print(f"seed {seed}: {end}", flush=True)
        if self.counts[end] > 1:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as scratch:
            file = Path(scratch) / "page.pickle"

            def still(page: Page) -> bool:
                file.write_bytes(pickle.dumps(page))
                return self.reading.ask(page=str(file))[0] == end

            least = smaller(page, still)
        body = least.body
        kept = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
        (self.folder / f"{seed}.html").write_bytes(kept)
        told = {"seed": seed, "end": end, "url": least.url, "content_type": least.content_type}
        told["sent_as"] = type(body).__name__
        (self.folder / f"{seed}.json").write_text(json.dumps(told, indent=1) + "\n")
        print(f"seed {seed} is kept with {len(kept):,} bytes", flush=True)


def fuzz(folders: Sequence[Path], first: int, minutes: float, out: Path) -> Counter[str]:
    """Read cases from seed *first* on for some minutes. Gives the findings, counted."""
    files = files_of(folders)
    reading = Reading(folders)
    findings = Findings(out, reading)
    ends: Counter[str] = Counter()
    slowest = (0.0, first)
    seed = first
    until = time.monotonic() + 60 * minutes
    while time.monotonic() < until:
        end, took = reading.ask(seed=seed)
        ends[end if end in _GOOD else "findings"] += 1
        slowest = max(slowest, (took, seed))
        if end not in _GOOD:
            findings.add(seed, end, case(files, seed))
        seed += 1
        if seed % 5_000 == 0:
            print(f"{seed - first:,} cases", dict(ends), flush=True)
    reading.close()
    print(f"{seed - first:,} cases of {len(files):,} pages, seeds {first} to {seed - 1}")
    print("  ".join(f"{end} {count:,}" for end, count in ends.most_common()))
    print(f"slowest {slowest[0]:.2f} s of CPU time (seed {slowest[1]})")
    print(f"the reading process was started again {reading.restarts} times")
    for end, count in findings.counts.most_common():
        print(f"{count:6,}  {end}")
    return findings.counts


def main() -> int:
    """Fuzz, or read one case again."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    parser.add_argument("--only", type=int, metavar="SEED", help="this case only, traceback shown")
    parser.add_argument("--out", type=Path, default=Path("findings"), metavar="FOLDER")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    files = files_of(options.folders)
    if not files:
        parser.error("no page in these folders")
    if options.serve:
        serve(files)
        return 0
    if options.only is not None:
        page = case(files, options.only)
        print(parsers.parse(page.body, page.url, content_type=page.content_type))
        return 0
    return 1 if fuzz(options.folders, options.seed, options.minutes, options.out) else 0


if __name__ == "__main__":
    sys.exit(main())
