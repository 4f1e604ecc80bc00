"""How fast a crawl is, side by side with a bare Scrapy spider that only downloads.

    python benchmarks/crawl.py [--pages 400] [--kilobytes 120] [--rounds 3]
    python benchmarks/crawl.py --memory [--pages 5000]

Both ask a server on loopback, in a process of its own, for the same pages. The main figure is
CPU milliseconds a page by stage, for pages a second depend on how many cores are free.
``--memory`` prints how much memory all processes of one crawl hold as it goes on.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import multiprocessing
import os
import random
import re
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

KINDS = 400
"""Pages that differ in all their text."""
LINKS = 120
"""Links around an article: what a news page has beside it, more or less."""
WORDS = "the harbour master said boats would wait for an evening tide before they cross".split()


def article(number: int, kilobytes: int) -> bytes:
    """An article page of about *kilobytes*, mostly markup around 600 words, as pages are."""
    chance = random.Random(number)
    paragraphs = "".join(
        f"<p>{' '.join(chance.choices(WORDS, k=60)).capitalize()} {number}.</p>" for _ in range(10)
    )
    page = (
        f"<!doctype html><html lang=en><head><title>Story {number} of the tide</title>"
        "<meta property='article:published_time' content='2026-11-20T08:00:00Z'></head><body>"
        f"<article><h1>Story {number} of the evening tide</h1>{paragraphs}</article><ul>"
    )
    page += "".join(
        f"<li class='teaser teaser--{n % 7}'><a class='teaser__link' href='/story/{n}'"
        f" data-tracking='position-{n}'><span class='teaser__label'>Harbour</span>"
        f"<span class='teaser__title'>{' '.join(chance.choices(WORDS, k=8))}</span></a></li>"
        for n in range(LINKS)
    )
    rest = kilobytes * 1000 - len(page) - 60
    template = random.Random(0)  # what is not the article is the same on all pages of a site
    state = ",".join(f'"{n}":{template.random():.12f}' for n in range(rest // 24 + 1))[:rest]
    return (page + f"</ul><script>var state={{{state}}}</script></body></html>").encode()


def serve(port: multiprocessing.Value, pages: int, kilobytes: int) -> None:  # type: ignore[valid-type]
    """Serve until killed: a sitemap and its pages, each in one write."""
    # Of thousands of pages only some are kept here; the rest are theirs under another number.
    kinds = [article(n, kilobytes) for n in range(min(pages, KINDS))]
    number = re.compile(r"/2026/11/20/story-of-the-tide-(\d+)")

    def page(target: str) -> bytes:
        found = number.fullmatch(target)
        if not found:
            return b"<h1>Front</h1>"
        n = int(found[1])
        kind = kinds[n % len(kinds)]
        return kind if n < KINDS else kind.replace(b".</p>", b", day %d.</p>" % n)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                target = request.split(b" ", 2)[1].decode()
                base = f"http://127.0.0.1:{port.value}"
                if target == "/robots.txt":
                    body = f"Sitemap: {base}/sitemap.xml\n".encode()
                elif target == "/sitemap.xml":
                    urls = "".join(
                        f"<url><loc>{base}/2026/11/20/story-of-the-tide-{n}</loc></url>"
                        for n in range(pages)
                    )
                    body = f"<urlset>{urls}</urlset>".encode()
                else:
                    body = page(target)
                head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}"
                writer.write(head.encode() + b"\r\n\r\n" + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port.value = server.sockets[0].getsockname()[1]
        await server.serve_forever()

    asyncio.run(run())


BARE = """
import sys, scrapy
from scrapy.crawler import AsyncCrawlerProcess
class Bare(scrapy.Spider):
    name = "bare"
    async def start(self):
        for n in range(int(sys.argv[2])):
            yield scrapy.Request(f"{sys.argv[1]}/2026/11/20/story-of-the-tide-{n}")
    def parse(self, response):
        response.body
process = AsyncCrawlerProcess({"LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False, "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "DOWNLOAD_DELAY": 0})
process.crawl(Bare)
process.start()
"""


def timed(command: list[str]) -> tuple[float, float, str]:
    """Wall and CPU seconds (children included) of a command, and its output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    return wall, cpu, done.stdout


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--pages", type=int, help="400, or 5000 with --memory")
    options.add_argument("--kilobytes", type=int, default=120)
    options.add_argument("--rounds", type=int, default=1, help="the median of so many is told")
    options.add_argument("--memory", action="store_true")
    chosen = options.parse_args()
    pages: int = chosen.pages or (5000 if chosen.memory else 400)
    port = multiprocessing.Value("i", 0)
    server = multiprocessing.Process(target=serve, args=(port, pages, chosen.kilobytes))
    server.start()
    try:
        while not port.value:
            time.sleep(0.05)
        url = f"http://127.0.0.1:{port.value}"
        if chosen.memory:
            show_memory(url)
        else:
            show_speed(url, pages, chosen.rounds)
    finally:
        server.kill()
        server.join()
    print(f"{os.cpu_count()} cores, {pages} pages of {chosen.kilobytes} kB")


