"""The messages that docs/faq.md explains are those that people meet: each is brought about."""

from __future__ import annotations

import re
import socket
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from archive_samples import article, visit
from click.testing import CliRunner

from archive import Archive
from newsclip.cli import main

FAQ = Path(__file__).resolve().parents[2] / "docs" / "faq.md"
NEWEST = 10_000


def said(*arguments: str) -> str:
    """What the command says when it fails, on one line."""
    ran = CliRunner().invoke(main, arguments)
    assert ran.exit_code, ran.output
    return " ".join(ran.stderr.split())


def add(url: str) -> str:
    ran = CliRunner().invoke(main, ["add", url])
    assert ran.exit_code == 1
    return " ".join(ran.output.split())


def locked() -> str:
    with Archive("news.db", write=True) as archive, archive.lock():
        return said("forget", "example.com", "--yes")


def another_database() -> str:
    with closing(sqlite3.connect("news.db")) as database:
        database.execute("CREATE TABLE mine (a)")
        database.commit()
    return said("search", "ferry")


def mixed_up() -> str:
    Archive("news.db", write=True).close()
    Archive("other.db", write=True).close()
    Path("other.captures.db").replace("news.captures.db")
    return said("search", "ferry")


def too_new() -> str:
    Archive("news.db", write=True).close()
    with closing(sqlite3.connect("news.db")) as database:
        database.execute(f"PRAGMA user_version = {NEWEST}")
    return said("search", "ferry")


def refused() -> str:
    with socket.socket() as taken:  # bound and not listening: nobody else gets this port
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        return said("crawl", f"http://127.0.0.1:{port}/", "--allow-private", "--quiet")


def misspelt() -> str:
    Path("sites.toml").write_text('[[site]]\nnam = "Harbour Gazette"\n')
    return said("crawl", "sites.toml")


def empty_page() -> str:
    Path("page.html").write_text("<h1>Latest</h1><a href='/1'>One</a>")
    return said("parse", "page.html")


def binary() -> str:
    Path("report.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 20)
    return said("parse", "report.pdf")


def on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> str:
    with Archive("news.db", write=True) as archive:
        archive.save([visit(article())])
    monkeypatch.setattr("newsclip.commands.show_.on_terminal", lambda: True)
    return said("show", "1", "--captured")


def without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> str:
    with Archive("news.db", write=True) as archive:
        archive.save([visit(article())])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    # It may be loaded already, and is then known in two places.
    monkeypatch.delitem(sys.modules, "archive.reading.export.parquet", raising=False)
    monkeypatch.delattr("archive.reading.export.parquet", raising=False)
    return said("export", "--format", "parquet", "--output", "news.parquet")


BROUGHT_ABOUT: dict[str, Callable[..., str]] = {
    "There is no archive here": lambda: said("search", "ferry"),
    "Another run holds this archive": locked,
    "No newsclip archive": another_database,
    "The two files do not belong together": mixed_up,
    "A newer newsclip made this archive": too_new,
    "robots.txt cannot be read": refused,
    "Not a public address": lambda: add("http://127.0.0.1:9/"),
    "No address, no domain and no site": lambda: said("crawl", "africanews"),
    "Unknown key in sites.toml": misspelt,
    "Not an article": empty_page,
    "Nothing of it was read": binary,
    "A stored page is not printed on a terminal": lambda monkeypatch: on_a_terminal(monkeypatch),
    "Parquet needs pyarrow": lambda monkeypatch: without_pyarrow(monkeypatch),
}

ENTRIES = dict(re.findall(r"^### (.+)\n\n```error\n(.+)\n```$", FAQ.read_text("utf-8"), re.M))


def test_every_entry_is_brought_about() -> None:
    assert set(ENTRIES) == set(BROUGHT_ABOUT)


@pytest.mark.parametrize("title", ENTRIES)
def test_the_message_is_what_newsclip_says(
    title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSCLIP_ARCHIVE", raising=False)
    make = BROUGHT_ABOUT[title]
    wants_patch = "monkeypatch" in make.__code__.co_varnames
    met = make(monkeypatch) if wants_patch else make()
    assert as_template(ENTRIES[title]) in as_template(met)


def as_template(message: str) -> str:
    """The message without what differs from machine to machine: numbers and its name."""
    return re.sub(r"(?<= on )[\w.-]+(?=\))", "NAME", re.sub(r"\d+", "N", message))
