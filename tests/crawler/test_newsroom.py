"""The sample newsroom keeps its promises: what it publishes, how it answers, what can be hidden."""

from __future__ import annotations

import gzip
import re
import urllib.error
import urllib.request
from html import unescape
from urllib.parse import quote, urljoin, urlsplit

import golden
import pytest
from newsroom.server import ARTICLES, BASE, Newsroom, Page, render

import parsers


def get(url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    request = urllib.request.Request(url, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read(), dict(answer.headers)


def paths_in(text: str, base: str) -> set[str]:
    """Every address of the newsroom that *text* names, as path and query."""
    found = set()
    for address in re.findall(rf"{re.escape(base)}([^\s\"'<>]*)", text):
        parts = urlsplit(unescape(address))
        query = re.sub(r"&?utm_\w+=\w+", "", parts.query)
        found.add(quote(parts.path, safe="/%") + (f"?{query}" if query else ""))
    return found


def test_it_publishes_what_its_records_say(newsroom: Newsroom) -> None:
    assert len(newsroom.articles) >= 24
    for path, record in newsroom.articles.items():
        status, body, _ = get(newsroom.url + path)
        assert status == 200, path
        assert record["url"] == newsroom.url + path
        assert b"{{" not in body


def test_every_article_can_be_found_in_its_sitemaps(newsroom: Newsroom) -> None:
    _, robots, _ = get(newsroom.url + "/robots.txt")
    assert f"Sitemap: {newsroom.url}/sitemap.xml" in robots.decode()
    _, news, _ = get(newsroom.url + "/sitemap-news.xml")
    _, archive, headers = get(newsroom.url + "/sitemap-archive.xml.gz")
    assert "Content-Encoding" not in headers
    found = paths_in(news.decode() + gzip.decompress(archive).decode(), newsroom.url)
    assert found >= set(newsroom.articles)


def test_every_article_can_be_found_in_its_feeds(newsroom: Newsroom) -> None:
    _, home, _ = get(newsroom.url + "/")
    feeds = re.findall(
        r'rel="alternate" type="application/\w+\+xml"[^>]*href="([^"]+)"', home.decode()
    )
    assert len(feeds) == 2
    found = set().union(*(paths_in(get(feed)[1].decode(), newsroom.url) for feed in feeds))
    assert found >= set(newsroom.articles)


def test_every_article_can_be_found_by_links(newsroom: Newsroom) -> None:
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith("/members/"):
            continue
        seen.add(path)
        _, body, headers = get(newsroom.url + path)
        if headers["Content-Type"].startswith("text/html"):
            text = body.decode("utf-8", "replace")
            links = re.findall(r'<a [^>]*href="([^"]+)"', text)
            joined = (urljoin(newsroom.url + path, unescape(link)) for link in links)
            waiting += paths_in("\n".join(joined), newsroom.url)
    assert seen >= set(newsroom.articles)


@pytest.mark.parametrize(
    ("hidden", "gone"),
    [
        ("sitemaps", ["/sitemap.xml", "/sitemap-news.xml", "/sitemap-archive.xml.gz"]),
        ("feeds", ["/feed/rss?themes=news", "/business/feed.xml"]),
    ],
)
def test_a_way_of_finding_can_be_hidden(hidden: str, gone: list[str]) -> None:
    with Newsroom(**{hidden: False}) as newsroom:
        assert {get(newsroom.url + path)[0] for path in gone} == {404}
        home, robots = (get(newsroom.url + path)[1].decode() for path in ("/", "/robots.txt"))
        assert ("Sitemap:" in robots) == (hidden != "sitemaps")
        assert ("+xml" in home) == (hidden != "feeds")


def test_without_links_no_front_leads_to_an_article() -> None:
    with Newsroom(links=False) as newsroom:
        for path in ("/", "/world/", "/news/", "/tag/harbours/", "/archiv/?seite=2"):
            _, body, _ = get(newsroom.url + path)
            assert not paths_in(body.decode(), newsroom.url) & set(newsroom.articles), path


def test_it_answers_conditional_requests(newsroom: Newsroom) -> None:
    url = newsroom.url + newsroom.edit_path
    _, _, headers = get(url)
    known = {"If-None-Match": headers["ETag"], "If-Modified-Since": headers["Last-Modified"]}
    for name, value in known.items():
        assert get(url, **{name: value})[:2] == (304, b""), name
    newsroom.edit()
    for name, value in known.items():
        assert get(url, **{name: value})[0] == 200, name


def test_an_edit_changes_one_article(newsroom: Newsroom) -> None:
    before = newsroom.articles
    newsroom.edit()
    after = newsroom.articles
    assert [path for path in before if before[path] != after[path]] == [newsroom.edit_path]
    assert after[newsroom.edit_path]["headline"] != before[newsroom.edit_path]["headline"]


def test_removed_articles_are_gone(newsroom: Newsroom) -> None:
    before = set(newsroom.articles)
    newsroom.remove()
    assert before - set(newsroom.articles) == set(newsroom.removed_paths)
    for path, status in newsroom.removed_paths.items():
        assert get(newsroom.url + path)[0] == status


def test_copies_and_tracked_links_lead_to_the_article(newsroom: Newsroom) -> None:
    path = "/news/harbour-clock-loses-a-minute"
    record = newsroom.articles[path]
    copies = ["/amp" + path, path + "?print=1", path + "?utm_source=tag&utm_medium=web"]
    for copy in copies:
        status, body, headers = get(newsroom.url + copy)
        article = parsers.parse(body, newsroom.url + copy, content_type=headers["Content-Type"])
        assert status == 200
        assert article.url == record["url"]
        assert article.headline == record["headline"]
        assert [p.text for p in article.paragraphs] == [p["text"] for p in record["paragraphs"]]


def test_answers_can_be_replaced_and_requests_are_logged(newsroom: Newsroom) -> None:
    newsroom.answers["/robots.txt"] = Page(status=503, headers={"Retry-After": "5"})
    status, _, headers = get(newsroom.url + "/robots.txt", **{"User-Agent": "knocking"})
    assert (status, headers["Retry-After"]) == (503, "5")
    (request,) = newsroom.log
    assert (request.method, request.path, request.status) == ("GET", "/robots.txt", 503)
    assert request.headers["user-agent"] == "knocking"


def test_pages_link_into_the_disallowed_area(newsroom: Newsroom) -> None:
    _, tag, _ = get(newsroom.url + "/tag/harbours/")
    linked = paths_in(tag.decode(), newsroom.url)
    assert "/members/exclusive/the-bosuns-diary" in linked & set(newsroom.disallowed)


def test_old_pages_are_kept_in_their_own_encoding() -> None:
    for page in ARTICLES.glob("archiv-*.html"):
        body = render(page)
        assert "„".encode("windows-1252") in body or "«".encode("windows-1252") in body
        with pytest.raises(UnicodeDecodeError):
            body.decode("utf-8")


def test_golden_pages_cover_the_newsroom() -> None:
    kinds = {case.golden["kind"] for case in golden.cases() if case.is_newsroom}
    languages = {case.golden["language"][:2] for case in golden.cases() if case.is_newsroom}
    assert kinds == {"article", "gallery", "live-blog", "video"}
    assert languages == {"en", "de", "fr", "es", "ar", "zh", "ja"}
    assert all(case.golden["url"].startswith(BASE) for case in golden.cases() if case.is_newsroom)
