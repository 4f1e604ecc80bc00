"""Which addresses name the same page, and which site a page belongs to.

The functions here are asked about whatever stands in a page's links, so they answer for
any string and never raise.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

import idna

from archive.values.sanitize import storable
from archive.values.tracking_parameters import is_noise

if TYPE_CHECKING:
    from tldextract import TLDExtract

_SPACE_AND_CONTROLS = "".join(map(chr, range(0x21)))
_IGNORED = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]*):")
_WEB = re.compile(r"(?:https?:[/\\]*|[/\\]{2,})+", re.IGNORECASE)
_PORT = re.compile(r":(\d*)$")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?]*", re.IGNORECASE)
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PLAIN_PATH = re.compile(r"[A-Za-z0-9\-._~/!$&'()*+,;=:@]*\Z")
_PLAIN_HOST = re.compile(r"[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\Z")
_IP_LITERAL = re.compile(r"\[[0-9a-f:.]+\]\Z|\d{1,3}(?:\.\d{1,3}){3}\Z")
_LONGEST_HOST = 253
_KEPT_IN_PATH = "/!$&'()*+,;=:@-._~"
_KEPT_IN_QUERY = "/!$'()*,:@-._~?"

_AMP_CACHE = re.compile(
    r"(?:[a-z0-9\-]+\.cdn\.ampproject\.org|[a-z0-9\-]+\.bing-amp\.com)/[vcar]/(s/)?(.+)\Z"
)
_AMP_VIEWER = re.compile(r"google\.[a-z.]{2,6}/amp/(s/)?(.+)\Z")


@lru_cache(maxsize=4096)
def url_key(url: str) -> str:
    """What stays the same however a page's address is written.

    Without scheme, ``www.``, user, default port, tracking parameters, session ids, fragment
    and trailing slash; the host in lower-case ASCII, the rest percent-encoded one way, the
    query sorted. A key is its own key. Addresses that are not of the web (``mailto:``,
    ``file:``) keep their scheme.
    """
    split = _split(url)
    if split is None:
        return _other(url)
    authority, path, query = split
    key = authority + _path(path)
    query = _query(query)
    return (f"{key}?{query}" if query else key) or _other(url)


@lru_cache(maxsize=4096)
def host_of(url: str) -> str | None:
    """The host *url* is fetched from, in lower-case ASCII and without its port, or ``None``.

    ``None`` stands for an address that is not of the web. ``www.`` is kept: it is another
    host to a server, though the same site to a reader.
    """
    split = _split(url, keep_www=True)
    if split is None or not split[0]:
        return None
    return _PORT.sub("", split[0]) or None


def site_of(url: str) -> str | None:
    """The registered domain (``bbc.co.uk``) of *url*, else its bare host, else ``None``."""
    host = host_of(url)
    return site_of_host(host) if host else None


@lru_cache(maxsize=65_536)
def site_of_host(host: str) -> str:
    """The registered domain of *host*, or *host* itself where there is none."""
    if _IP_LITERAL.match(host):
        return host
    found = _suffixes()(host).top_domain_under_public_suffix
    return found or host


@cache
def _suffixes() -> TLDExtract:
    """The public suffixes, from the list that comes with tldextract: nothing is asked of a network.

    Private suffixes count too, so that each blog of a hosting service is a site of its own. Loaded
    when the first host is asked about: the library brings an HTTP client along.
    """
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def is_web(url: str | None) -> bool:
    """Whether *url* says it is of the web: ``http:`` or ``https:`` and a host."""
    if not url:
        return False
    match = _SCHEME.match(url.strip(_SPACE_AND_CONTROLS))
    return bool(match and match[1].lower() in ("http", "https") and host_of(url))


def amp_origin(url: str) -> str | None:
    """The publisher's own address behind an address in an AMP cache, or ``None``."""
    key = url_key(url)
    match = _AMP_CACHE.match(key) or _AMP_VIEWER.match(key)
    if not match:
        return None
    return f"http{'s' if match[1] else ''}://{match[2]}"


def _split(url: str, *, keep_www: bool = False) -> tuple[str, str, str] | None:
    """Authority (host, and port unless it is the default), path and query; else ``None``."""
    rest = _IGNORED.sub("", url.strip(_SPACE_AND_CONTROLS))
    web = _WEB.match(rest)  # also where somebody pasted an address after http://
    scheme = _SCHEME.match(rest)
    if web:
        rest = rest[web.end() :]
    elif scheme and (scheme[1].lower() == "file" or not _is_port(rest[scheme.end() :])):
        return None
    rest = rest.partition("#")[0]
    address, _, query = rest.partition("?")
    authority, slash, path = address.replace("\\", "/").partition("/")
    authority = authority.rpartition("@")[2]
    port = _PORT.search(authority)
    if port:
        authority = authority[: port.start()]
    host = _host(authority)
    if not keep_www:
        while host.startswith("www.") and "." in host[4:]:
            host = host[4:]
    if port and port[1].strip("0") and int(port[1][-9:]) not in (80, 443):
        host = f"{host}:{port[1].lstrip('0')}"
    return host, slash + path, query


def _is_port(rest: str) -> bool:
    return bool(re.match(r"\d{1,5}(?:[/?#]|\Z)", rest))


@lru_cache(maxsize=65_536)
def _host(text: str) -> str:
    host = text.lower().rstrip(".")
    if _PLAIN_HOST.match(host) or _IP_LITERAL.match(host):
        return host
    host = _unescape(host).decode("utf-8", "replace").lower()
    if len(host) > _LONGEST_HOST:
        return _quoted_host(host)
    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii").rstrip(".")
    except (idna.IDNAError, UnicodeError):
        return _quoted_host(host)


def _quoted_host(host: str) -> str:
    """What stands for an impossible host, such as ``[bad``."""
    return _quote(host.encode("utf-8", "replace"), "-._~")


def _path(path: str) -> str:
    path = _SESSION_IN_PATH.sub("", path)
    if not _PLAIN_PATH.match(path):
        path = _normal(path, _KEPT_IN_PATH)
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part and part != ".":
            parts.append(part)
    return "/" + "/".join(parts) if parts else ""


def _query(query: str) -> str:
    if not query:
        return ""
    kept = []
    for pair in query.split("&"):
        name, equals, value = pair.replace("+", "%20").partition("=")
        name = _normal(name, _KEPT_IN_QUERY)
        value = _normal(value, _KEPT_IN_QUERY + "=")
        if (name or value) and not is_noise(name, value):
            kept.append(f"{name}{equals}{value}")
    return "&".join(sorted(kept))


def _normal(text: str, kept: str) -> str:
    """Percent-encoding one way: only what must be, in capitals, as UTF-8.

    An escaped reserved character stays escaped (``%2F`` is no ``/``); a stray ``%`` is one.
    """
    pieces = []
    end = 0
    for escape in _ESCAPE.finditer(text):
        pieces.append(_quote(_bytes(text[end : escape.start()]), kept))
        code = int(escape[1], 16)
        pieces.append(chr(code) if code in _UNRESERVED else f"%{escape[1].upper()}")
        end = escape.end()
    pieces.append(_quote(_bytes(text[end:]), kept))
    return "".join(pieces)


def _unescape(text: str) -> bytes:
    return re.sub(rb"%([0-9A-Fa-f]{2})", lambda escape: bytes([int(escape[1], 16)]), _bytes(text))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _quote(text: bytes, kept: str) -> str:
    return quote_from_bytes(text, safe=kept)


def _other(url: str) -> str:
    """The key of an address that is not of the web: itself, printable."""
    return storable(url.strip(_SPACE_AND_CONTROLS))
