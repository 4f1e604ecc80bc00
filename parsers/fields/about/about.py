"""What the page says about the story: language, section, keywords, publisher, paywall, kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from parsers.fields.about.copyright_notice import notices
from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.page.structured_data import strings, types_of
from parsers.page.text.language import language_of, normal_tag
from parsers.page.text.similarity import letters
from parsers.records import ArticleKind

MAX_KEYWORDS, MAX_KEYWORD, MAX_SECTION = 60, 100, 80

_SECTION_METAS = (
    "article:section",
    "og:article:section",
    "og:section",
    "parsely-section",
    "sailthru.section",
    "cxenseparse:category",
    "section",
    "rnews:articlesection",
    "bt:section",
    "category",
)
_KEYWORD_METAS = (
    "news_keywords",
    "article:tag",
    "og:article:tag",
    "parsely-tags",
    "sailthru.tags",
    "cxenseparse:keywords",
    "citation_keywords",
    "dc.subject",
    "dcterms.subject",
    "bt:keywords",
    "keywords",
)
_PUBLISHER_METAS = (
    "og:site_name",
    "application-name",
    "publisher",
    "dc.publisher",
    "dcterms.publisher",
    "apple-mobile-web-app-title",
)
_SPLIT = re.compile(r"\s*[,;，、；|؛،]\s*")
_PREFIX = re.compile(r"^(?:category|tag|type|topic|section|subject|keyword)s?:\s*", re.I)
_HOME = re.compile(
    r"^(?:home(?:page)?|start(?:seite|sida)?|accueil|inicio|início|homepage|strona główna|главная"
    r"|forside|etusivu|etterem|ana ?sayfa|首页|首頁|ホーム|トップ|홈|الرئيسية|होम|beranda"
    r"|trang chủ|úvod)$",
    re.I,
)
_KIND_TYPES: tuple[tuple[ArticleKind, frozenset[str]], ...] = (
    ("live-blog", frozenset(("liveblogposting",))),
    ("gallery", frozenset(("imagegallery", "mediagallery", "photogallery"))),
    ("audio", frozenset(("podcastepisode", "radioepisode", "audioobject"))),
    ("video", frozenset(("videoobject", "newsvideo", "tvepisode"))),
)
_KIND_PATHS: tuple[tuple[ArticleKind, re.Pattern[str]], ...] = (
    (
        "live-blog",
        re.compile(
            r"/(?:live|live-?blogs?|live-?updates?|live-?ticker|live-?news|en-?direct|direct|en-vivo"
            r"|direto|diretta|newsblog)(?:/|-\d)|-(?:live-?blog|live-?ticker|live-updates|newsblog)\b"
        ),
    ),
    (
        "gallery",
        re.compile(
            r"/(?:galler(?:y|ies)|photo-?galler(?:y|ies)|galeri(?:e|a|es|as|en)?|foto-?galeri\w*"
            r"|bilder(?:galerie|serie|strecke)n?|foto-?(?:strecke|serie)n?|photos|pictures|fotos"
            r"|in-pictures|diaporama|slideshow|slideshows|portfolio|fotogallery)/"
        ),
    ),
    ("video", re.compile(r"/(?:videos?|watch|mediathek|tv|av)/")),
    ("audio", re.compile(r"/(?:podcasts?|audio|radio|listen)/")),
)


@dataclass(frozen=True, slots=True)
class About:
    """Facts about the story that are not part of it."""

    language: Extracted[str] | None = None
    section: Extracted[str] | None = None
    keywords: Extracted[tuple[str, ...]] | None = None
    publisher: Extracted[str] | None = None
    copyright_notice: Extracted[str] | None = None
    is_free: Extracted[bool] | None = None
    kind: Extracted[ArticleKind] | None = None


def read_about(page: Document, text: str) -> About:
    """Facts about the story; *text* is its body, to check the declared language against."""
    return About(
        language=_language(page, text),
        section=_section(page),
        keywords=_keywords(page),
        publisher=_publisher(page),
        copyright_notice=_first(page, "copyright_notice", notices(page)),
        is_free=_is_free(page),
        kind=_kind(page, text),
    )


def _language(page: Document, text: str) -> Extracted[str] | None:
    declared: list[tuple[str | None, str]] = [(page.declared_language, "html")]
    declared += [
        (value, "json-ld")
        for node in page.story[:2]
        for value in strings(node.get("inLanguage"))[:1]
    ]
    for names in (
        ("og:locale",),
        ("content-language", "language"),
        ("dc.language", "dcterms.language"),
    ):
        declared.append((page.first_meta(*names), "meta"))
    found = language_of([value for value, _ in declared], text)
    if page.notes is not None:
        _explain_language(page, declared, found)
    return Extracted(found[0], "html" if found[1] == "declared" else "text") if found else None


def _explain_language(
    page: Document, declared: list[tuple[str | None, str]], found: tuple[str, str] | None
) -> None:
    is_told = False
    for value, source in declared:
        if value:
            holds = found is not None and normal_tag(value) == found[0] and not is_told
            flaw = "the same was told before" if is_told else "the text is not in it"
            page.note("language", value, source, holds, "the text is in it" if holds else flaw)
            is_told |= holds
    if found and not is_told:
        page.note("language", found[0], "text", True, "the words of the text are in it")


Candidate = tuple[str, str, str | None]
"""A value, where it stands, and what speaks against it."""


def _first(page: Document, field: str, candidates: Iterator[Candidate]) -> Extracted[str] | None:
    """The first candidate that nothing speaks against; all of them where they are explained."""
    found: Extracted[str] | None = None
    for value, source, flaw in candidates:
        holds = found is None and flaw is None
        if holds:
            found = Extracted(value, source)
            if page.notes is None:
                break
        page.note(
            field,
            value,
            source,
            holds,
            flaw or ("it comes first" if holds else "another comes first"),
        )
    return found


def _section(page: Document) -> Extracted[str] | None:
    return _first(page, "section", _sections(page))


def _sections(page: Document) -> Iterator[Candidate]:
    site = {letters(name) for name in page.site_names}

    def told(name: str, source: str) -> Candidate:
        return name, source, "it is the site's name" if letters(name) in site else _flaw(name)

    for node in page.story:
        for value in strings(node.get("articleSection")):
            parts = _SPLIT.split(value)
            yield told(parts[0] if len(parts) > 2 else value, "json-ld")
    for meta in _SECTION_METAS:
        for value in page.meta.get(meta, ()):
            if texts := strings(value):
                yield told(_SPLIT.split(texts[0])[0], "meta")
    for name in _crumbs(page):
        yield name, "breadcrumb", _flaw(name)


def _flaw(name: str) -> str | None:
    is_name = 1 < len(name) <= MAX_SECTION and not name.isdecimal() and "://" not in name
    return None if is_name else "it is no name of a section"


def _crumbs(page: Document) -> Iterator[str]:
    """The steps of the page's breadcrumb between the home page and the story itself."""
    own = {letters(text) for text in (page.title, page.first_meta("og:title")) if text}
    site = {letters(name) for name in page.site_names}
    for node in page.json_ld:
        if "breadcrumblist" not in types_of(node):
            continue
        items = node.get("itemListElement")
        steps = [_crumb(item) for item in items[:12]] if isinstance(items, list) else []
        steps = [step for step in steps if step]
        for number, name in enumerate(steps):
            key = letters(name)
            last = number == len(steps) - 1 and (len(steps) > 2 or len(name) > 40)
            if (
                _HOME.match(name)
                or key in site
                or last
                or any(key in title for title in own if key == title)
            ):
                continue
            yield name
        return


