"""A site whose every page begins with a consent dialog and a chooser that nothing marks as such."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import pytest
from courier.courier import Courier
from courier.stories import PATHS
from crawling import Done, crawl, rows
from misbehaving import Answer, Site, page

_NO_STORY = re.compile(r'<body>(.*?)<a href="/">', re.S)


class CourierSite(Site):
    """Serves the Courier on loopback: found by its links alone."""

    def __init__(self, class_of: Callable[[str], str]) -> None:
        super().__init__({}, self._answer)
        self.courier = Courier(self.url, class_of=class_of)

    def _answer(self, target: str) -> Answer | None:
        path = re.sub(r"\A/\?edition=\w+\Z", "/", target)
        html = self.courier.pages.get(path)
        return page(html.encode()) if html else None


@dataclass
class Crawled:
    """One crawl of the Courier."""

    courier: Courier
    archive: Path
    done: Done
    asked: set[str]

    @property
    def kept(self) -> set[str]:
        """Paths of the articles kept."""
        found = rows(self.archive, "SELECT url FROM articles")
        return {url.removeprefix(self.courier.base) for (url,) in found}


def _no_class(role: str) -> str:
    return ""


def _hashed_class(role: str) -> str:
    """A class as build tools make it: no word, and on every page the same."""
    return f' class="css-{blake2b(role.encode(), digest_size=3).hexdigest()}"'


@pytest.fixture(scope="module", params=[_no_class, _hashed_class], ids=["no class", "hashed class"])
def crawled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crawled]:
    archive = tmp_path_factory.mktemp("courier") / "news.db"
    with CourierSite(request.param) as site:
        done = crawl(archive, site.url)
        yield Crawled(site.courier, archive, done, {target for _, target, _ in site.log})


def test_the_site_is_what_it_says() -> None:
    courier = Courier("https://www.wexcombecourier.example")
    assert len(courier.articles) == 40
    assert min(Counter(story.template for story in courier.stories).values()) >= 6
    assert {story.template for story in courier.stories} == set(PATHS)
    assert len(courier.statics) == 30
    assert len({one.name for one in courier.statics} | set(courier.articles)) == 70
    lengths = [len(story.blocks) for story in courier.stories]
    assert min(lengths) == 2
    assert max(lengths) >= 20
    for path, html in courier.pages.items():
        start = _NO_STORY.search(html)
        assert start, path
        for line in courier.words["dialog"] + courier.words["chooser"]:
            assert line in start[1], path
        assert not re.search(r"(?:id|class|role|aria-[a-z]+)=", start[1]), path
        assert all(f'href="/{one.name}"' in html for one in courier.statics), path
        assert html.count("<h3><a ") == 5, path


def test_articles_are_found_and_kept(crawled: Crawled) -> None:
    assert crawled.done.code == 0
    assert set(crawled.courier.articles) <= crawled.asked
    assert set(crawled.courier.articles) - crawled.kept == set()


def test_every_article_is_whole_and_nothing_more(crawled: Crawled) -> None:
    for path, story in crawled.courier.articles.items():
        found = rows(
            crawled.archive,
            "SELECT p.text FROM paragraphs p JOIN articles a ON a.id = p.article_id"
            " WHERE a.url = ? ORDER BY p.position",
            crawled.courier.base + path,
        )
        assert [text for (text,) in found] == [_shown(text) for _, text in story.blocks], path


def _shown(text: str) -> str:
    """A block of a story as a reader sees it."""
    return " ".join(re.sub(r"[*_]", "", text).split())


def test_nothing_else_is_kept(crawled: Crawled) -> None:
    assert crawled.kept - set(crawled.courier.articles) == set()


def test_pages_that_are_no_articles_were_there_to_be_kept(crawled: Crawled) -> None:
    others = crawled.asked & (set(crawled.courier.pages) - set(crawled.courier.articles))
    statics = {f"/{one.name}" for one in crawled.courier.statics}
    assert len(others & statics) > 25
    assert len(others - statics) > 20
