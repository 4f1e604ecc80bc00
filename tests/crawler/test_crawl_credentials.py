"""A reader's own cookies and headers go to their host alone, and are found nowhere afterwards."""

from __future__ import annotations

import gzip
import json
import sqlite3
import time
from pathlib import Path

import pytest
from certificates import self_signed
from click.testing import CliRunner
from crawling import Done, crawl, newsclip, rows
from hypothesis import given
from hypothesis import strategies as st
from misbehaving import Site, page, redirect, story

from crawler.errors import TargetError
from crawler.http.access.cookie_file import Cookie, cookie_header, read_cookies
from crawler.http.access.credentials import Credentials, check_header
from crawler.targets import Target, read_sites
from newsclip.cli import main

COOKIE, KEY = "c00kie-of-ada", "k3y-of-ada"
STORIES = [f"/news/2026/11/20/boats-wait-for-the-tide-{letter}" for letter in "abc"]


def netscape(folder: Path, domain: str, *, secure: str = "FALSE") -> Path:
    file = folder / "cookies.txt"
    later = int(time.time()) + 3600
    file.write_text(
        "# Netscape HTTP Cookie File\n"
        f"{domain}\tFALSE\t/\t{secure}\t{later}\tsession\t{COOKIE}\n"
        f"#HttpOnly_{domain}\tFALSE\t/private\t{secure}\t0\tother\t{COOKIE}-private\n"
        f"{domain}\tFALSE\t/\t{secure}\t1\tpast\t{COOKIE}-past\n"
        f"elsewhere.example\tTRUE\t/\tFALSE\t0\tforeign\t{COOKIE}-foreign\n"
    )
    return file


def front(*paths: str) -> bytes:
    links = "".join(f"<a href='{path}'>A story of the boats at {path[-1]}</a>" for path in paths)
    return f"<html><title>Gazette</title>{links}</html>".encode()


def left_behind(folder: Path, *done: Done) -> bytes:
    """All that a run leaves, unpacked, but for the two files that hold the secrets."""
    archive = folder / "news.db"
    warc = folder / "out.warc"
    exported = newsclip("export", "--archive", archive, "--output", warc, "--format", "warc")
    assert exported.code == 0, exported.err
    whole = bytearray("".join(one.out + one.err for one in (*done, exported)).encode())
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert {file.name for file in files} >= {"news.db", "news.captures.db", "out.warc"}
    for file in files:
        if file.name in ("cookies.txt", "sites.toml"):
            continue
        raw = file.read_bytes()
        whole += gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw
        if file.suffix == ".db":
            with sqlite3.connect(file) as connection:
                whole += "\n".join(connection.iterdump()).encode()
    return bytes(whole)


def test_what_is_a_readers_own_goes_to_the_host_alone(tmp_path: Path) -> None:
    listed = (
        f"<rss version='2.0'><channel><item><link>{{}}{STORIES[2]}</link></item></channel></rss>"
    )
    with Site() as other, Site() as site:
        elsewhere = other.url.replace("127.0.0.1", "localhost")
        for feed in ("/feed.xml", "/moved.xml"):
            other.routes[feed] = page(listed.format(site.url).encode())
        site.routes |= {
            "/": page(front(*STORIES[:2])),
            "/old.xml": redirect(f"{elsewhere}/moved.xml"),
            STORIES[0]: page(story(1), headers={"Set-Cookie": "theirs=1"}),
            STORIES[1]: redirect(f"{elsewhere}/off"),
            STORIES[2]: page(story(3)),
        }
        netscape(tmp_path, "127.0.0.1", secure="TRUE")
        sites = tmp_path / "sites.toml"
        sites.write_text(
            f'[[site]]\nhome = "{site.url}/"\ncookies = "cookies.txt"\n'
            f'feeds = ["{elsewhere}/feed.xml", "{site.url}/old.xml"]\n'
            f'[site.headers]\nX-Reader = "{KEY}"\nAccept-Language = "fr"\n'
        )
        checked = CliRunner().invoke(main, ["sites", "--check", str(sites)])
        done = crawl(
            tmp_path / "news.db",
            sites,
            "--log",
            tmp_path / "log.jsonl",
            "--set",
            "LOG_ENABLED=True",
            "--set",
            "LOG_LEVEL=DEBUG",
            "--set",
            f"LOG_FILE={tmp_path / 'scrapy.log'}",
            "--set",
            "HTTPCACHE_ENABLED=True",
            "--set",
            f"HTTPCACHE_DIR={tmp_path / 'cache'}",
        )
    assert done.code == 0, done.err
    assert rows(tmp_path / "news.db", "SELECT count(*) FROM articles") == [(2,)]
    assert {target for _, target, _ in site.log} >= {"/", "/robots.txt", *STORIES}
    for _, _, headers in site.log:
        assert headers["cookie"] == f"session={COOKIE}"
        assert headers["x-reader"] == KEY
        assert headers["accept-language"] == "fr"
    assert {target for _, target, _ in other.log} >= {"/feed.xml", "/moved.xml"}
    for _, _, headers in other.log:
        assert not {"cookie", "x-reader"} & set(headers)
    assert "X-Reader" in checked.output
    assert "4 cookies" in checked.output
    assert (tmp_path / "scrapy.log").stat().st_size > 1000
    assert list((tmp_path / "cache").rglob("request_headers"))
    found = left_behind(tmp_path, done) + checked.output.encode()
    assert b"Boats wait for the tide" in found
    assert COOKIE.encode() not in found
    assert KEY.encode() not in found


