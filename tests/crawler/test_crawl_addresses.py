"""What an address alone tells, and what targets and sites files mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import TargetError
from crawler.run.options import Scope
from crawler.targets import read_sites, resolve
from crawler.urls.addresses import guess, is_fetchable, is_numbered_page, pattern, plain
from crawler.urls.patterns import TRAP, UrlPatterns
from crawler.urls.scope import Admission, dates_in
from crawler.urls.variants import is_dress_of, is_same_with_more, originals_of

HOST = "https://www.gazette.example"


@pytest.mark.parametrize(
    "path",
    [
        "/2026/11/21/the-ship-that-waited/",
        "/2026-11/21/content_30011.htm",
        "/news/world-africa-66012345",
        "/business/hamburg-fog-futures-1012377",
        "/artikel.php?id=471123",
        "/sport/a-long-slug-with-many-words",
        "/wire/20261107/lobster.html",
    ],
)
def test_articles_by_shape(path: str) -> None:
    assert guess(HOST + path) == "article"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/sport/",
        "/world",
        "/page/2/",
        "/news/page/12",
        "/tag/harbours/",
        "/2026/11/",
        "/world/?page=3",
        "/author/mara-quill/",
        "/index.html",
        "/archive/2026/",
    ],
)
def test_fronts_by_shape(path: str) -> None:
    assert guess(HOST + path) == "front"


@pytest.mark.parametrize("path", ["/feed", "/rss.xml", "/feed/rss?themes=news", "/x?format=rss"])
def test_feeds_by_shape(path: str) -> None:
    assert guess(HOST + path) == "feed"


@pytest.mark.parametrize(
    "url",
    [
        f"{HOST}/a.jpg",
        f"{HOST}/report.PDF",
        f"{HOST}/login",
        f"{HOST}/x;jsessionid=1",
        f"{HOST}/wp-admin/x",
        "https://shop.gazette.example/a-b-c-d",
        "mailto:a@b.example",
        "http://[bad",
        "http://a.example:99999/",
        f"{HOST}/{'x' * 3000}",
        f"{HOST}/\ud800",
    ],
)
def test_nothing_to_fetch(url: str) -> None:
    assert not is_fetchable(url)


@given(st.text())
def test_any_address_is_judged(text: str) -> None:
    for url in (text, f"http://a.example/{text}", f"http://{text}"):
        if is_fetchable(url):
            guess(url)
            pattern(url)
            is_numbered_page(url)
            dates_in(url)
            UrlPatterns().trap(url, None)


def test_addresses_of_one_kind_share_a_pattern() -> None:
    assert pattern(f"{HOST}/2026/11/21/ship-sails-at-dawn/") == pattern(
        "http://gazette.example/2025/01/02/tower-falls-at-noon"
    )
    assert pattern(f"{HOST}/tag/strike/") == pattern(f"{HOST}/tag/weather")
    assert pattern(f"{HOST}/news/a-b-c-d") != pattern(f"{HOST}/sport/a-b-c-d")


def test_patterns_are_learned() -> None:
    patterns = UrlPatterns()
    for n in range(3):
        patterns.learn(f"{HOST}/story/{n}00", is_article=True)
        patterns.learn(f"{HOST}/staff/{n}00", is_article=False)
    assert patterns.kind_of(f"{HOST}/story/900", None) == "article"
    assert patterns.kind_of(f"{HOST}/staff/900", None) == "front"
    assert patterns.kind_of(f"{HOST}/other/900", None) is None


def test_traps_are_cut_off_and_named() -> None:
    patterns = UrlPatterns()
    assert "deep" in (patterns.trap(HOST + "/a" + "/b/c/d" * 5, None) or "")
    assert "again" in (patterns.trap(f"{HOST}/a/b/a/b/a/b", None) or "")
    assert "parameters" in (patterns.trap(f"{HOST}/x?a=1&b=2&c=3&d=4&e=5", None) or "")
    for n in range(TRAP):
        assert patterns.trap(f"{HOST}/calendar/event-{n}234", None) is None
        patterns.learn(f"{HOST}/calendar/event-{n}234", is_article=False)
    assert "pattern" in (patterns.trap(f"{HOST}/calendar/event-9999", None) or "")


def test_scope() -> None:
    since = datetime(2026, 11, 15, tzinfo=UTC)
    admission = Admission(Scope(since, since + timedelta(days=2), ("sport",), "row"))
    good = f"{HOST}/sport/rowing"
    assert admission.refuses(good, since) is None
    assert admission.refuses(good, since - timedelta(seconds=1))
    assert admission.refuses(good, since + timedelta(days=2))
    assert admission.refuses(f"{HOST}/sport/sailing", since)
    assert admission.refuses(f"{HOST}/sports/rowing", since)
    by_address = Admission(Scope(since=since))
    assert by_address.refuses(f"{HOST}/2026/10/01/old-story", None)
    assert by_address.refuses(f"{HOST}/2026/11/15/new-story", None) is None
    assert by_address.refuses(f"{HOST}/story", None) is None


def test_targets() -> None:
    known = {"gazette.example": HOST, "Harbour Gazette": HOST}
    assert resolve(["harbour gazette"], known)[0].url == HOST
    assert resolve(["africanews.com"])[0].spellings == (
        "https://africanews.com",
        "http://africanews.com",
    )
    assert resolve(["127.0.0.1:8000"])[0].url == "http://127.0.0.1:8000"
    assert resolve([f"{HOST}/sitemap.xml"])[0].kind == "sitemap"
    assert resolve([f"{HOST}/feed"])[0].kind == "feed"


@pytest.mark.parametrize("text", ["nosuch", "ftp://a.example", "http://", "http://[bad", "", "a b"])
def test_no_target(text: str) -> None:
    with pytest.raises(TargetError):
        resolve([text])


def test_a_name_almost_right() -> None:
    with pytest.raises(TargetError, match="Did you mean gazette"):
        resolve(["gazete"], {"gazette": HOST})


def write(folder: Path, text: str) -> Path:
    file = folder / "sites.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_sites_file(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        f"""
        [[site]]
        name = "Harbour Gazette"
        home = "{HOST}"
        feeds = ["{HOST}/feed"]
        sections = ["sport"]
        delay = 2.5
        since = 2026-11-01
        recheck = {{ first = "30m", last = "4w" }}

        [[site]]
        home = "africanews.com"
        """,
    )
    first, second = read_sites(file)
    assert (first.name, first.delay, first.feeds) == ("Harbour Gazette", 2.5, (f"{HOST}/feed",))
    assert first.scope
    assert first.scope.since == datetime(2026, 11, 1, tzinfo=UTC)
    assert first.recheck
    assert first.recheck.first == timedelta(minutes=30)
    assert second.scope is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[[site]]\nhome = "a.example"\ndelays = 1', "did you mean 'delay'"),
        ('[[sites]]\nhome = "a.example"', "did you mean 'site'"),
        ('[[site]]\nhome = "a.example"\nrecheck = { frist = "1h" }', "did you mean 'first'"),
        ('[[site]]\nhome = "a.example"\nrecheck = { first = "soon" }', "no length of time"),
        ('[[site]]\nhome = "a.example"\ndelay = "fast"', "delay"),
        ('[[site]]\nhome = "a.example"\ndelay = -1', "between 0 and 3600"),
        ('[[site]]\nhome = "a.example"\nmatch = "("', "regular expression"),
        ('[[site]]\nhome = "nonsense"', "no address"),
        ('[[site]]\nhome = "a.example"\nsince = "yesterday"', "no date"),
        ("[[site]]\nname = 'x'", "home"),
        ("site = []", "names no site"),
        ("[[site", "not valid TOML"),
    ],
)
def test_mistakes_in_a_sites_file_are_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(TargetError, match=r"sites\.toml") as caught:
        read_sites(write(tmp_path, text))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/story?id=7&cat=news", "article"),
        ("/index.php?option=com_content&id=12", "article"),
        ("/news/article.aspx?articleid=99", "article"),
        ("/?p=123", None),
        ("/p/123", None),
        ("/view?s=12", None),
        ("/?page=2", "front"),
        ("/world/?p=2", "front"),
        ("/list/p/2", "front"),
        ("/index.php?cat=5", "front"),
        ("/find?tag=harbour", "front"),
    ],
)
def test_numbers_of_stories_and_of_pages(path: str, kind: str | None) -> None:
    assert guess(HOST + path, "News") == kind


def test_a_route_is_part_of_a_pattern_and_needs_many_parameters() -> None:
    story = f"{HOST}/index.php?option=com_content&view=article&id=12&catid=3&Itemid=4"
    assert pattern(story) != pattern(story.replace("view=article", "view=category"))
    assert UrlPatterns().trap(story, None) is None


@pytest.mark.parametrize(
    "path",
    [
        "/news/a-b?print=1",
        "/news/a-b?outputType=amp",
        "/news/a-b/amp/",
        "/print/news/a-b",
        "/news/a-b.amp.html",
        "/news/a-b,print.html",
        "/news/a-b_print",
    ],
)
def test_another_dress_is_known_by_its_address(path: str) -> None:
    keys = [url.rstrip("/") for url in originals_of(HOST + path)]
    assert f"{HOST}/news/a-b" in keys


@pytest.mark.parametrize("path", ["/news/a-b", "/news/lamp", "/amp", "/print-shops/a-b?page=2"])
def test_what_only_sounds_like_another_dress(path: str) -> None:
    assert not originals_of(HOST + path)


def test_the_root_dot_of_a_host_is_dropped() -> None:
    assert plain("https://www.gazette.example.:8080/a#b") == "https://www.gazette.example:8080/a"
    assert plain("https://gazette.example.") == "https://gazette.example"


def test_telephones_have_a_host_of_their_own() -> None:
    assert originals_of("https://m.gazette.example/a-b") == ["https://gazette.example/a-b"]
    assert is_dress_of(f"{HOST}/print/4/harbour-opens", f"{HOST}/news/harbour-opens.html")
    assert is_same_with_more(f"{HOST}/a-b?view=7", f"{HOST}/a-b")
    assert not is_same_with_more(f"{HOST}/story?id=8", f"{HOST}/story?id=7")
