"""Through whom sites are asked: by the sites file, else by the usual environment variables."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from archive.values.url_identity import site_of
from crawler.errors import TargetError
from crawler.http.access.networks import is_public, literal_address
from crawler.http.access.private_origins import NOWHERE, Origins


@dataclass(frozen=True, slots=True)
class Proxy:
    """One proxy."""

    url: str
    """Without user and password."""
    authorization: str | None = field(default=None, repr=False)
    """The header ``Proxy-Authorization``."""

    @classmethod
    def read(cls, text: str) -> Proxy:
        """Of ``http://user:password@host:port``. Raises :class:`TargetError` without the text."""
        try:
            parts = urlsplit(text if "://" in text else f"http://{text}")
            port = parts.port
        except ValueError:
            raise TargetError("the proxy is no address") from None
        if parts.scheme != "http" or not parts.hostname or port == 0:
            raise TargetError(
                "a proxy is written as http://HOST:PORT; others, such as SOCKS, are not spoken to"
            )
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        authorization = None
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            authorization = f"Basic {base64.b64encode(pair.encode()).decode()}"
        return cls(f"http://{host}:{port or 80}", authorization)


@dataclass(frozen=True)
class Proxies:
    """The proxies of a run."""

    by_site: Mapping[str, Proxy] = field(default_factory=dict)
    by_scheme: Mapping[str, Proxy] = field(default_factory=dict)
    """By the environment, for sites that have none of their own."""
    problem: str | None = None
    """What of the environment is not used, and why."""
    allowed: Origins = NOWHERE
    """Origins of one's own, which the environment's proxies are not asked for."""

    @classmethod
    def of(cls, by_site: Iterable[tuple[str, str]] = (), allowed: Origins = NOWHERE) -> Proxies:
        """Those named for sites, and those of the environment. Raises :class:`TargetError`."""
        found, problem = {}, None
        named = getproxies_environment()
        for scheme in ("http", "https"):
            if text := named.get(scheme) or named.get("all"):
                try:
                    found[scheme] = Proxy.read(text)
                except TargetError as error:
                    problem = f"the environment's proxy is not used: {error}"
        sites = {site: Proxy.read(text) for site, text in by_site}
        return cls(sites, found, problem, allowed)

    def __bool__(self) -> bool:
        return bool(self.by_site or self.by_scheme)

    @property
    def origins(self) -> Origins:
        """Where the proxies are: they may be connected to, and are no pages."""
        return Origins.of(one.url for one in (*self.by_site.values(), *self.by_scheme.values()))

    def proxy_for(self, url: str, site: str | None = None) -> Proxy | None:
        """The proxy that *url* is asked through, for *site* if it belongs to another's lists."""
        for name in (site, site_of(url)):
            if name and (own := self.by_site.get(name)):
                return own
        if not self.by_scheme or self.allowed.allow(url):
            return None
        parts = urlsplit(url)
        host = parts.hostname or ""
        address = literal_address(host)
        if (address is not None and not is_public(address)) or proxy_bypass(host):
            return None
        return self.by_scheme.get(parts.scheme)

    def lines(self) -> Iterator[str]:
        """What is told once in a run: who is asked through whom."""
        for url in sorted({one.url for one in self.by_site.values()}):
            sites = sorted(site for site, one in self.by_site.items() if one.url == url)
            yield f"Asked through the proxy {url}: {', '.join(sites)}"
        for url in sorted({one.url for one in self.by_scheme.values()}):
            schemes = " and ".join(s for s, one in sorted(self.by_scheme.items()) if one.url == url)
            yield f"Asked through the environment's proxy {url}: {schemes}"
        if self:
            yield "Proxies look names up themselves: what cannot be looked up here is not judged"
        if self.problem:
            yield self.problem


NO_PROXIES = Proxies()
