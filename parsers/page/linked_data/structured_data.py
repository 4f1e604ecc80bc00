"""Linked data (JSON-LD) of a page: which object is this page's story, and its values as text.

Pages carry many objects: the publisher, breadcrumbs, the story, and often related stories in
the same shape. Values come as strings, lists, nested objects and references, with entities
and markup inside. Everything here takes any JSON value and never raises.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from parsers.page.text.normalization import clean
from parsers.page.text.similarity import similarity

Node = dict[str, Any]

_STORIES = frozenset(
    "article newsarticle reportagenewsarticle analysisnewsarticle askpublicnewsarticle "
    "backgroundnewsarticle opinionnewsarticle reviewnewsarticle blogposting liveblogposting "
    "socialmediaposting report scholarlyarticle medicalscholarlyarticle techarticle "
    "satiricalarticle advertisercontentarticle newsitem".split()
)
_STORY_LIKE = frozenset(
    "recipe review howto mediagallery imagegallery photogallery podcastepisode radioepisode "
    "tvepisode episode videoobject newsvideo audioobject creativework webpage itempage "
    "medicalwebpage qapage faqpage collectionpage".split()
)
_TAGS = re.compile(r"<[a-zA-Z/!][^<>]*>")
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+\d*);")
_TEMPLATE = re.compile(r"\{\{|\}\}|\$\{|<%|%%[A-Z]|\[object ")
_MAX_REFERENCES = 50


def plain(value: str) -> str:
    """A string value as a reader would see it: entities decoded (twice, if written so), no tags.

    A template placeholder that was never filled in ("{{title}}") gives ``""``.
    """
    if "&" in value and _ENTITY.search(value):
        value = html.unescape(value)
        if "&" in value and _ENTITY.search(value):
            value = html.unescape(value)
    if "<" in value:
        value = _TAGS.sub(" ", value)
    if _TEMPLATE.search(value):
        return ""
    return clean(value)


def strings(value: Any, depth: int = 0) -> list[str]:
    """Every text in a value of any shape: a string, a list, ``{"@value": …}``, ``{"name": …}``."""
    if isinstance(value, str):
        text = plain(value)
        return [text] if text else []
    if isinstance(value, bool) or value is None or depth > 6:
        return []
    if isinstance(value, int | float):
        return [str(value)]
    if isinstance(value, list):
        return [text for item in value[:200] for text in strings(item, depth + 1)]
    if isinstance(value, dict):
        for key in ("@value", "name", "headline", "text"):
            if key in value:
                return strings(value[key], depth + 1)
    return []


def first_string(nodes: Iterable[Node], *keys: str) -> str | None:
    """The first text under one of *keys*, the keys in order of preference for each node."""
    for node in nodes:
        for key in keys:
            for text in strings(node.get(key)):
                return text
    return None


def types_of(node: Node) -> frozenset[str]:
    """The ``@type`` words of an object in lower case, without their vocabulary."""
    value = node.get("@type")
    if isinstance(value, str):
        return _types(value)
    if not isinstance(value, list):
        return frozenset()
    return frozenset(word for item in value if isinstance(item, str) for word in _types(item))


@lru_cache(maxsize=512)
def _types(value: str) -> frozenset[str]:
    word = value.rsplit("/", 1)[-1].rsplit(":", 1)[-1].rsplit("#", 1)[-1].strip().lower()
    return frozenset((word,)) if word else frozenset()


def named_nodes(nodes: Iterable[Node]) -> dict[str, Node]:
    """The first object with a name for each ``@id``."""
    found: dict[str, Node] = {}
    for node in nodes:
        identity = node.get("@id")
        if isinstance(identity, str) and "name" in node:
            found.setdefault(identity, node)
    return found


def resolve(value: Any, named: Mapping[str, Node]) -> Any:
    """*value* with ``{"@id": …}`` references replaced by the objects they name."""
    if isinstance(value, list):
        return [_resolved(item, named) for item in value[:_MAX_REFERENCES]]
    return _resolved(value, named)


def _resolved(value: Any, named: Mapping[str, Node]) -> Any:
    if isinstance(value, dict) and "name" not in value:
        identity = value.get("@id")
        if isinstance(identity, str):
            return named.get(identity, value)
    return value


def story_of(nodes: Sequence[Node], addresses: Iterable[str], titles: Iterable[str]) -> list[Node]:
    """The objects that speak of the page's own story, the best first.

    *addresses* are those the page goes by, *titles* what it calls itself elsewhere. An object
    with another address and another headline is a related story, whatever its type.
    """
    paths = {path for path in map(path_of, addresses) if path}
    names = [title for title in titles if title]
    ranked = []
    for position, node in enumerate(nodes):
        weight = _weight(node)
        if not weight:
            continue
        here = {path for path in map(path_of, _addresses(node)) if path}
        same = _alike(_headline(node), names)
        if here & paths:
            score = weight + 3.0 + 2 * same
        elif here and paths and same < 0.5:
            continue
        elif same < 0.2 and names and _headline(node):
            score = weight - 3.0
        else:
            score = weight + 3 * same
        ranked.append((-score, position, node))
    ranked.sort(key=lambda item: item[:2])
    if not ranked:
        return []
    best = -ranked[0][0]
    return [node for score, _, node in ranked if -score > 0.5 and -score > best - 6]


def _weight(node: Node) -> float:
    types = types_of(node)
    if types & _STORIES:
        return 4.0
    if types & _STORY_LIKE:
        return 1.5 if node.get("headline") else 1.0
    if not types and isinstance(node.get("headline"), str) and "datePublished" in node:
        return 1.0
    return 0.0


def _headline(node: Node) -> str | None:
    return next(iter(strings(node.get("headline")) or strings(node.get("name"))), None)


def _alike(text: str | None, names: list[str]) -> float:
    return max((similarity(text, name) for name in names), default=0.0) if text else 0.0


def _addresses(node: Node) -> Iterator[str]:
    for key in ("url", "mainEntityOfPage", "@id"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, list):
            value = value[0] if value else None
        if isinstance(value, str) and value.startswith(("http:", "https:", "/")):
            yield value


@lru_cache(maxsize=512)
def path_of(address: str) -> str:
    """What tells one page of a site from another, or ``""`` where the address cannot."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return unquote(parts.path).rstrip("/").removesuffix("/amp").lower()
