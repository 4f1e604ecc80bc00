"""What is sent to one host and to no other: a reader's own headers and cookies.

They are put on a request at the last moment before it goes out, on a copy of it, so that nothing
that keeps or tells of requests can see them; a redirect is another request, and is looked at anew.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from archive.values.url_identity import site_of
from crawler.errors import TargetError
from crawler.http.access.cookie_file import Cookie, cookie_header, read_cookies

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_OURS = re.compile(
    r"user-agent|host|cookie|content-.*|transfer-encoding|connection|te|trailer|upgrade|expect"
    r"|accept-encoding|range|if-.*|proxy-.*|keep-alive",
    re.IGNORECASE,
)
"""Names of headers that newsclip itself has to say."""


class Reader(Protocol):
    """Whose credentials they are: a target, as far as it matters here."""

    @property
    def url(self) -> str:
        """The home page."""

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """For the home page's host."""

    @property
    def cookies(self) -> Path | None:
        """The file of the cookies."""


@dataclass(frozen=True)
class Credentials:
    """What goes with the requests of a run."""

    headers: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = field(default=(), repr=False)
    """By host, without ``www.``."""
    cookies: tuple[tuple[str, tuple[Cookie, ...]], ...] = field(default=(), repr=False)
    """By site."""

    @classmethod
    def of(cls, readers: Iterable[Reader]) -> Credentials:
        """Of all *readers*. Raises :class:`TargetError` where cookies cannot be read."""
        headers, cookies = [], []
        for one in readers:
            if one.headers:
                headers.append((_host(one.url), one.headers))
            if one.cookies:
                cookies.append((_site(one.url), read_cookies(one.cookies)))
        return cls(tuple(headers), tuple(cookies))

    def headers_for(self, url: str) -> dict[str, str]:
        """The headers to send to *url*, which may be none: never without TLS."""
        if not (self.headers or self.cookies) or not _is_safe(url):
            return {}
        found: dict[str, str] = {}
        host, site = _host(url), _site(url)
        for name, own in self.headers:
            if name == host:
                found |= dict(own)
        sent = [cookie_header(own, url) for name, own in self.cookies if name == site]
        if any(sent):
            found["Cookie"] = "; ".join(filter(None, sent))
        return found


NO_CREDENTIALS = Credentials()


def check_header(name: str, value: str) -> None:
    """Raises :class:`TargetError` where it cannot be sent; what it says holds no value."""
    if not _NAME.fullmatch(name):
        raise TargetError(f"{name!r} is no name of a header")
    if _OURS.fullmatch(name):
        hint = {"cookie": '; cookies = "FILE" is for those', "user-agent": "; see contact"}
        raise TargetError(f"{name} is newsclip's own to say{hint.get(name.lower(), '')}")
    if not _VALUE.fullmatch(value):
        raise TargetError(f"the value of {name} holds characters that no header can hold")


def _site(url: str) -> str:
    return (site_of(url) or url).removeprefix("www.")


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        return (parts.hostname or "").lower().removeprefix("www.") + port
    except ValueError:
        return ""


def _is_safe(url: str) -> bool:
    """Whether nobody on the way can read what is sent: TLS, or this very machine."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return True
    host = parts.hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
