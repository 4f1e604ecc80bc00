"""No password in what is kept or told; no control character comes in by an import or goes out."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from crawling import Done, crawl, newsclip, rows
from hypothesis import given
from hypothesis import strategies as st
from misbehaving import Site, page, redirect, story
from warc_samples import HOST, answer, archive_of_one_page, members, record
from warc_samples import page as clock

from archive.values.stored_urls import (
    escaped,
    flaw_of,
    text_without_credentials,
    without_controls,
    without_credentials,
)
from newsclip.cli import main
from parsers.page.links import absolute

SECRET = "hunter2"

HIDDEN = [
    f"https://ann:{SECRET}@gazette.example/a?b=c@d#e@f",
    f"HTTPS://ann:{SECRET}@gazette.example",
    f"//ann:{SECRET}@gazette.example/",
    f"http:/\\ann:{SECRET}@gazette.example/a",
    f"http:ann:{SECRET}@gazette.example/a",
    f"http://ann@:{SECRET}@gazette.example/",
    f"https://{SECRET}@gazette.example/",
    f"https://ann:{SECRET} @ @gazette.example/a b",
    f"https://kept.example/https://ann:{SECRET}@gazette.example/",
]
TEXTS = [
    f"crawl https://ann:{SECRET}@gazette.example/ http://{SECRET}@b.example",
    f'it redirects to "http://ann:{SECRET}@gazette.example/x"',
]
LEFT = [
    "https://gazette.example/@ann/story",
    "https://gazette.example//@ann/story",
    "https://gazette.example/?to=a@b.example",
    "https://gazette.example/#a@b",
    "mailto:ann@gazette.example",
    "ann@gazette.example",
    "newsclip/1 (+ann@gazette.example)",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_passwords_are_taken_out(text: str) -> None:
    plain = without_credentials(text)
    assert SECRET not in plain
    assert "gazette.example" in plain
    assert without_credentials(plain) == plain


@pytest.mark.parametrize("text", TEXTS)
def test_passwords_are_taken_out_of_what_is_told(text: str) -> None:
    plain = text_without_credentials(text)
    assert SECRET not in plain
    assert "gazette.example" in plain


@pytest.mark.parametrize("text", LEFT)
def test_what_is_no_password_stays(text: str) -> None:
    assert without_credentials(text) == text_without_credentials(text) == text


@given(
    st.sampled_from(["http://", "https://", "HTTP:\\\\", "https:/", "http:", "//"]),
    st.text(st.characters(exclude_characters="/\\?#"), max_size=30),
)
def test_whatever_stands_before_the_host_goes(start: str, user: str) -> None:
    address = f"{start}{user}@gazette.example/@a?b@c"
    assert without_credentials(address) == f"{start}gazette.example/@a?b@c"
    assert absolute("https://gazette.example/", f"https://{user}@gazette.example/@a") in (
        "https://gazette.example/@a",
        None,
    )


@given(st.text(st.characters(codec=None), max_size=60))
def test_what_goes_out_has_no_line_end_and_no_half_character(text: str) -> None:
    assert flaw_of(escaped(text)) is None
    assert not set(escaped(text)) & set(" \t\r\n\x0b\x0c\x85\u2028")
    assert len(without_controls(text).splitlines()) <= 1


def kept(path: Path) -> str:
    """Every text of both files, but the bodies of stored pages."""
    found = []
    for file in (path, path.with_name(f"{path.stem}.captures.db")):
        connection = sqlite3.connect(file)
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts_%'"
        ).fetchall()
        for (table,) in tables:
            cursor = connection.execute(f"SELECT * FROM [{table}]")
            names = [column[0] for column in cursor.description]
            for row in cursor:
                found += [
                    f"{table}.{name}: {value}"
                    for name, value in zip(names, row, strict=True)
                    if isinstance(value, str)
                ]
        connection.close()
    return "\n".join(found)


def told(*done: Done) -> str:
    return "\n".join(one.out + one.err for one in done)


def test_a_crawl_keeps_no_password(tmp_path: Path) -> None:
    """Given, linked, listed, redirected to, called canonical, pictured: by whatever way."""
    archive, log = tmp_path / "news.db", tmp_path / "log.jsonl"
    with Site() as site:
        host = site.url.removeprefix("http://")
        own = f"http://ann:{SECRET}@{host}"
        paths = [f"/news/2026/11/2{n}/boats-wait-for-the-tide-{n}" for n in range(5)]
        links = f"<a href='{own}{paths[0]}'>Boats wait for the tide, says the master</a>"
        entries = f"<url><loc>{own}{paths[1]}</loc></url><url><loc>{own}{paths[2]}</loc></url>"
        item = f"<item><title>Boats</title><link>{own}{paths[3]}</link></item>"
        picture = f"<figure><img src='{own}/boat.jpg' width=800><figcaption>A boat.</figure>"
        head = f"<link rel=canonical href='{own}{paths[0]}'>"
        site.routes = {
            "/": page(f"<html>{links}</html>".encode()),
            "/robots.txt": page(f"User-agent: *\nSitemap: {own}/sitemap.xml".encode()),
            "/sitemap.xml": page(f"<?xml version='1.0'?><urlset>{entries}</urlset>".encode()),
            "/feed.xml": page(
                f"<?xml version='1.0'?><rss><channel>{item}</channel></rss>".encode()
            ),
            paths[0]: page(
                story(0, head=head).replace(b"</h1>", b"</h1>" + picture.encode()),
                headers={"Content-Location": f"{own}{paths[0]}", "Link": f"<{own}/>; rel=next"},
            ),
            paths[1]: page(story(1)),
            paths[2]: redirect(own + paths[4]),
            paths[3]: page(story(3)),
            paths[4]: page(story(4)),
        }
        sites = tmp_path / "sites.toml"
        sites.write_text(f'[[site]]\nhome = "{own}/"\nfeeds = ["{own}/feed.xml"]\n')
        done = [
            crawl(archive, f"{own}/", sites, "--log", log),
            newsclip("add", own + paths[1], "--allow-private", "--archive", archive),
            newsclip("parse", own + "/none", "--allow-private"),
        ]
        assert all("authorization" not in headers for _, _, headers in site.log)
        assert [path for path in paths if not site.requested(path)] == [], told(*done)
    assert [one.code for one in done] == [0, 0, 1], told(*done)
    assert SECRET not in told(*done) + log.read_text()
    assert SECRET not in kept(archive)
    assert rows(archive, "SELECT count(*) FROM articles WHERE url LIKE ?", f"http://{host}/%") == [
        (4,)
    ]
    assert "user and password are left out" in done[0].err


def test_an_import_keeps_no_password(tmp_path: Path) -> None:
    own = HOST.replace("//", f"//ann:{SECRET}@")
    lines = [
        {
            "url": f"{own}/1",
            "final_url": f"{own}/2",
            "fetched_at": "2026-11-01T10:00:00Z",
            "body": "x" * 50,
        },
        {
            "url": f"ftp://ann:{SECRET}@gazette.example/",
            "fetched_at": "2026-11-01T10:00:00Z",
            "body": "",
        },
    ]
    pages = tmp_path / "pages.jsonl"
    pages.write_text("\n".join(json.dumps(line) for line in lines))
    web = tmp_path / "x.warc.gz"
    moved = answer(b"", "302 Found", {"Location": f"{own}/4"})
    found = answer(clock(1))
    web.write_bytes(
        members(
            [
                record("response", f"{own}/3", moved),
                record("response", f"{own}/4", found, X_Newsclip_Requested_URI=f"{own}/3"),
                record("response", f"{own}/5", found, when="no time"),
            ]
        )
    )
    archive = tmp_path / "news.db"
    done = newsclip("import", pages, web, "--archive", archive)
    assert done.code == 1, done.err
    assert "it redirects to https://gazette.example/4" in kept(archive)
    assert SECRET not in kept(archive) + told(done)


FORGED = "text\r\nSet-Cookie: session=1\r\n\r\nHTTP/1.1 200 OK"


def test_control_characters_are_refused_on_the_way_in(tmp_path: Path) -> None:
    bodies = [clock(n).decode() for n in range(8)]
    lines: list[dict[str, Any]] = [
        {"url": f"{HOST}/1\r\nWARC-Type: response", "body": bodies[1]},
        {"url": f"{HOST}/2", "final_url": f"{HOST}/\x00", "body": bodies[2]},
        {
            "url": f"{HOST}/3",
            "headers": {"X-A": FORGED, "Server": "x", "X\nB": "1"},
            "body": bodies[3],
        },
        {"url": f"{HOST}/4", "content_type": f"text/html\n{FORGED}", "body": bodies[4]},
        {"url": f"{HOST}/5", "status": 10**30, "body": bodies[5]},
        {"url": f"{HOST}/6", "final_url": "javascript:alert(1)", "body": bodies[6]},
        {"url": f"{HOST}/7", "headers": {"Server": "caf\x85 \tü"}, "body": bodies[7]},
    ]
    file = tmp_path / "pages.jsonl"
    file.write_text(
        "\n".join(json.dumps(line | {"fetched_at": "2026-11-01T10:00:00Z"}) for line in lines)
    )
    web = tmp_path / "x.warc"
    web.write_bytes(
        record("response", f"{HOST}/8\x0bWARC-Date: 1999-01-01T00:00:00Z", answer(clock(8)))
        + record("response", f"{HOST}/9", answer(clock(9), headers={"X-A": "1\rSet-Cookie: 2"}))
        + record("response", f"{HOST}/10", answer(clock(10)))
    )
    archive = tmp_path / "news.db"
    done = newsclip("import", file, web, "--archive", archive)
    assert done.code == 1, done.err
    assert rows(archive, "SELECT url FROM visits ORDER BY length(url), url") == [
        (f"{HOST}/{n}",) for n in (3, 4, 7, 9, 10)
    ]
    for named in (
        "gazette.example/1%0D%0AWARC-Type:%20response: refused, for it holds a control character",
        "gazette.example/2: refused"
        if False
        else "refused, for it holds a control character (U+0000)",
        "gazette.example/3: control characters in its headers, left out: X-A, X B",
        "gazette.example/4: control characters in its headers, left out: content-type",
        "gazette.example/8%0BWARC-Date:%201999-01-01T00:00:00Z: refused",
        "gazette.example/9: control characters in its headers, left out: X-A",
        "line 5",
        "line 6: final_url 'javascript:alert(1)' is no http address",
    ):
        assert named in done.err
    stored = [row[0] for row in rows(tmp_path / "news.captures.db", "SELECT headers FROM captures")]
    assert "Set-Cookie" not in "".join(stored)
    assert '"Server","x"' in "".join(stored)


def test_control_characters_are_stripped_on_the_way_out(tmp_path: Path) -> None:
    """An archive of somebody else's, into which they were written by hand."""
    path, out = tmp_path / "news.db", tmp_path / "out.warc.gz"
    moment = archive_of_one_page(path).isoformat()
    with sqlite3.connect(tmp_path / "news.captures.db") as captures:
        captures.execute(
            "UPDATE captures SET final_url = ?, headers = ?, content_type = ?",
            (
                f"{HOST}/1\r\nX-Forged: 1\r\n\r\nHTTP/1.1 200 OK",
                json.dumps([["X-A", FORGED], ["A:\r\nSet-Cookie", "b"], ["Set-Cookie", "a=b"]]),
                FORGED,
            ),
        )
    captures.close()
    done = newsclip("export", "--format", "warc", "-o", out, "--archive", path, f"clock \n{moment}")
    done = newsclip("export", "--format", "warc", "-o", out, "--archive", path)
    assert done.code == 0, done.err
    heads = gzip.decompress(out.read_bytes()).split(b"<html", 1)[0].decode()
    lines = heads.splitlines()
    assert not any(line.startswith(("Set-Cookie", "X-Forged")) for line in lines)
    assert sum(line.startswith("HTTP/1.1") for line in lines) == 1
    assert "ASet-Cookie: b" in lines
    assert f"WARC-Target-URI: {HOST}/1%0D%0AX-Forged:%201%0D%0A%0D%0AHTTP/1.1%20200%20OK" in lines


