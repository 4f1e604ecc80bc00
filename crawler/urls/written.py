"""Addresses as people write them into lists: relative, without a scheme, in brackets."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from archive.values.stored_urls import without_credentials

_HOST = re.compile(r"(?:[\w-]+\.)+([a-z][\w-]+)(?::\d+)?(?=[/?]|\Z)", re.IGNORECASE)
_FILES = frozenset(
    "html htm shtml xhtml php php5 asp aspx jsp jspx cgi pl cfm do xml gz txt rss atom json".split()
)
"""Endings of file names, which are no domains."""


def resolved(address: str, base: str) -> str | None:
    """*address* as a web address, resolved against *base*; ``None`` where it is none.

    ``host/path`` begins with a host if that is *base*'s own or looks like one.
    """
    address = address.strip().strip("<>\"'")
    try:
        if not re.match(r"https?://", address, re.IGNORECASE):
            if _begins_with_host(address, base):
                address = f"//{address}"
            address = urljoin(base, address)
        if urlsplit(address).scheme.lower() not in ("http", "https"):
            return None
    except ValueError:
        return None
    return without_credentials(address)


def _begins_with_host(address: str, base: str) -> bool:
    parts = urlsplit(base)
    first = re.split(r"[/?#]", address, maxsplit=1)[0].lower()
    if not first or not base:
        return False
    if first.removeprefix("www.") in {
        (parts.netloc.lower()).removeprefix("www."),
        (parts.hostname or "").removeprefix("www."),
    }:
        return True
    found = _HOST.match(address)
    return bool(found) and "/" in address and found[1].lower() not in _FILES  # type: ignore[index]
