"""Addresses of alternates: the same article for the printer, for a telephone, as AMP."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus, urlsplit, urlunsplit

_WORDS = (
    "amp|ampstories|print|printable|printer|printpage|printview|printversion|print-version|"
    "printer-friendly|printarticle|imprimir|imprimer|impression|drucken|druck|druckversion|"
    "druckansicht|stampa|mobile|mobil|lite|textonly|text-only"
)
_SEGMENT = re.compile(rf"(?:{_WORDS}|m)\Z", re.IGNORECASE)
_ENDING = re.compile(rf"[.,_-](?:{_WORDS})(?=(?:\.\w{{2,5}})?\Z)|\.amp\Z", re.IGNORECASE)
_NAME = re.compile(rf"(?:is|for|view|show)?[_-]?(?:{_WORDS})(?:[_-]?(?:view|mode|only))?\Z", re.I)
_MANNERS = frozenset(
    "view output outputtype output_type format mode layout display device tmpl template type "
    "version style variant theme skin do action task page".split()
)
_MANNER = re.compile(rf"(?:{_WORDS}|component|phone|handheld|smartphone|touch|wap)\Z", re.I)
_EXTENSION = re.compile(r"\.\w{2,5}\Z")
_A_NAME = 5
"""Letters of a name that no other page has by chance."""
_HOST = re.compile(r"(?:m|amp|mobile|mobil|touch|wap|lite|print)\.(?=[^.]+\.[^.])", re.IGNORECASE)


def originals_of(url: str) -> list[str]:
    """Where the article may be that *url* is an alternate of; none if it does not look so.

    A guess by its words: what is really there, only the site knows.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return []
    host = _HOST.sub("", parts.netloc, count=1)
    path = "/".join(word for word in parts.path.split("/") if not _SEGMENT.match(word))
    head, slash, last = path.rpartition("/")
    path = f"{head}{slash}{_ENDING.sub('', last)}"
    pairs = [pair for pair in parts.query.split("&") if pair and not _is_manner(pair)]
    query = "&".join(pairs)
    if (host, path, query) == (parts.netloc, parts.path, parts.query):
        return []
    if path.strip("/") == "" and not query:
        return []
    # slug,print.html is made of slug.html by some and of slug by others.
    paths = dict.fromkeys((path, _EXTENSION.sub("", path)))
    return [urlunsplit((parts.scheme, host, each or "/", query, "")) for each in paths]


def is_dress_of(url: str, page: str) -> bool:
    """Whether *url*, an alternate of something by its words, ends in the name that *page* has."""
    own = _name(page)
    return len(own) >= _A_NAME and any(_name(original) == own for original in originals_of(url))


def _name(url: str) -> str:
    try:
        return _EXTENSION.sub("", urlsplit(url).path.rstrip("/").rpartition("/")[2])
    except ValueError:
        return ""


def _is_manner(pair: str) -> bool:
    """Whether a parameter says how a page is shown, not which."""
    name, _, value = (unquote_plus(half).lower() for half in pair.partition("="))
    return bool(_NAME.match(name)) or (name in _MANNERS and bool(_MANNER.match(value)))


def is_same_with_more(url: str, page: str) -> bool:
    """Whether *url* is the address *page* with parameters, and *page* has none."""
    try:
        parts, own = urlsplit(url), urlsplit(page)
    except ValueError:
        return False
    return (
        bool(parts.query)
        and not own.query
        and parts.path.strip("/") == own.path.strip("/") != ""
        and parts.netloc == own.netloc
    )