@pytest.mark.parametrize("command", ["add", "crawl", "parse", "show", "diff", "forget"])
def test_bytes_that_are_no_letters_are_told(tmp_path: Path, command: str) -> None:
    archive_of_one_page(tmp_path / "news.db")
    for address in ("http://a\udcff.example/", "https://gazette.example/\udcff", "news\udcff"):
        options = [] if command == "parse" else ["--archive", str(tmp_path / "news.db")]
        done = CliRunner().invoke(main, [command, address, *options])
        assert done.exit_code == 2, done.output
        assert "holds bytes that are no UTF-8" in done.output


def test_a_password_in_an_address_to_look_for_is_not_told(tmp_path: Path) -> None:
    archive_of_one_page(tmp_path / "news.db")
    own, place = f"https://ann:{SECRET}@gazette.example", ["--archive", str(tmp_path / "news.db")]
    done = [
        CliRunner().invoke(main, [*command, *place])
        for command in (
            ["show", f"{own}/1"],
            ["show", f"{own}/none"],
            ["forget", f"{own}/1", "--yes"],
            ["runs"],
        )
    ]
    assert [one.exit_code for one in done] == [0, 2, 0, 0]
    assert not any(SECRET in one.output for one in done)
    assert "forget https://gazette.example/1" in done[-1].output
