"""Kill each command that writes at any statement of its SQL, and see whether anything is lost.

    python benchmarks/kills.py [--kills 200] [--seed 1]

A command works on a copy of a small archive, in a process that is killed (SIGKILL) when SQLite
begins a statement drawn at random. Both files must be sound then; the same command, or
``check --repair`` after a forget, must bring the archive to where an undisturbed run brings it
(what ``add`` fetches is dated anew, so the times are left out there). Exit 1 at the first
difference.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support"), str(ROOT)]

from archive_samples import article  # noqa: E402
from archive_state import told  # noqa: E402
from click.testing import CliRunner  # noqa: E402
from killing import killed_at, statements_of  # noqa: E402
from warc_samples import answer, members, record  # noqa: E402

from archive import Archive, Capture, Visit  # noqa: E402
from newsclip.cli import main as newsclip  # noqa: E402

BEGIN = datetime(2026, 11, 1, 12, tzinfo=UTC)
STORIES = 24
WORDS = [f"word{n}" for n in range(900)]


def visit(number: int, edition: str = "", parser: str = "1") -> Visit:
    """A capture of one of two sites' stories, long enough to be packed against another."""
    site = ("https://www.example.com", "https://www.example.org")[number % 2]
    chance = random.Random(number)
    lines = [" ".join(chance.choices(WORDS, k=12)) for _ in range(9)]
    sentences = [f"The {line} of the town, said its owner." for line in lines]
    text = (f"Story {number}{edition} was told on Monday.", *sentences)
    at = BEGIN + timedelta(hours=number, minutes=len(edition))
    page = f"""<html lang=en><article><h1>Story {number}{edition} of the town</h1>
        <p>{"</p><p>".join(text)}</p></article></html>""".encode()
    capture = Capture(f"{site}/{number}", at, 200, page, content_type="text/html")
    read = article(f"Story {number}{edition}", text[:2])
    return Visit(capture.url, at, article=read, parser=parser, capture=capture)


def made(path: Path, numbers: range, edition: str = "") -> Path:
    """An archive with some stories."""
    with Archive(path, write=True) as archive:
        for number in numbers:
            archive.save([visit(number, edition)])
    return path


def run(*words: object) -> None:
    """The program, in this process."""
    done = CliRunner().invoke(newsclip, list(map(str, words)))
    if done.exit_code:
        raise RuntimeError(f"{words[0]}: exit {done.exit_code}: {done.output}")


def save(path: Path) -> None:
    """What a crawl does in small batches; doing it again adds nothing."""
    with Archive(path, write=True) as archive, archive.lock():
        for one in map(visit, range(STORIES, STORIES + 12)):
            if archive.known(one.url) is None:
                archive.save([one])


def web_archive(path: Path, numbers: range) -> Path:
    """A web archive of some stories, of which the archive has the first ones as they were."""
    records = []
    for number in numbers:
        capture = visit(number, " later").capture
        assert capture
        when = f"{capture.fetched_at:%Y-%m-%dT%H:%M:%SZ}"
        records.append(record("response", capture.url, answer(capture.body), when))
    path.write_bytes(members(records))
    return path


@contextmanager
def served(folder: Path, numbers: range) -> Iterator[list[str]]:
    """The addresses of some stories that a server on this machine gives."""
    folder.mkdir()
    for number in numbers:
        capture = visit(number).capture
        assert capture
        (folder / f"{number}.html").write_bytes(capture.body)
    command = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
    server = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert server.stdout
        port = server.stdout.readline().split("port ")[1].split()[0]
        yield [f"http://127.0.0.1:{port}/{number}.html" for number in numbers]
    finally:
        server.kill()
        server.communicate()


def told_without_times(path: Path) -> dict[str, Any]:
    """What an archive says of its articles and pages, whenever they were fetched."""
    with Archive(path) as archive:
        look = archive.connection.execute
        captures = archive.captures
        return {
            "articles": sorted(look("SELECT url_key, headline, body, revision FROM articles")),
            "images": sorted(look("SELECT url, caption FROM images")),
            "frontier": sorted(look("SELECT url_key, kind FROM frontier")),
            "pages": {captures.body(one) for one in captures.ids()},
        }


