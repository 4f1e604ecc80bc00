"""robots.txt and lists as people write them: charsets, names, delays, bare hosts."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.sitemaps import MOST_ENTRIES, read_sitemap
from crawler.middlewares.robots import Rules
from crawler.urls.written import resolved

ROBOTS = "https://news.example/robots.txt"
FORBIDDING = "User-agent: *\nDisallow: /private/\n"


@pytest.mark.parametrize(
    "body",
    [
        *(FORBIDDING.encode(name) for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32")),
        FORBIDDING.encode("utf-8-sig"),
        FORBIDDING.encode("utf-32-be"),
        gzip.compress(FORBIDDING.encode()),
        FORBIDDING.replace("\n", "\r\n").encode(),
    ],
    ids=range(8),
)
def test_rules_are_read_in_any_charset(body: bytes) -> None:
    rules = Rules.read(body, 200, ROBOTS)
    assert rules.refuses("https://news.example/private/x")
    assert rules.refuses("https://news.example/open") is None


def test_a_torn_archive_forbids_everything() -> None:
    rules = Rules.read(gzip.compress(FORBIDDING.encode())[:4], 200, ROBOTS)
    assert "cannot be read" in (rules.refuses("https://news.example/open") or "")


@pytest.mark.parametrize(
    ("agent", "is_ours"),
    [
        ("newsclip", True),
        ("NewsClip", True),
        ("newsclip/0.1.0", True),
        ("newsclip (+mailto:a@b.example)", True),
        ("clip", False),
        ("news", False),
        ("newsclipper", False),
        ("newsclip-images", False),
        ("", False),
    ],
)
def test_our_name_is_compared_whole(agent: str, is_ours: bool) -> None:
    body = f"User-agent: *\nDisallow:\n\nUser-agent: {agent}\nDisallow: /\n".encode()
    assert bool(Rules.read(body).refuses("https://news.example/x")) == is_ours


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("10", 10), ("10s", 10), ("0,5", 0.5), ("0.5", 0.5), ("2 minutes", 120), ("500ms", 0.5),
        ("1m", 60), ("3 sec # slowly", 3), ("soon", None), ("-1", None), ("", None),
    ],
)  # fmt: skip
def test_delays_have_units(written: str, seconds: float | None) -> None:
    rules = Rules.read(f"User-agent: *\nCrawl-delay: {written}\n".encode())
    assert rules.crawl_delay == seconds


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("https://a.example/s.xml", "https://a.example/s.xml"),
        ("<https://a.example/s.xml>", "https://a.example/s.xml"),
        ("//a.example/s.xml", "https://a.example/s.xml"),
        ("a.example/s.xml", "https://a.example/s.xml"),
        ("news.example/s.xml", "https://news.example/s.xml"),
        ("www.news.example/s.xml", "https://www.news.example/s.xml"),
        ("/s.xml", "https://news.example/s.xml"),
        ("s.xml", "https://news.example/s.xml"),
        ("index.php/s.xml", "https://news.example/index.php/s.xml"),
        ("sitemap.xml?page=2", "https://news.example/sitemap.xml?page=2"),
    ],
)
def test_sitemaps_are_found_as_they_are_written(written: str, meant: str) -> None:
    assert Rules.read(f"Sitemap: {written}\n".encode(), 200, ROBOTS).sitemaps == [meant]
    listed = read_sitemap(f"<urlset><url><loc>{written}</loc></url></urlset>".encode(), ROBOTS)
    if not written.startswith("<"):
        assert [entry.url for entry in listed.entries] == [meant]


@given(st.text())
def test_any_address_is_of_the_web_or_none(written: str) -> None:
    found = resolved(written, ROBOTS)
    assert found is None or found.lower().startswith(("http://", "https://"))


@pytest.mark.slow
def test_fifty_thousand_entries_are_no_cut() -> None:
    def listed(count: int) -> str | None:
        urls = "".join(f"<url><loc>https://a.example/{n}</loc></url>" for n in range(count))
        return read_sitemap(f"<urlset>{urls}</urlset>".encode()).problem

    assert listed(MOST_ENTRIES) is None
    assert "the rest was left out" in (listed(MOST_ENTRIES + 1) or "")


def test_entries_without_an_address_are_told() -> None:
    index = read_sitemap(b"<sitemapindex><sitemap><url>x</url></sitemap><sitemap/></sitemapindex>")
    assert (index.entries, index.children) == ((), ())
    assert "name no address" in (index.problem or "")
