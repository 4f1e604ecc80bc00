"""One thing to crawl, and how its site is met."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from archive.records import Kind
from archive.values.stored_urls import without_credentials
from archive.values.url_identity import site_of
from crawler.errors import TargetError
from crawler.http.access.networks import literal_address
from crawler.run.options import Recheck, Scope
from crawler.urls.addresses import is_feed_like

_DOMAIN = re.compile(
    r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*(?::\d{1,5})?(?:/\S*)?|localhost(?::\d+)?(?:/\S*)?"
)


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to crawl."""

    url: str
    spellings: tuple[str, ...]
    """The addresses to try in this order; the first that answers is taken."""
    name: str | None = None
    kind: Kind | None = None
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    delay: float | None = None
    scope: Scope | None = None
    recheck: Recheck | None = None
    verify_tls: bool = True
    """Whether the site's certificate must be good."""
    contact: str | None = None
    """Whom the site may write to, where the command line does not say."""
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """Sent to the host of :attr:`url` and to no other; nobody else is to see them."""
    cookies: Path | None = None
    """The file of the cookies that a reader of the site has."""
    proxy: str | None = field(default=None, repr=False)
    """Through which the site is asked; it may hold a password."""
    rules: str | None = None
    """How its pages are read, as :func:`parsers.declared_rules.declare` writes it; ``""`` where a
    file that could have said so does not, ``None`` where there is no such file."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that it names."""
        return (*self.spellings, *self.feeds, *self.sitemaps)

    @property
    def site(self) -> str:
        """The registered domain, or the bare host."""
        return site_of(self.url) or self.url


def target_of(text: str, known: Mapping[str, str] = {}) -> Target | None:
    """What *text* names: an address, a domain, or a name that is *known* with its address.

    ``None`` where it is nothing of these. Raises :class:`TargetError` for an address that is none.
    """
    text = without_credentials(text.strip())
    if text.casefold() in known:
        return _target(known[text.casefold()], name=text)
    if "://" in text:
        try:
            parts = urlsplit(text)
            if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
                return _target(text)
        except ValueError:
            pass
        raise TargetError(f"{text} is no web address. Write it as https://www.example.com")
    host = text.partition("/")[0]
    bare = host.rpartition(":")[0] if re.search(r":\d+\Z", host) else host
    if literal_address(bare) is not None:
        return _target(f"http://{text}")
    if _DOMAIN.fullmatch(text):
        return _target(f"https://{text}", also=f"http://{text}")
    return None


def _target(url: str, *, also: str | None = None, name: str | None = None) -> Target:
    path = urlsplit(url).path.lower()
    kind: Kind | None = None
    if "sitemap" in path and path.endswith((".xml", ".xml.gz", ".txt")):
        kind = "sitemap"
    elif is_feed_like(url):
        kind = "feed"
    return Target(url, (url, also) if also else (url,), name=name, kind=kind)