CRAWL = [sys.executable, "-m", "newsclip", "crawl", "--allow-private", "--delay", "0"]
CRAWL += ["--format", "jsonl", "--archive"]


def show_speed(url: str, pages: int, rounds: int) -> None:
    """Pages a second and CPU time, start-up left out; both crawls in turn, the median of each."""
    bare: list[tuple[float, float]] = []
    ours: list[tuple[float, dict[str, float]]] = []
    for _ in range(rounds):
        one, one_cpu, _ = timed([sys.executable, "-c", BARE, url, "1"])
        wall, cpu, _ = timed([sys.executable, "-c", BARE, url, str(pages)])
        bare.append((wall - one, cpu - one_cpu))
        with tempfile.TemporaryDirectory() as folder:
            one, _, _ = timed([*CRAWL, f"{folder}/one.db", url, "--limit", "1"])
            wall, _, out = timed([*CRAWL, f"{folder}/all.db", url])
            size = sum(file.stat().st_size for file in Path(folder).glob("all*"))
        total = json.loads(out.splitlines()[-1])
        if total["new"] != pages:
            raise SystemExit(f"only {total['new']} of {pages} pages were kept: {out}")
        ours.append((wall - one, total["cpu_seconds"]))
    bare_wall, bare_cpu = (statistics.median(values) for values in zip(*bare, strict=True))
    wall = statistics.median(seconds for seconds, _ in ours)
    print(f"{'bare Scrapy':<24} {pages / bare_wall:8.1f} pages/s", end="")
    print(f" {1000 * bare_cpu / pages:8.2f} CPU ms a page")
    print(f"{'newsclip crawl':<24} {pages / wall:8.1f} pages/s")
    for name in sorted(ours[0][1]):
        cpu = statistics.median(seconds[name] for _, seconds in ours)
        print(f"{'  ' + name:<24} {'':>16} {1000 * cpu / pages:8.2f} CPU ms a page")
    print(f"{'share of bare':<24} {bare_wall / wall:8.2f}")
    print(f"{'archive':<24} {size / pages / 1000:8.1f} kB a page")


def show_memory(url: str) -> None:
    """What all processes of a crawl hold: shared pages counted once, and as often as shared."""
    print(f"{'pages':>8} {'MB in all':>12} {'sum of RSS':>12}  each process")
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "all.db"
        crawl = subprocess.Popen([*CRAWL, str(archive), url], stdout=subprocess.DEVNULL)
        step = -1
        highest, then = 0.0, ""
        while crawl.poll() is None:
            time.sleep(0.25)
            sizes = [size for process in family(crawl.pid) if (size := memory(process))]
            each = " ".join(f"{size:.0f}" for size, _ in sizes)
            if (in_all := sum(size for size, _ in sizes)) > highest:
                highest, then = in_all, each
            saved = count(archive)
            if sizes and saved // 500 > step:
                step = saved // 500
                whole, resident = (sum(column) for column in zip(*sizes, strict=True))
                print(f"{saved:>8} {whole:>12.0f} {resident:>12.0f}  {each}", flush=True)
        print(
            f"{count(archive):>8} {highest:>12.0f} at the highest ({then}); exit {crawl.returncode}"
        )


def count(archive: Path) -> int:
    """Articles saved by now."""
    if not archive.exists():
        return 0
    connection = sqlite3.connect(f"file:{archive}?mode=ro", uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.Error:
        return 0
    finally:
        connection.close()


def family(process: int) -> list[int]:
    """A process and all below it."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            parents.setdefault(parent, []).append(int(stat.parent.name))
    found = [process]
    for one in found:
        found += parents.get(one, [])
    return found


def memory(process: int) -> tuple[float, float] | None:
    """Megabytes of one process: its share of what it shares (PSS), and all it has (RSS)."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    sizes = {line.partition(":")[0]: line.split()[1] for line in lines if line.endswith(" kB")}
    return (int(sizes["Pss"]) / 1024, int(sizes["Rss"]) / 1024) if "Pss" in sizes else None


if __name__ == "__main__":
    main()