Work = tuple[Callable[[Path], object], Callable[[Path], object]]


def works(folder: Path, addresses: list[str]) -> dict[str, Work]:
    """What is killed, and what completes it."""
    other = made(folder / "other.db", range(STORIES // 2, STORIES + 8), " again")
    warc = web_archive(folder / "pages.warc.gz", range(STORIES - 4, STORIES + 12))

    def forget(path: Path) -> None:
        run("forget", "example.org", "--yes", "--archive", path)

    def repair(path: Path) -> None:
        forget(path)
        run("check", "--repair", "--archive", path)

    def merge(path: Path) -> None:
        run("merge", other, "--into", path)

    def export(path: Path) -> None:
        shutil.rmtree(path.parent / "corpus", ignore_errors=True)
        run("export", "-o", path.parent / "corpus", "--format", "parquet", "--archive", path)

    def copy(path: Path) -> None:
        shutil.rmtree(path.parent / "copy", ignore_errors=True)
        run("backup", path.parent / "copy", "--archive", path)

    def import_(path: Path) -> None:
        run("import", warc, "--archive", path)

    def add(path: Path) -> None:
        run("add", *addresses, "--delay", 0, "--allow-private", "--archive", path)

    def reparse(path: Path) -> None:
        run("reparse", "--yes", "--archive", path)

    return {
        "save": (save, save),
        "import": (import_, import_),
        "add": (add, add),
        "reparse": (reparse, reparse),
        "forget": (forget, forget),
        "forget, then check --repair": (forget, repair),
        "check --repair": (partial(run, "check", "--repair", "--archive"), lambda path: None),
        "merge": (merge, merge),
        "export as Parquet": (export, export),
        "backup": (copy, copy),
    }


def is_whole(path: Path) -> list[str]:
    """What is wrong with an archive, but a forgetting that was cut short."""
    with Archive(path) as archive:
        found = [one.what for one in archive.check(every_page=True).problems]
    return [what for what in found if "was cut short" not in what]


def main() -> int:
    """Kill, look, go on, compare."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--kills", type=int, default=200)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    chance = random.Random(chosen.seed)
    kills: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name, served(Path(name) / "web", range(6)) as addresses:
        folder = Path(name)
        (folder / "base").mkdir()
        base = made(folder / "base" / "news.db", range(STORIES))
        todo = works(folder, addresses)
        expected, lengths = {}, {}
        look = {what: told_without_times if what == "add" else told for what in todo}
        for what, (work, complete) in todo.items():
            path = _fresh(base, folder / "whole")
            lengths[what] = statements_of(partial(work, path))
            path = _fresh(base, folder / "whole")
            done(partial(work, path))
            done(partial(complete, path))
            expected[what] = look[what](path)
        for what in itertools.cycle(todo):
            if sum(kills.values()) >= chosen.kills:
                break
            work, complete = todo[what]
            path = _fresh(base, folder / "work")
            if not killed_at(chance.randint(1, lengths[what]), partial(work, path)):
                continue
            kills[what] += 1
            if wrong := is_whole(path):
                print(f"{what}: after a kill {wrong[:3]}")
                return 1
            done(partial(complete, path))
            found = look[what](path)
            differing = [part for part in found if found[part] != expected[what][part]]
            if differing or (wrong := is_whole(path)):
                print(f"{what}: gone on after a kill it differs in {differing}, {wrong}")
                return 1
            if sum(kills.values()) % 50 == 0:
                print(f"{sum(kills.values())} kills: {dict(kills)}", flush=True)
    print(f"nothing lost: {dict(kills)}")
    return 0


def done(work: Callable[[], object]) -> None:
    """Do *work* undisturbed, in a process of its own."""
    assert not killed_at(sys.maxsize, work)


def _fresh(base: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(base.parent, folder)
    return folder / base.name


if __name__ == "__main__":
    raise SystemExit(main())
