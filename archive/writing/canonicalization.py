"""Under which address an article is filed: its own, or the one its canonical link names."""

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


def claimed_address(canonical_url: str | None, url: str | None, own: Address) -> Address | None:
    """The other address that an article says it belongs under, if it may be believed.

    *canonical_url* and *url* are the article's, *own* is where its page was fetched.

    It may on the same registered domain (a local page's may lead anywhere), unless it names
    the home page for a page that is none. What it claims may still prove false: only the
    archive sees that many different pages claim one address.
    """
    for claim in (canonical_url, url):
        if claim == own.url:
            return None
        if not claim or not is_web(claim):
            continue
        claimed = Address(claim, url_key(claim), site_of(claim))
        if claimed.key == own.key:
            return None
        if own.site is not None and claimed.site != own.site:
            continue
        if _is_home(claimed.key) and not _is_home(own.key):
            continue
        return claimed
    return None


def is_same_story(one: Article, other: Article) -> bool:
    """Whether two pages can be copies or states of one article, and not two articles."""
    if one.headline and one.headline == other.headline:
        return True
    texts, others = _telling(one), _telling(other)
    return len(texts & others) * 3 >= min(len(texts), len(others))


def _telling(article: Article) -> set[str]:
    """Its long paragraphs, since short ones may stand in any article; all where none is long."""
    texts = {paragraph.text for paragraph in article.paragraphs}
    return {text for text in texts if len(text) > _LONG} or texts


_LONG = 40  # characters


def _is_home(key: str) -> bool:
    return "/" not in key and "?" not in key
