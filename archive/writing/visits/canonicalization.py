"""Canonicalization: an article is filed under its page's address, or the one the page declares."""

from __future__ import annotations

from dataclasses import dataclass

from archive.values.url_identity import amp_origin, is_web, site_of, url_key
from parsers.records import Article


@dataclass(frozen=True, slots=True)
class Address:
    """An article's address, as it is filed."""

    url: str
    key: str
    site: str | None


def own_address(fetched_from: str) -> Address:
    """The address a page was fetched from; from an AMP cache, the publisher's behind it."""
    origin = amp_origin(fetched_from)
    url = origin if origin and site_of(origin) else fetched_from
    return Address(url, url_key(url), site_of(url))


def declared_address(canonical_url: str | None, url: str | None, own: Address) -> Address | None:
    """The other address that a page says its article belongs under, if it may be believed.

    *canonical_url* and *url* are the article's; *own* is where its page was fetched. An address
    on the same registered domain may be believed (a local page's anywhere), unless it is the home
    page's and the page is none. It may prove false even so: only the archive sees that different
    stories declare one address.
    """
    for url_declared in (canonical_url, url):
        if url_declared == own.url:
            return None
        if not url_declared or not is_web(url_declared):
            continue
        declared = Address(url_declared, url_key(url_declared), site_of(url_declared))
        if declared.key == own.key:
            return None
        if own.site is not None and declared.site != own.site:
            continue
        if _is_home(declared.key) and not _is_home(own.key):
            continue
        return declared
    return None


def is_same_story(one: Article, other: Article) -> bool:
    """Whether two pages can be alternates or revisions of one article, and not two articles."""
    if one.headline and one.headline == other.headline:
        return True
    texts, others = _distinctive_texts(one), _distinctive_texts(other)
    return len(texts & others) * 3 >= min(len(texts), len(others))


def _distinctive_texts(article: Article) -> set[str]:
    """The long paragraphs, since short ones may be in any article; all where none is long."""
    texts = {paragraph.text for paragraph in article.paragraphs}
    return {text for text in texts if len(text) > _LONG} or texts


_LONG = 40  # characters


def _is_home(key: str) -> bool:
    return "/" not in key and "?" not in key
