"""A reader's own cookies for a site, out of a file in Netscape's form.

Browsers and their extensions write it: seven fields a line, parted by tabs.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from crawler.errors import TargetError

_HTTP_ONLY = "#HttpOnly_"
_FIELDS = 7
_LARGEST = 1_000_000
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z:-]+")
_VALUE = re.compile(r"[\x20-\x3a\x3c-\x7e\x80-\xff]*")


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie."""

    domain: str
    """Without a dot before it, in lower case."""
    with_subdomains: bool
    path: str
    expires: float
    """Seconds since 1970; 0 for a cookie of the session."""
    name: str = field(repr=False)
    value: str = field(repr=False)

    def is_for(self, host: str, path: str, now: float) -> bool:
        """Whether it goes with a request for *path* of *host*."""
        if self.expires and self.expires < now:
            return False
        is_host = host == self.domain or (self.with_subdomains and host.endswith(f".{self.domain}"))
        folder = self.path.rstrip("/")
        return is_host and (path == folder or path.startswith(f"{folder}/"))


def read_cookies(file: Path) -> tuple[Cookie, ...]:
    """The cookies in *file*. Raises :class:`TargetError`; what it says holds no cookie."""
    try:
        if not file.is_file():
            raise TargetError(f"{file} does not exist, or is no file")
        if file.stat().st_size > _LARGEST:
            raise TargetError(f"{file} is larger than {_LARGEST:,} bytes: no file of cookies")
        lines = file.read_text("utf-8").splitlines()
    except OSError as error:
        raise TargetError(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise TargetError(f"{file} is no text in UTF-8") from None
    found = []
    for number, line in enumerate(lines, 1):
        line = line.removeprefix(_HTTP_ONLY)
        if line.strip() and not line.startswith("#"):
            found.append(_cookie(line, f"{file}, line {number}"))
    if not found:
        raise TargetError(f"{file} holds no cookie")
    return tuple(found)


def _cookie(line: str, where: str) -> Cookie:
    fields = line.split("\t")
    if len(fields) == _FIELDS - 1:  # an empty value at the end of the line
        fields.append("")
    if len(fields) != _FIELDS:
        raise TargetError(
            f"{where}: {_FIELDS} fields parted by tabs are wanted (Netscape's form), not"
            f" {len(fields)}"
        )
    domain, subdomains, path, _, expires, name, value = fields
    try:
        until = float(expires or 0)
    except ValueError:
        raise TargetError(f"{where}: the fifth field is no time in seconds") from None
    if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
        raise TargetError(f"{where}: no name and value of a cookie")
    has_dot = domain.startswith(".")
    plain = domain.strip(".").lower()
    return Cookie(plain, has_dot or subdomains == "TRUE", path or "/", until, name, value)


def cookie_header(cookies: Iterable[Cookie], url: str) -> str:
    """The value of the header ``Cookie`` for *url*; empty where none belongs there."""
    parts = urlsplit(url)
    host, now = (parts.hostname or "").lower(), time.time()
    sent = [one for one in cookies if one.is_for(host, parts.path or "/", now)]
    sent.sort(key=lambda one: -len(one.path))
    return "; ".join(f"{one.name}={one.value}" for one in sent)
