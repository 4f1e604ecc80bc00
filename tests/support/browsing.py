"""What the tests of ``newsclip browse`` share: archives to look at, and the running server."""

from __future__ import annotations

import asyncio
import http.client
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import httpx
from archive_samples import NOON, article, visit
from crawling import crawl
from newsroom.server import ARTICLES, Newsroom, content_type, expected, render

import parsers
from archive import Archive, Visit
from newsclip.browse.app import application
from parsers import parse
from parsers.records import Dateline, Image

SCRIPT = "<script>document.title='owned';alert(1)</script>"
HOSTILE = f'"><img src=x onerror=alert(2)>{SCRIPT}{{{{7*7}}}}\x1b[31m\u202e'
HOSTILE_URL = "https://hostile.example/story"


def hostile_visit() -> Visit:
    """A page whose every field tries to be HTML."""
    read = article(
        f"Hostile {HOSTILE}",
        (f"First paragraph {HOSTILE}", "Second paragraph, with enough words to be read."),
        kicker=HOSTILE,
        dek=HOSTILE,
        byline=HOSTILE,
        authors=(HOSTILE,),
        section=HOSTILE,
        keywords=(HOSTILE,),
        publisher=HOSTILE,
        copyright_notice=HOSTILE,
        language="en",
        dateline=Dateline(text=HOSTILE, place=HOSTILE, agency=HOSTILE, source="body"),
        images=(
            Image(url="javascript:alert(3)", caption=HOSTILE, credit=HOSTILE, alt=HOSTILE,
                  creator=HOSTILE, agencies=(HOSTILE,), is_lead=True),
            Image(url="data:text/html,<script>alert(4)</script>", caption="Second"),
        ),
        sources={"headline": HOSTILE},
    )  # fmt: skip
    return visit(read, url=HOSTILE_URL, page=f"<html><h1>{HOSTILE}</h1>{SCRIPT}</html>".encode())


def add_invented(path: Path) -> None:
    """Beside what was crawled: a hostile page, and 30 stories of one day with three edits."""
    with Archive(path, write=True) as archive, archive.lock():
        archive.save([hostile_visit()])
        tables = []
        for number in range(30):
            read = article(
                f"Tide table {number}",
                (f"High water number {number} is at noon.", "The quay stays dry, says the office."),
                published_at=NOON,
                language="en",
            )
            tables.append(visit(read, url=f"https://tides.example/{number}"))
        archive.save(tables)
        for edition in (1, 2):
            read = article(
                f"Ferry late by {edition} hours",
                ("The ferry to Eastwick is late.", f"It waits for tide number {edition}."),
                published_at=NOON,
            )
            at = NOON + timedelta(hours=edition)
            archive.save([visit(read, at, url="https://tides.example/ferry")])


def make_quickly(path: Path) -> None:
    """The sample newsroom's articles as if a crawl had brought them, and what is invented."""
    visits = []
    for file in sorted(ARTICLES.glob("*.html")):
        if not file.with_suffix(".json").exists():
            continue
        page = render(file)
        url = expected(file)["url"]
        read = parse(page, url, content_type=content_type(file))
        visits.append(visit(read, url=url, page=page, parser=parsers.VERSION))
    with Archive(path, write=True) as archive, archive.lock():
        run = archive.start_run("crawl https://www.harbourgazette.example")
        archive.save(visits, run)
        archive.finish_run(run, 0, {"new": len(visits)})
        archive.connection.execute("UPDATE sites SET name = 'The Harbour Gazette'")
    add_invented(path)


def make(path: Path) -> None:
    """An archive by a crawl of the sample newsroom, edited once and crawled again."""
    with Newsroom() as newsroom:
        assert crawl(path, newsroom.url).code == 0
        newsroom.edit()
        with Archive(path, write=True) as archive:  # the edit is an hour old, and so is the visit
            archive.connection.execute("UPDATE frontier SET due_at = visited_at")
        assert crawl(path, newsroom.url).code == 0
    with Archive(path, write=True) as archive:
        archive.connection.execute(
            "UPDATE revisions SET seen_at = strftime('%Y-%m-%dT%H:%M:%SZ', seen_at, '-200 minutes')"
            " WHERE revision = 1"
        )
        # The name is that of the page saved first, and which that is chance decides.
        archive.connection.execute("UPDATE sites SET name = 'The Harbour Gazette'")


class Answer(NamedTuple):
    """What the server answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()


def ask(path: Path, *addresses: str, host: str = "127.0.0.1", name: str = "") -> list[Answer]:
    """What is answered for *addresses*, without a server in between."""

    async def answers() -> list[Answer]:
        transport = httpx.ASGITransport(application(path, host))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            headers = {"Host": name} if name else {}
            got = [await client.get(address, headers=headers) for address in addresses]
        return [Answer(one.status_code, dict(one.headers), one.content) for one in got]

    return asyncio.run(answers())


class Server:
    """``newsclip browse`` while it runs."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.port = int(url.rstrip("/").rpartition(":")[2])

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for *path*, as it is written, and take what comes."""
        return self._answer(method, path, None, headers)

    def post(self, path: str, body: bytes, **headers: str) -> Answer:
        """Send *body* to *path*."""
        return self._answer("POST", path, body, headers)

    def _answer(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()


@contextmanager
def browse(path: Path, *options: str) -> Iterator[Server]:
    """Run the real command on a free port; stop it with Ctrl-C, which must end it well."""
    command = [sys.executable, "-m", "newsclip", "browse", "--archive", str(path), "--port", "0"]
    process = subprocess.Popen(
        [*command, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout
    assert process.stderr
    errors: list[str] = []
    listener = threading.Thread(target=lambda: errors.extend(process.stderr or ()), daemon=True)
    listener.start()
    try:
        said = process.stdout.readline()
        found = re.search(r"http://\S+/", said)
        assert found, (said, errors)
        server = Server(found[0])
        _wait(server)
        yield server
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, errors
        listener.join(10)
        assert "Traceback" not in "".join(errors), errors
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def _wait(server: Server) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            if server.get("/about").status == 200:
                return
        except OSError:
            if time.monotonic() > end:
                raise
        time.sleep(0.1)
