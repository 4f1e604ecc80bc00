"""Whether a page has an article at all: boosted trees over what it shows and what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

from parsers.classify.feature_names import Row
from parsers.classify.pages.labels import ABOUT, LIST, address_kinds, title_kinds
from parsers.classify.pages.shape import PageFacts, page_shape
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


class PageClassifier:
    """Says of a page how much speaks for its being no article."""

    def __init__(self, lexicon: PageLexicon, trees: Callable[[Row], float]) -> None:
        self.lexicon = lexicon
        self.trees = trees

    def score(self, facts: PageFacts) -> float:
        """Above 0: more likely no article than one."""
        return self.trees(self.features(facts))

    def features(self, facts: PageFacts) -> Row:
        """All features of a page."""
        words = words_of_page(facts.page, facts.headline)
        return (*page_features(facts), *self.lexicon.features(words))


@cache
def load_page_classifier() -> PageClassifier:
    """The classifier that ships with the parser."""
    from parsers.classify.models import page_model  # generated: read when first needed

    return PageClassifier(PageLexicon(json.loads(page_model.LEXICON)), page_model.score)


def page_features(facts: PageFacts) -> Row:
    """The features of a page, but for those of its words."""
    return (*page_shape(facts), *_of_claims(facts), *_of_address(facts.page.url))


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
    is_named = isinstance(named, str) and headline
    data_likeness = similarity(named, headline) if is_named else -1
    title_likeness = similarity(title, headline) if title and headline else -1
    return (
        _kind_code(kind),  # og_type
        _stories_named(types),  # story_types
        bool(_LIST_TYPES.search(joined)),  # list_types
        bool(_SHOP_TYPES.search(joined)),  # shop_types
        bool(_TALK_TYPES.search(joined)),  # talk_types
        types.count("ListItem"),  # list_items
        bool(types),  # has_types
        data_likeness,  # data_headline_likeness
        title_likeness,  # title_likeness
        "datePublished" in story,  # has_data_date
        "author" in story,  # has_data_author
        facts.is_dated,  # is_dated
        facts.is_signed,  # is_signed
        "article:published_time" in page.meta,  # has_published_meta
        "article:modified_time" in page.meta,  # has_modified_meta
        "author" in page.meta,  # has_author_meta
        "next" in rels,  # has_next
        sum(key.startswith(("product:", "og:price")) for key in page.meta),  # price_metas
        len(headline) * facts.scale,  # headline_letters
        len(description) * facts.scale,  # description_letters
        share if said & LIST else 0.0,  # list_headline
        share if said & ABOUT else 0.0,  # about_headline
    )


def _of_address(url: str | None) -> Row:
    """The address: stories have long ones, lists short ones."""
    path, query = _path(url)
    last = path.rstrip("/").rpartition("/")[2]
    words = _PATH_WORD.findall(path.lower())
    kinds = address_kinds(words)
    own = address_kinds(_PATH_WORD.findall(last.lower()))
    return (
        path.count("/"),  # folders
        last.count("-") + last.count("_"),  # last_words
        len(last),  # last_length
        len(path),  # path_length
        bool(_YEAR_IN_PATH.search(path)),  # has_year
        sum([kind & LIST != 0 for kind in kinds]),  # list_words
        sum([kind & ABOUT != 0 for kind in kinds]),  # about_words
        len(own) == 1 and own[0] & LIST != 0,  # ends_in_list_word
        len(own) <= 2 and any(kind & ABOUT for kind in own),  # ends_in_about_word
        bool(_PAGE_PATH.search(path)),  # has_page_number
        bool(_SHOP_PATH.search(path)),  # has_shop_path
        bool(_SECTION_PATH.fullmatch(path)),  # is_section
        bool(_NUMBER.search(last)),  # has_number
        path.endswith("/"),  # ends_in_slash
        len(query),  # query_length
        path in ("", "/"),  # is_root
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
