"""Web archives of invented stories, record by record."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import parsers
from archive import Archive, Capture, Visit

NL = b"\r\n"


HOST = "https://gazette.example"


def page(number: int) -> bytes:
    story = "".join(
        f"<p>The {number}th clock of the town was wound on line {n}, and then it ran on.</p>"
        for n in range(6)
    )
    return f"<html lang=en><article><h1>Clock {number} ran on</h1>{story}</article>".encode()


def record(
    kind: str, url: str, block: bytes, when: str = "2026-11-01T10:00:00Z", **more: str
) -> bytes:
    fields = {
        "WARC-Type": kind,
        "WARC-Target-URI": url,
        "WARC-Date": when,
        **{name.replace("_", "-"): value for name, value in more.items()},
        "Content-Length": str(len(block)),
    }
    head = NL.join(f"{name}: {value}".encode() for name, value in fields.items())
    return b"WARC/1.0" + NL + head + NL + NL + block + NL + NL


def answer(body: bytes, status: str = "200 OK", headers: Mapping[str, str] | None = None) -> bytes:
    fields = {"Content-Type": "text/html; charset=utf-8"} if headers is None else headers
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join(lines).encode() + NL + NL + body


def stories(count: int) -> list[bytes]:
    info = record("warcinfo", "", b"software: none\r\n")
    return [info] + [
        record("response", f"{HOST}/{n}", answer(page(n)), f"2026-11-01T10:00:{n:02}Z")
        for n in range(count)
    ]


def members(records: list[bytes]) -> bytes:
    return b"".join(gzip.compress(one) for one in records)


def archive_of_one_page(path: Path) -> datetime:
    """Make an archive of one of the stories. Gives the time of its capture."""
    now = datetime(2026, 11, 1, tzinfo=UTC)
    capture = Capture(f"{HOST}/1", now, 200, page(1), content_type="text/html")
    article = parsers.parse(page(1), f"{HOST}/1")
    with Archive(path, write=True) as archive:
        archive.save([Visit(f"{HOST}/1", now, capture=capture, article=article, parser="test")])
    return now
