"""Sitemaps, feeds and content codings, whatever their bytes."""

from __future__ import annotations

import gzip
import json
import zlib
from datetime import UTC, datetime

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.feeds import read_feed
from crawler.discovery.sitemaps import read_sitemap, w3c_moment
from crawler.errors import Undecodable
from crawler.http.decoding import decode
from crawler.workers.page_parsing import content_of

SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
 <url><loc> http://a.example/one </loc><lastmod>2026-11-20</lastmod>
  <image:image><image:loc>http://a.example/one.jpg</image:loc></image:image></url>
 <url><image:image><image:loc>http://a.example/two.jpg</image:loc></image:image>
  <loc>http://a.example/two</loc>
  <news:news><news:publication_date>2026-11-21T08:00:00+02:00</news:publication_date></news:news>
 </url>
 <url><lastmod>2026-11-20</lastmod></url>
</urlset>"""


def test_a_news_sitemap() -> None:
    sitemap = read_sitemap(SITEMAP)
    assert [entry.url for entry in sitemap.entries] == [
        "http://a.example/one",
        "http://a.example/two",
    ]
    first, second = sitemap.entries
    assert first.modified_at == datetime(2026, 11, 20, tzinfo=UTC)
    assert second.published_at == datetime(2026, 11, 21, 6, tzinfo=UTC)
    assert sitemap.problem is None


def test_a_gzipped_sitemap_and_one_in_lines() -> None:
    assert len(read_sitemap(gzip.compress(SITEMAP)).entries) == 2
    lines = read_sitemap(b"\xef\xbb\xbfhttp://a.example/1\nhttps://a.example/2\nnonsense\n")
    assert [entry.url for entry in lines.entries] == ["http://a.example/1", "https://a.example/2"]


def test_an_index() -> None:
    index = read_sitemap(
        b"<sitemapindex><sitemap><loc>http://a.example/s.xml</loc></sitemap></sitemapindex>"
    )
    assert [child.url for child in index.children] == ["http://a.example/s.xml"]
    assert index.entries == ()


def test_broken_xml_is_read_up_to_the_break() -> None:
    sitemap = read_sitemap(SITEMAP[:-9] + b"<<<")
    assert len(sitemap.entries) == 2
    assert sitemap.problem
    assert "broken" in sitemap.problem


def test_entities_are_not_expanded() -> None:
    file = b'<!DOCTYPE u [<!ENTITY f SYSTEM "file:///etc/hostname"><!ENTITY a "aaaa">]>'
    sitemap = read_sitemap(file + b"<urlset><url><loc>http://a.example/&f;&a;</loc></url></urlset>")
    assert [entry.url for entry in sitemap.entries] == ["http://a.example/&f;&a;"]
    laughs = "<!DOCTYPE u [<!ENTITY a0 'ha'>" + "".join(
        f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 30)
    )
    bomb = f"{laughs}]><urlset><url><loc>&a29;</loc></url></urlset>"
    assert sum(len(entry.url) for entry in read_sitemap(bomb.encode()).entries) < 100


def test_a_bomb_is_named() -> None:
    assert "larger" in (read_sitemap(gzip.compress(b"<urlset>" + b" " * 60_000_000)).problem or "")


def test_more_entries_than_allowed_are_left_out() -> None:
    body = b"<urlset>" + b"<url><loc>http://a.example/x</loc></url>" * 50_010 + b"</urlset>"
    sitemap = read_sitemap(body)
    assert len(sitemap.entries) == 50_000
    assert "50,000" in (sitemap.problem or "")


@given(st.binary(max_size=3_000))
def test_any_sitemap_is_read(body: bytes) -> None:
    read_sitemap(body)
    read_sitemap(b"<urlset><url><loc>" + body)
    read_sitemap(b"\x1f\x8b" + body)


@given(st.text(max_size=40))
def test_any_moment_is_read(text: str) -> None:
    found = w3c_moment(text)
    assert found is None or found.tzinfo is not None


@pytest.mark.parametrize("text", ["2026", "2026-11", "2026-11-20", "2026-11-20T08:00Z", "20261120"])
def test_w3c_moments(text: str) -> None:
    found = w3c_moment(text)
    assert found
    assert found.year == 2026


RSS = b"""<rss version="2.0"><channel><title>G</title><link>http://a.example/</link>
<item><title>One</title><link>/one</link><pubDate>Fri, 20 Nov 2026 08:00:00 GMT</pubDate></item>
<item><title>Two</title><guid>http://a.example/two</guid></item>
<item><title>No link</title></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="/older"/>
<entry><link href="http://a.example/x"/><published>2026-11-20T08:00:00Z</published>
<updated>2026-11-21T08:00:00Z</updated></entry></feed>"""


def test_rss() -> None:
    feed = read_feed(RSS, "http://a.example/feed")
    assert [entry.url for entry in feed.entries] == ["http://a.example/one", "http://a.example/two"]
    assert feed.entries[0].published_at == datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_atom_and_its_older_pages() -> None:
    feed = read_feed(ATOM, "http://a.example/feed")
    assert feed.next_page == "http://a.example/older"
    assert feed.entries[0].modified_at == datetime(2026, 11, 21, 8, tzinfo=UTC)


def test_json_feed() -> None:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"url": "/j", "date_published": "2026-11-20T08:00:00Z"}, 5, {"id": "x"}],
    }
    feed = read_feed(json.dumps(document).encode(), "http://a.example/feed.json")
    assert [entry.url for entry in feed.entries] == ["http://a.example/j"]
    assert read_feed(b'{"a": 1}', "http://a.example/").problem


@given(st.binary(max_size=2_000))
def test_any_feed_is_read(body: bytes) -> None:
    for prefix in (b"", b"<rss><channel><item><link>", b"{", b"\x1f\x8b"):
        read_feed(prefix + body, "http://a.example/feed")


CODED = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("name", CODED)
@given(body=st.binary(min_size=1, max_size=5_000))
def test_codings_there_and_back(name: str, body: bytes) -> None:
    assert decode(CODED[name](body), name, 10_000) == body


def test_raw_deflate_and_two_layers() -> None:
    raw = zlib.compressobj(wbits=-15)
    assert decode(raw.compress(b"x" * 500) + raw.flush(), "deflate", 1_000) == b"x" * 500
    twice = gzip.compress(brotli.compress(b"y" * 500))
    assert decode(twice, "br, gzip", 1_000) == b"y" * 500


@pytest.mark.parametrize("name", ["br", "zstd", "deflate", "utf-8", "none"])
def test_a_page_that_is_not_coded_as_it_says(name: str) -> None:
    assert decode(b"\n<!DOCTYPE html><p>x", name, 100) == b"\n<!DOCTYPE html><p>x"


@pytest.mark.parametrize("name", CODED)
def test_a_bomb_is_stopped(name: str) -> None:
    with pytest.raises(Undecodable, match="larger"):
        decode(CODED[name](b"\0" * 30_000_000), name, 1_000_000)


@pytest.mark.parametrize("name", CODED)
def test_a_torn_stream_is_no_page(name: str) -> None:
    body = CODED[name](bytes(range(256)) * 40)
    with pytest.raises(Undecodable):
        decode(body[: len(body) // 2], name, 1_000_000)


@given(st.binary(max_size=500), st.sampled_from([*CODED, "rot13", "gzip, gzip, gzip", "identity"]))
def test_any_bytes_decode_or_say_why(body: bytes, name: str) -> None:
    try:
        whole = decode(body, name, 2_000)
    except Undecodable:
        return
    assert len(whole) <= 2_000


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf\n <?xml version='1.0' encoding='utf-8'?>%s",
        b"<?xml version='1.0' encoding='utf-16'?>%s",
        b"<?xml version='1.0' encoding='utf-8'?><!-- caf\xe9 -->%s",
        b"<?xml version='1.0' encoding='no-such-charset'?>%s",
    ],
)
def test_a_sitemap_in_another_charset_than_it_says(body: bytes) -> None:
    listed = body % b"<urlset><url><loc>/a</loc></url><url><loc>b</loc></url></urlset>"
    sitemap = read_sitemap(listed, "https://example.com/maps/1.xml")
    assert sitemap.problem is None
    urls = [entry.url for entry in sitemap.entries]
    assert urls == ["https://example.com/a", "https://example.com/maps/b"]


PAIR = "<urlset><url><loc>http://a.example/1</loc></url><url><loc>http://a.example/2?a=b{}c=d</loc></url></urlset>"
DECLARED = "<?xml version='1.0' encoding='{}'?>"


@pytest.mark.parametrize(
    "body",
    [
        (DECLARED.format("UTF-16") + PAIR.format("&amp;")).encode("utf-16"),
        (DECLARED.format("UTF-8") + PAIR.format("&amp;")).encode("utf-16-be"),
        PAIR.format("&").encode(),
        PAIR.format("&").replace("<loc>", "<loc><![CDATA[").replace("</loc>", "]]></loc>").encode(),
        PAIR.format("&amp;").replace("</url>", "<news:title>a&nbsp;\x01\0b</title></url>").encode(),
        b"<br/>\n<b>Warning</b>: no such file<br/>\n" + PAIR.format("&amp;").encode(),
        b"<?xml version='1.0'?><!--" + b"long " * 900 + b"-->" + PAIR.format("&amp;").encode(),
        gzip.compress(gzip.compress(PAIR.format("&amp;").encode())),
        "http://a.example/1\r\nhttp://a.example/2?a=b&c=d\r\n".encode("utf-16"),
    ],
    ids=["utf-16", "unmarked", "&", "cdata", "controls", "warning", "comment", "twice", "lines"],
)
def test_a_sitemap_however_broken(body: bytes) -> None:
    assert content_of(body, "text/html") == "sitemap"
    found = [entry.url for entry in read_sitemap(body).entries]
    assert found == ["http://a.example/1", "http://a.example/2?a=b&c=d"]


def test_a_torn_sitemap_gives_its_whole_entries() -> None:
    many = "".join(f"<url><loc>http://a.example/{n}</loc></url>" for n in range(10_000, 10_400))
    body = f"<urlset>{many}</urlset>".encode()
    torn = read_sitemap(body[:-40])
    assert len(torn.entries) == 399
    assert "its end is missing" in (torn.problem or "")
    packed = read_sitemap(gzip.compress(body)[:-40])
    assert 300 < len(packed.entries) < 400
    assert all(len(entry.url) == len("http://a.example/10000") for entry in packed.entries)
    assert "cut short" in (packed.problem or "")


FEED = (
    "<rss version='2.0'><channel><title>a&nbsp;b\x02</title><item><link>/1</link></item>"
    "<item><guid>http://a.example/2</guid></item></channel></rss>"
)


@pytest.mark.parametrize(
    "body",
    [
        (DECLARED.format("utf-8") + FEED).encode("utf-16"),
        (DECLARED.format("UTF-16") + FEED).encode("utf-16-le"),
        (DECLARED.format("UTF-16") + FEED).encode(),
        b"\n \xef\xbb\xbf" + FEED.encode(),
        FEED.encode()[:-12] + b"<item><link>http://a.exa",
        gzip.compress(FEED.encode()),
    ],
    ids=["utf-16", "unmarked", "no utf-16", "mark", "torn", "packed"],
)
def test_a_feed_however_broken(body: bytes) -> None:
    assert content_of(body, "text/html") == "feed"
    found = [entry.url for entry in read_feed(body, "http://a.example/feed").entries]
    assert found == ["http://a.example/1", "http://a.example/2"]


def test_feeds_name_the_story_and_not_the_service_that_counts() -> None:
    counted = (
        b"<rss xmlns:feedburner='http://rssnamespace.org/feedburner/ext/1.0'><channel><item>"
        b"<link>http://feeds.example/~r/1</link>"
        b"<feedburner:origLink>http://a.example/1</feedburner:origLink></item></channel></rss>"
    )
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [{"id": "http://a.example/2"}, {"external_url": "http://a.example/3", "id": "3"}],
    }
    found = read_feed(counted, "http://a.example/feed").entries
    found += read_feed(json.dumps(document).encode(), "http://a.example/feed.json").entries
    assert [entry.url[-1] for entry in found] == ["1", "2", "3"]
