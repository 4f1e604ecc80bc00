"""Pages parsed in a process of their own: one that hangs or crashes ends itself alone.

What parses is loaded once; each page gets a copy of that process (a fork).
"""

from __future__ import annotations

import json
import struct
import subprocess
import sys
from typing import NamedTuple

CPU_SECONDS = 20
"""A page that takes more hangs: ten times what the parser promises, as machines differ."""

_PROGRAM = """
import json, os, pathlib, re, resource, signal, struct, sys
import parsers

def peak():
    status = pathlib.Path("/proc/self/status")
    if status.exists():  # what getrusage tells may be that of the process that forked
        return int(re.search(r"VmHWM:\\s*(\\d+)", status.read_text())[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

def parsed(page, cpu_seconds):
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)  # not caught: the signal ends it
    try:
        article = parsers.parse(page, "https://example.com/a")
        assert article.headline and article.paragraphs
        return "Article"
    except (parsers.NotAnArticle, parsers.UnreadablePage) as error:
        return type(error).__name__

sentence = "<p>What is loaded once is not the cost of a page, as whoever measures it knows.</p>"
parsers.parse("<h1>A headline of some words</h1>" + sentence * 9)
while head := sys.stdin.buffer.read(17):
    size, is_text, cpu_seconds = struct.unpack("<Q?d", head)
    page = sys.stdin.buffer.read(size)
    if is_text:
        page = page.decode("utf-8", "surrogatepass")
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        end = parsed(page, cpu_seconds)
        os.write(into, json.dumps([end, peak()]).encode())
        os._exit(0)
    os.close(into)
    with open(out) as told:
        answer = told.read()
    _, status = os.waitpid(child, 0)
    print(answer or json.dumps([f"the process ended with {status}", 0]), flush=True)
"""


class End(NamedTuple):
    """How parsing a page ended."""

    end: str
    """``Article``, one of our two errors, or how the process ended."""
    megabytes: int
    """The most memory that the process held, two copies of the page included."""


class ParserApart:
    """Parses pages one after another, each in a process of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def parse(self, page: bytes | str, cpu_seconds: float = CPU_SECONDS) -> End:
        """How parsing *page* ends; its process is ended after *cpu_seconds*."""
        is_text = isinstance(page, str)
        body = page.encode("utf-8", "surrogatepass") if isinstance(page, str) else page
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(struct.pack("<Q?d", len(body), is_text, cpu_seconds) + body)
        self._process.stdin.flush()
        return End(*json.loads(self._process.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


def ends_well(end: End) -> bool:
    """Whether it gave an article or one of our errors."""
    return end.end in {"Article", "NotAnArticle", "UnreadablePage"}