def _crumb(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    return next(iter(strings(item.get("name")) or strings(item.get("item"))), "")


def _keywords(page: Document) -> Extracted[tuple[str, ...]] | None:
    best: Extracted[tuple[str, ...]] | None = None
    headline = letters(page.first_meta("og:title") or page.title or "")
    for values, source in _keyword_lists(page):
        words: dict[str, str] = {}
        for value in values:
            for word in _SPLIT.split(value):
                word = _PREFIX.sub("", word).strip(" #\"'.")
                key = word.casefold()
                if (
                    (len(word) > 1 or word > "\u2fff")
                    and len(word) <= MAX_KEYWORD
                    and letters(word) != headline
                ):
                    words.setdefault(key, word)
        if words and (best is None or len(best.value) < 2 <= len(words)):
            best = Extracted(tuple(words.values())[:MAX_KEYWORDS], source)
        if best and len(best.value) > 1:
            break
    return best


def _keyword_lists(page: Document) -> Iterator[tuple[list[str], str]]:
    for node in page.story[:2]:
        value = node.get("keywords")
        if value:
            yield strings(value), "json-ld"
    for name in _KEYWORD_METAS:
        values = page.meta.get(name)
        if values:
            yield strings(values), "meta"


def _publisher(page: Document) -> Extracted[str] | None:
    return _first(page, "publisher", _publishers(page))


def _publishers(page: Document) -> Iterator[Candidate]:
    names = [(name, "json-ld") for node in page.story for name in strings(node.get("publisher"))]
    for meta in _PUBLISHER_METAS:
        names += [(name, "meta") for value in page.meta.get(meta, ()) for name in strings(value)]
    for name, source in names:
        is_name = 1 < len(name) <= 100 and "://" not in name
        yield name, source, None if is_name else "it is no name"


def _is_free(page: Document) -> Extracted[bool] | None:
    for node in page.story:
        told = _truth(node.get("isAccessibleForFree"))
        if told is None:
            parts = node.get("hasPart")
            for part in parts if isinstance(parts, list) else [parts]:
                if isinstance(part, dict) and _truth(part.get("isAccessibleForFree")) is False:
                    told = False
        if told is not None:
            return Extracted(told, "json-ld")
    tier = (page.first_meta("article:content_tier", "og:article:content_tier") or "").lower()
    if tier in ("free", "metered", "locked"):
        return Extracted(tier == "free", "meta")
    return None


def _truth(value: Any) -> bool | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        word = value.strip().rsplit("/", 1)[-1].lower()
        if word in ("true", "1", "yes"):
            return True
        if word in ("false", "0", "no"):
            return False
    return None


def is_live_blog(page: Document) -> bool:
    """Whether the page says, by its data or its address, that it is told as things happen."""
    kind = _kind(page, "")
    return kind is not None and kind.value == "live-blog"


def _kind(page: Document, text: str) -> Extracted[ArticleKind] | None:
    types = [types_of(node) for node in page.story[:3]]
    for found in types:
        if "liveblogposting" in found:
            return Extracted("live-blog", "json-ld")
    if types and not any("article" in name or "posting" in name for name in types[0]):
        for kind, names in _KIND_TYPES:
            if types[0] & names:
                return Extracted(kind, "json-ld")
    og = (page.first_meta("og:type") or "").lower()
    if og.startswith("video"):
        return Extracted("video", "meta")
    address = page.canonical_url or page.url
    try:
        path = urlsplit(address or "").path.lower()
    except ValueError:
        return None
    for kind, pattern in _KIND_PATHS:
        if pattern.search(path) and (kind != "video" or len(text) < 4000):
            return Extracted(kind, "url")
    return None