def test_over_tls_too(tmp_path: Path) -> None:
    tls, _ = self_signed("localhost", tmp_path)
    with Site({"/": page(front(STORIES[0])), STORIES[0]: page(story(1))}, tls=tls) as site:
        netscape(tmp_path, "127.0.0.1", secure="TRUE")
        sites = tmp_path / "sites.toml"
        told = f'home = "{site.url}"\nverify_tls = false\ncookies = "cookies.txt"\n'
        sites.write_text(f"[[site]]\n{told}")
        assert crawl(tmp_path / "news.db", sites).code == 0
    assert {headers["cookie"] for _, _, headers in site.log} == {f"session={COOKIE}"}


def test_one_page_and_a_look_beforehand_are_asked_for_with_them_too(tmp_path: Path) -> None:
    netscape(tmp_path, "127.0.0.1")
    sites = tmp_path / "sites.toml"
    with Site({"/": page(front(STORIES[0])), STORIES[0]: page(story(1))}) as site:
        sites.write_text(
            f'[[site]]\nhome = "{site.url}/"\ncookies = "cookies.txt"\n'
            f'headers = {{ X-Reader = "{KEY}" }}\n'
        )
        options = ("--sites", sites, "--allow-private")
        read = newsclip("parse", site.url + STORIES[0], *options)
        looked = newsclip("sites", "--probe", site.url, *options, "--delay", 0)
    assert (read.code, looked.code) == (0, 0), read.err + looked.err
    asked = [headers for path, _, headers in site.log if path != "/robots.txt"]
    assert len(asked) > 2
    assert {headers["x-reader"] for headers in asked} == {KEY}
    assert {headers["cookie"] for headers in asked} == {f"session={COOKIE}"}


HOME = "https://www.gazette-of-the-harbour.co.uk/"


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        (HOME, {"X-Reader", "Cookie"}),
        ("https://gazette-of-the-harbour.co.uk/a", {"X-Reader", "Cookie"}),
        ("https://fr.gazette-of-the-harbour.co.uk/a", {"Cookie"}),
        ("http://www.gazette-of-the-harbour.co.uk/a", set()),
        ("https://www.gazette-of-the-harbour.co.uk:8443/a", {"Cookie"}),
        ("https://gazette-of-the-harbour.co.uk.evil.example/", set()),
        ("https://evilgazette-of-the-harbour.co.uk/", set()),
        ("https://evil.example/https://www.gazette-of-the-harbour.co.uk/", set()),
        ("https://www.gazette-of-the-harbour.co.uk@evil.example/", set()),
        ("http://localhost/", set()),
    ],
)
def test_what_is_sent_where(tmp_path: Path, url: str, sent: set[str]) -> None:
    file = tmp_path / "cookies.txt"
    file.write_text(f".gazette-of-the-harbour.co.uk\tTRUE\t/\tTRUE\t0\tsession\t{COOKIE}\n")
    one = Target(HOME, (HOME,), headers=(("X-Reader", KEY),), cookies=file)
    assert KEY not in repr(one)
    credentials = Credentials.of([one])
    assert COOKIE not in repr(credentials)
    assert set(credentials.headers_for(url)) == sent


@given(
    st.lists(st.sampled_from(["gazette.example", "a.gazette.example", "b.example"]), max_size=4),
    st.sampled_from(["gazette.example", "a.gazette.example", "xgazette.example", "b.example"]),
)
def test_a_cookie_goes_to_its_domain_and_below_it_if_it_says_so(
    domains: list[str], host: str
) -> None:
    cookies = [Cookie(domain, n % 2 == 0, "/", 0, f"c{n}", "v") for n, domain in enumerate(domains)]
    sent = {
        part.partition("=")[0] for part in cookie_header(cookies, f"https://{host}/").split("; ")
    }
    wanted = {
        f"c{n}"
        for n, domain in enumerate(domains)
        if host == domain or (n % 2 == 0 and host.endswith("." + domain))
    }
    assert sent - {""} == wanted


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no cookie"),
        (f"a.example {COOKIE}", "line 1: 7 fields parted by tabs are wanted"),
        (f"a.example\tTRUE\t/\tTRUE\tsoon\tname\t{COOKIE}", "no time in seconds"),
        (f"a.example\tTRUE\t/\tTRUE\t0\tna me\t{COOKIE}", "no name and value"),
        (f"a.example\tTRUE\t/\tTRUE\t0\tname\t{COOKIE};x", "no name and value"),
    ],
)
def test_a_mistake_in_a_file_of_cookies_tells_no_cookie(
    tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "cookies.txt").write_text(text)
    with pytest.raises(TargetError) as raised:
        read_cookies(tmp_path / "cookies.txt")
    assert told in str(raised.value)
    assert COOKIE not in str(raised.value)
    sites = tmp_path / "sites.toml"
    sites.write_text('[[site]]\nhome = "a.example"\ncookies = "cookies.txt"\n')
    with pytest.raises(TargetError, match=r"sites\.toml, line 3: .*in cookies of site 1"):
        read_sites(sites)


@pytest.mark.parametrize(
    "name", ["User-Agent", "cookie", "Host", "If-None-Match", "Proxy-Authorization", "a b", ""]
)
def test_headers_that_are_not_for_a_file_to_say(name: str) -> None:
    with pytest.raises(TargetError) as raised:
        check_header(name, KEY)
    assert KEY not in str(raised.value)


def test_a_header_that_would_begin_another_is_refused(tmp_path: Path) -> None:
    sites = tmp_path / "sites.toml"
    text = json.dumps(f"{KEY}\r\nCookie: x")
    sites.write_text(f'[[site]]\nhome = "a.example"\nheaders = {{ X-A = {text} }}\n')
    with pytest.raises(TargetError) as raised:
        read_sites(sites)
    assert "headers of site 1" in str(raised.value)
    assert KEY not in str(raised.value)
