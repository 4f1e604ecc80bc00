"""A page that looks like no article is read by the container that its site's articles use."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from crawling import crawl, newsclip, outcomes, rows
from misbehaving import Site, page

import parsers
from archive.standing.usual_containers import LEAST_ARTICLES
from parsers.errors import NotAnArticle
from parsers.reader.standing_text import SiteKnowledge
from parsers.records import Mark

TOWNS = "Eastwick Norhaven Saltby Lowgate Millbrook Dunmere Fenwater Oakum".split()
BRIEF = "/story.php?id=48222"
TEXT = "The flood gate at Saltby was shut for two hours on Saturday after a barge had touched it."
FURTHER = "The skipper has to pay for the lamp, the harbour master said."
ABOUT = "This paper has told the news of the coast since the winter of its first press, in 1921."


def leads(towns: list[str]) -> str:
    """What stands beside each text: the site's other stories, with leads."""
    cards = "".join(
        f'<div class=card><h3><a href="/2026/11/{n + 1}/council-of-{town.lower()}.html">The council'
        f" of {town} meets</a></h3><p>The council of {town} will sit on Thursday to hear what the "
        f"engineer has found below the old bridge, and what it is going to cost.</p></div>"
        for n, town in enumerate(towns)
    )
    return f"<section class=more><h2>More from the coast</h2>{cards}</section>"


def html(headline: str, paragraphs: list[str], *, day: str = "", text: str = "story-body") -> bytes:
    told = "".join(f"<p>{line}</p>" for line in paragraphs)
    links = (
        '<a href="/">Home</a> <a href="/about-us.html">About us</a> <a href="/tag/flood">Flood</a>'
    )
    return (
        f"<!doctype html><html lang=en><head><title>{headline}</title></head><body>"
        f'<nav>{links} <a href="{BRIEF}">Flood gate</a></nav>'
        f"<main><h1>{headline}</h1>{day}<div class={text}>{told}</div></main>{leads(TOWNS)}"
        "</body></html>"
    ).encode()


def article(town: str) -> bytes:
    return html(
        f"Council of {town} puts off the bridge",
        [
            f"The council of {town} put off the repair of its old bridge on Tuesday, when the "
            "engineer told it that the piers stand on nothing but mud.",
            f"Nobody had looked below the water since 1954, the clerk of {town} said, and the maps "
            "of that year are lost.",
            f"Traders in {town} want the bridge to stay open through the winter, for the other way "
            "round takes an hour by lorry.",
            f"The county pays half of what is needed. The rest has to come from {town} by May.",
        ],
        day=f"<p class=date>{TOWNS.index(town) + 1} November 2026</p>",
    )


@pytest.fixture
def pages() -> dict[str, object]:
    found: dict[str, object] = {
        f"/2026/11/{n + 1}/council-of-{town.lower()}.html": page(article(town))
        for n, town in enumerate(TOWNS)
    }
    found["/"] = page(html("The Coast Courier", []))
    found["/tag/flood"] = page(html("Flood", [TEXT]))
    found["/about-us.html"] = page(html("About us", [ABOUT]))
    found[BRIEF] = page(html("Flood gate shut", [TEXT, FURTHER]))
    return found


@pytest.fixture
def site(pages: dict[str, object]) -> Iterator[Site]:
    with Site(pages) as site:  # type: ignore[arg-type]
        yield site


def test_no_page_tells_it_by_itself() -> None:
    with pytest.raises(NotAnArticle):
        parsers.parse(html("Flood gate shut", [TEXT, FURTHER]), f"https://courier.example{BRIEF}")


def test_a_crawl_reads_a_refused_page_at_its_end(site: Site, tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    done = crawl(archive, site.url)
    assert done.code == 0
    kept = {
        url.removeprefix(site.url): (body, parser, sources)
        for url, body, parser, sources in rows(
            archive, "SELECT url, body, parser, sources FROM articles"
        )
    }
    body, parser, sources = kept.pop(BRIEF)
    assert body == f"{TEXT}\n\n{FURTHER}"
    assert parser == f"{parsers.VERSION}+container"
    assert '"paragraphs":"container"' in sources.replace(" ", "")
    assert len(kept) == len(TOWNS)
    assert all(url.startswith("/2026/11/") for url in kept)
    assert all(one == parsers.VERSION for _, one, _ in kept.values())
    # The pages that are no stories have the container too, and their addresses tell.
    found = outcomes(archive, site.url)
    assert found["/tag/flood"][0] == found["/about-us.html"][0] == "not-an-article"
    # Nothing is left to be read, and what was read stays as it is.
    again = crawl(archive, site.url)
    assert "reread" not in again.total
    newsclip("reparse", "--archive", archive)
    assert rows(archive, "SELECT count(*), max(revision) FROM articles") == [(len(TOWNS) + 1, 1)]


def test_a_container_of_few_articles_is_not_trusted(
    pages: dict[str, object], tmp_path: Path
) -> None:
    for town in TOWNS[LEAST_ARTICLES - 1 :]:
        pages.pop(f"/2026/11/{TOWNS.index(town) + 1}/council-of-{town.lower()}.html")
    archive = tmp_path / "news.db"
    with Site(pages) as site:  # type: ignore[arg-type]
        crawl(archive, site.url)
        assert outcomes(archive, site.url)[BRIEF][0] == "not-an-article"
    assert rows(archive, "SELECT count(*) FROM articles") == [(LEAST_ARTICLES - 1,)]


def test_several_of_them_on_a_page_are_a_list() -> None:
    url = f"https://courier.example{BRIEF}"
    marks = _opened(article("Saltby"), "https://courier.example/2026/11/3/council-of-saltby.html")
    (container,) = (mark.fingerprint for mark in marks if mark.is_container)
    alone = html("Flood gate shut", [TEXT, FURTHER])
    assert container in {mark.fingerprint for mark in _opened(alone, url)}
    usual = SiteKnowledge(containers=frozenset([container]))
    assert parsers.parse(alone, url, knowledge=usual).sources["paragraphs"] == "container"
    box = f"<div class=story-body><p>{TEXT}</p></div></main>".encode()
    with pytest.raises(NotAnArticle):
        parsers.parse(alone.replace(b"</main>", box), url, knowledge=usual)


def _opened(body: bytes, url: str) -> tuple[Mark, ...]:
    """The marks of a page, read as an article or refused."""
    document = parsers.open_page(body, url)
    with suppress(NotAnArticle):
        parsers.read(document)
    assert document.marks
    return document.marks.paragraphs
