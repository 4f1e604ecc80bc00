"""Whether a page has an article at all: what is measured of the page, and what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from parsers.classify.blocks.features import Row
from parsers.classify.pages.labels import ABOUT, LIST, address_kinds, title_kinds
from parsers.classify.pages.shape import PageFacts, shape_of
from parsers.classify.pages.words import PageLexicon, types_of_page, words_of_page
from parsers.page.document import Document
from parsers.page.text.similarity import similarity

REFUSE = 1.0
"""Pages that score higher are no articles."""
REFUSE_PLAIN = 2.0
"""And those with hardly anything but text: no article of the corpora that is so plain scores above
-0.9 where its domain is new, and of the assembled lists and pages about a site 9 of 10 do."""

_ARTICLE_TYPES = re.compile(r"article|posting|report|review|recipe|howto|liveblog", re.I)
_LIST_TYPES = re.compile(r"collection|itemlist|searchresults|^blog$|profilepage|gallery", re.I)
_SHOP_TYPES = re.compile(r"product|offer|store|software|service|business|event|course", re.I)
_TALK_TYPES = re.compile(r"discussion|qapage|question|answer|comment|faq", re.I)
_SHOP_PATH = re.compile(r"/(?:p|dp|ip|itm|item|product|sku|c|w|pd|listing|detail)/", re.I)
_YEAR_IN_PATH = re.compile(r"/(?:19|20)\d\d[/_-]?[01]?\d")
_FEW = 3
"""Stories named in the JSON-LD of a page that is one of them."""
_SECTION_PATH = re.compile(r"(?:/[a-z]{2,12}){1,2}/?")
_PATH_WORD = re.compile("[a-z]+")
_PAGE_PATH = re.compile(r"(?:page|list|p)[/_=-]?\d+", re.I)
_NUMBER = re.compile(r"\d{4,}")


class PageJudge:
    """Says of a page how much speaks for its being no article."""

    def __init__(self, lexicon: PageLexicon, trees: Callable[[Row], float]) -> None:
        self.lexicon = lexicon
        self.trees = trees

    def score(self, facts: PageFacts) -> float:
        """Above 0: more likely no article than one."""
        words = words_of_page(facts.page, facts.headline)
        return self.trees((*measure_page(facts), *self.lexicon.measure(words)))


@cache
def page_judge() -> PageJudge:
    """The judge that ships with the reader."""
    from parsers.classify.models.page_trees import score  # generated: read when first needed

    weights = json.loads(
        files("parsers.classify.models").joinpath("page-lexicon.json").read_text("utf-8")
    )
    return PageJudge(PageLexicon(weights), score)


def measure_page(facts: PageFacts) -> Row:
    """The features of a page, but for its words."""
    return (*shape_of(facts), *_of_claims(facts), *_of_address(facts.page.url))


def tells_its_story(page: Document) -> bool:
    """Whether the page says that it is one story, with a date, as hardly any list does."""
    story = page.story[0] if page.story else {}
    is_dated = "datePublished" in story or "article:published_time" in page.meta
    return is_dated and 0 < _stories_named(types_of_page(page)) <= _FEW


def dates_its_story(page: Document) -> bool:
    """Whether the page gives the day of publication as Open Graph has it for articles alone, and
    is no list of many."""
    if "article:published_time" not in page.meta:
        return False
    return _stories_named(types_of_page(page)) <= _FEW


def _stories_named(types: list[str]) -> int:
    """How many of the objects in a page's linked data are stories."""
    return sum(bool(_ARTICLE_TYPES.search(each)) for each in types)


def _of_claims(facts: PageFacts) -> Row:
    """What the page says it is."""
    page = facts.page
    types = types_of_page(page)
    joined = " ".join(types)
    kind = (page.first_meta("og:type") or "").lower()
    headline = facts.headline or ""
    story = page.story[0] if page.story else {}
    named = story.get("headline")
    title = page.first_meta("og:title", "twitter:title") or page.title or ""
    rels = " ".join([link.get("rel", "") for link in page.head_links]).lower().split()
    description = page.first_meta("description", "og:description") or ""
    said, share = title_kinds(headline)
    return (
        _kind_code(kind),
        _stories_named(types),
        bool(_LIST_TYPES.search(joined)),
        bool(_SHOP_TYPES.search(joined)),
        bool(_TALK_TYPES.search(joined)),
        types.count("ListItem"),
        bool(types),
        similarity(named, headline) if isinstance(named, str) and headline else -1,
        similarity(title, headline) if title and headline else -1,
        "datePublished" in story,
        "author" in story,
        facts.is_dated,
        facts.is_signed,
        "article:published_time" in page.meta,
        "article:modified_time" in page.meta,
        "author" in page.meta,
        "next" in rels,
        sum(key.startswith(("product:", "og:price")) for key in page.meta),
        len(headline) * facts.scale,
        len(description) * facts.scale,
        share if said & LIST else 0.0,
        share if said & ABOUT else 0.0,
    )


def _of_address(url: str | None) -> Row:
    """The address: stories have long ones, lists short ones."""
    path, query = _path(url)
    last = path.rstrip("/").rpartition("/")[2]
    words = _PATH_WORD.findall(path.lower())
    kinds = address_kinds(words)
    own = address_kinds(_PATH_WORD.findall(last.lower()))
    return (
        path.count("/"),
        last.count("-") + last.count("_"),
        len(last),
        len(path),
        bool(_YEAR_IN_PATH.search(path)),
        sum([kind & LIST != 0 for kind in kinds]),
        sum([kind & ABOUT != 0 for kind in kinds]),
        len(own) == 1 and own[0] & LIST != 0,
        len(own) <= 2 and any(kind & ABOUT for kind in own),
        bool(_PAGE_PATH.search(path)),
        bool(_SHOP_PATH.search(path)),
        bool(_SECTION_PATH.fullmatch(path)),
        bool(_NUMBER.search(last)),
        path.endswith("/"),
        len(query),
        path in ("", "/"),
    )


def _path(url: str | None) -> tuple[str, str]:
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return "", ""
    return parts.path, parts.query


def _kind_code(kind: str) -> int:
    if "article" in kind or "blog" in kind:
        return 2
    if "product" in kind:
        return 3
    return 1 if kind else 0
