"""How fast a crawl is, side by side with a bare Scrapy spider that only downloads.

    python benchmarks/crawl.py [--pages 400] [--kilobytes 120]

Both ask a server on loopback, in a process of its own, for the same pages. The main figure is
CPU milliseconds a page by stage, for pages a second depend on how many cores are free.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
    bodies: dict[str, bytes] = {
        f"/2026/11/20/story-of-the-tide-{n}": article(n, kilobytes) for n in range(pages)
    }

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                target = request.split(b" ", 2)[1].decode()
                base = f"http://127.0.0.1:{port.value}"
                if target == "/robots.txt":
                    body = f"Sitemap: {base}/sitemap.xml\n".encode()
                elif target == "/sitemap.xml":
                    urls = "".join(f"<url><loc>{base}{path}</loc></url>" for path in bodies)
                    body = f"<urlset>{urls}</urlset>".encode()
                else:
                    body = bodies.get(target, b"<h1>Front</h1>")
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
    options.add_argument("--pages", type=int, default=400)
    options.add_argument("--kilobytes", type=int, default=120)
    chosen = options.parse_args()
    pages: int = chosen.pages
    port = multiprocessing.Value("i", 0)
    server = multiprocessing.Process(target=serve, args=(port, pages, chosen.kilobytes))
    server.start()
    try:
        while not port.value:
            time.sleep(0.05)
        url = f"http://127.0.0.1:{port.value}"
        with tempfile.TemporaryDirectory() as folder:
            base_bare, base_cpu, _ = timed([sys.executable, "-c", BARE, url, "1"])
            bare, bare_cpu, _ = timed([sys.executable, "-c", BARE, url, str(pages)])
            crawl = [sys.executable, "-m", "newsclip", "crawl", url, "--allow-private"]
            crawl += ["--delay", "0", "--format", "jsonl", "--archive"]
            base_ours, _, _ = timed([*crawl, f"{folder}/one.db", "--limit", "1"])
            ours, _, out = timed([*crawl, f"{folder}/all.db"])
            size = sum(file.stat().st_size for file in Path(folder).glob("all*"))
        total = json.loads(out.splitlines()[-1])
        if total["new"] != pages:
            raise SystemExit(f"only {total['new']} of {pages} pages were kept: {out}")
        print_rates(pages, bare - base_bare, bare_cpu - base_cpu, ours - base_ours)
        for name, seconds in sorted(total["cpu_seconds"].items()):
            print(f"{'  ' + name:<24} {1000 * seconds / pages:8.2f} CPU ms a page")
        print(f"{'archive':<24} {size / pages / 1000:8.1f} kB a page")
    finally:
        server.kill()
        server.join()
    print(f"{os.cpu_count()} cores, {pages} pages of {chosen.kilobytes} kB, start-up left out")


def print_rates(pages: int, bare: float, bare_cpu: float, ours: float) -> None:
    print(f"{'bare Scrapy':<24} {pages / bare:8.1f} pages/s {1000 * bare_cpu / pages:8.2f} CPU ms")
    print(f"{'newsclip crawl':<24} {pages / ours:8.1f} pages/s")
    print(f"{'share of bare':<24} {bare / ours:8.2f}")


if __name__ == "__main__":
    main()
