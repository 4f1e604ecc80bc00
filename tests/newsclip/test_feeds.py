"""Atom feeds of newsclip browse, as a feed reader reads them."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from archive_samples import URL, article, hours, visit
from browsing import Server, browse

from archive import Archive, Visit

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A storm that was edited, another that was taken down, and a calm."""
    path = tmp_path_factory.mktemp("feeds") / "news.db"
    with Archive(path, write=True) as archive:
        first = article("Storm <one> & \x0bmore", byline="By Ada Moss")
        archive.save([visit(first, url=f"{URL}/1"), visit(article("Storm two"), url=f"{URL}/2")])
        archive.save([visit(article("Calm"), url="file:calm.html")])
        archive.save([visit(article("Storm 1"), hours(1), url=f"{URL}/1")])
        archive.save([Visit(f"{URL}/2", hours(2), outcome="gone", status=410)])
    return path


@pytest.fixture(scope="module")
def server(path: Path):
    with browse(path) as running:
        yield running


def entries(server: Server, address: str):
    answer = server.get(address)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(answer.body, response_headers=answer.headers)
    assert not found.bozo
    assert found.version == "atom10"
    assert_rfc_4287(ElementTree.fromstring(answer.body))
    return found.entries


def assert_rfc_4287(feed: ElementTree.Element) -> None:
    """What the standard demands of a feed and of each of its entries (4.1.1, 4.1.2, 3.3)."""
    wanted = {"id": 1, "title": 1, "updated": 1}
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name, times in wanted.items():
            found = element.findall(f"{ATOM}{name}")
            assert len(found) == times
            assert found[0].text
        for moment in element.iter(f"{ATOM}updated"):
            assert datetime.fromisoformat(str(moment.text)).tzinfo
        assert re.match(r"urn:[a-z0-9]", element.findtext(f"{ATOM}id") or "")
        assert element.findall(f"{ATOM}author") or feed.findall(f"{ATOM}author")
        links = [(one.get("rel"), one.get("type")) for one in element.findall(f"{ATOM}link")]
        assert len(set(links)) == len(links)
        assert all(one.get("href", "").startswith("http") for one in element.iter(f"{ATOM}link"))
    (own,) = [one for one in feed.findall(f"{ATOM}link") if one.get("rel") == "self"]
    assert ".atom" in own.get("href", "")
    ids = [one.findtext(f"{ATOM}id") for one in feed.findall(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)


def test_a_search_is_a_feed(server: Server) -> None:
    found = entries(server, "/search.atom?q=storm")
    assert [one.title for one in found] == ["Storm two", "Storm 1"]
    assert found[0].link == f"{URL}/2"
    assert found[1].author == "www.example.com" or found[1].author
    assert [one.title for one in entries(server, "/search.atom?q=calm")] == ["Calm"]
    assert entries(server, "/search.atom?q=calm")[0].link.startswith("http://127.0.0.1")
    assert entries(server, "/search.atom?q=nothing") == []
    assert len(entries(server, "/search.atom")) == 3
    page = server.get("/search?q=storm").text
    assert 'type="application/atom+xml" title="This search" href="/search.atom?q=storm"' in page


def test_edits_and_what_went_are_feeds(server: Server) -> None:
    (edit,) = entries(server, "/edits.atom")
    assert edit.title == "Storm 1"
    assert edit.summary == "Was: Storm <one> & more"
    (gone,) = entries(server, "/gone.atom?q=storm")
    assert gone.title == "Storm two"
    assert gone.summary == "Gone (410); last seen 2026-11-01."
    assert entries(server, "/edits.atom?q=calm") == []
    assert entries(server, "/edits.atom?q=more") == [edit], "the word that the edit took away"
    assert entries(server, "/gone.atom?site=other.org") == []


@pytest.mark.parametrize("address", ["/search.atom?q=storm", "/edits.atom", "/gone.atom"])
def test_what_is_known_is_not_sent_again(server: Server, address: str) -> None:
    first = server.get(address)
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    for headers in (
        {"If-None-Match": etag}, {"If-None-Match": f'"x", W/{etag}'},
        {"If-Modified-Since": modified},
        {"If-None-Match": etag, "If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    ):  # fmt: skip
        again = server.get(address, **headers)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == etag
    for headers in (
        {"If-None-Match": '"x"'}, {"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"If-Modified-Since": "junk"}, {"If-None-Match": '"x"', "If-Modified-Since": modified},
    ):  # fmt: skip
        assert server.get(address, **headers).status == 200


def test_feedparser_asks_again_with_what_it_was_told(server: Server) -> None:
    """A feed reader over HTTP: what it has is not sent again, by ETag or by date."""
    address = f"{server.url}search.atom?q=storm"
    first = feedparser.parse(address)
    assert first.status == 200
    assert {one.title for one in first.entries} == {"Storm 1", "Storm two"}
    for known in ({"etag": first.etag}, {"modified": first.modified}):
        again = feedparser.parse(address, **known)
        assert again.status == 304
        assert again.entries == []
    changed = feedparser.parse(address, etag='"another"')
    assert (changed.status, len(changed.entries)) == (200, 2)
