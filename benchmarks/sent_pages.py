"""How a damaged page is sent: as text or as bytes, in an encoding that may not be the one said.

Everything is drawn from the ``Random`` given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

_CHARSET = re.compile(r"charset\s*=\s*[\"']?[\w-]+", re.I)
_ENCODINGS = (
    "utf-8 utf-16 utf-16-le utf-32 utf-7 cp1252 iso-8859-1 iso-8859-8 shift_jis euc-jp gb18030 "
    "big5 euc-kr koi8-r cp1251 iso-2022-jp hz idna rot13 hex x-user-defined "
    "replacement no-such-thing"
).split()


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it would arrive."""

    body: bytes | str
    url: str | None
    content_type: str | None


def sent(random: Random, text: str, url: str | None) -> Page:
    """The page as text, or as bytes that may be in another encoding than they say."""
    content_type = random.choice((None, "text/html", "text/html; charset=utf-8"))
    if random.random() < 0.3:
        return Page(text, url, content_type)
    body = text.encode("utf-8", "surrogatepass")
    if random.random() < 0.2:
        said, used = random.choice(_ENCODINGS), random.choice(_ENCODINGS)
        lie = _CHARSET.sub(f"charset={said}", text, count=1)
        if random.random() < 0.5:
            content_type = f"text/html; charset={random.choice((said, used, ''))}"
        try:
            body = lie.encode(used, "replace")
        except (LookupError, UnicodeError, TypeError):
            body = lie.encode("utf-8", "replace")
    if random.random() < 0.3:
        body = _flipped(random, body)
    if random.random() < 0.02:
        content_type = random.choice(("text/plain", "application/json", "image/png", "\0", ";;="))
    return Page(body, url, content_type)


def _flipped(random: Random, body: bytes) -> bytes:
    """Some bytes changed, in one stretch or anywhere."""
    found = bytearray(body)
    if not found:
        return body
    start = random.randrange(len(found))
    width = random.choice((1, 40, len(found)))
    for _ in range(random.choice((1, 5, 60, 600))):
        at = min(start + random.randrange(width), len(found) - 1)
        found[at] = random.choice((random.randrange(256), found[at] ^ (1 << random.randrange(8))))
    return bytes(found)
