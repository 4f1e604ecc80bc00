"""robots.txt as servers send it, made ready for a parser of RFC 9309.

Charsets and packing are undone as for sitemaps; names of agents are compared whole; delays are
read with their units; sitemaps are resolved as people write them.
"""

from __future__ import annotations

import re

from crawler.bounds import PRODUCT, ROBOTS_BYTES
from crawler.discovery.xml_cleanup import in_utf8, unpacked_list
from crawler.urls.written import resolved

_LARGEST_UNPACKED = 8 * ROBOTS_BYTES
_AGENT = re.compile(r"^([ \t]*user-?agents?[ \t]*:)([^#\n\r]*)", re.IGNORECASE | re.MULTILINE)
_NAME = re.compile(r"[\w-]*", re.ASCII)
_DELAY = re.compile(r"^([ \t]*crawl-?delay[ \t]*:)([^#\n\r]*)", re.IGNORECASE | re.MULTILINE)
_SECONDS = re.compile(
    r"\s*(\d+(?:[.,]\d+)?|[.,]\d+)\s*(ms|milliseconds?|m|min|mins|minutes?|s|secs?|seconds?)?\.?\s*",
    re.IGNORECASE,
)
_SITEMAP = re.compile(
    r"^[ \t]*site-?maps?[ \t]*:[ \t]*([^\s#][^\s]*)", re.IGNORECASE | re.MULTILINE
)


def robots_text(body: bytes) -> str:
    """What counts of *body*: its first 500 KiB, in whole lines. Raises :class:`Undecodable`."""
    body, _ = unpacked_list(body, _LARGEST_UNPACKED)
    wide = _wide(body)
    body = body[: ROBOTS_BYTES * (4 if wide else 1) + 1]
    text = body.decode(wide, "replace") if wide else in_utf8(body).decode("utf-8", "replace")
    if len(body) > ROBOTS_BYTES and not wide:
        text = text.rpartition("\n")[0]
    return _DELAY.sub(_plain_delay, _AGENT.sub(_plain_agent, text.replace("\0", "")))


def sitemaps_in(text: str, url: str) -> list[str]:
    """The addresses of sitemaps that *text*, fetched from *url*, names; in its order."""
    found = (resolved(each[1], url) for each in _SITEMAP.finditer(text))
    return list(dict.fromkeys(address for address in found if address))


def _wide(body: bytes) -> str | None:
    """The charset of a text whose letters take more than a byte, by its mark or its zeros."""
    for mark, charset in (
        (b"\xff\xfe\0\0", "utf-32"),
        (b"\0\0\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if body.startswith(mark):
            return charset
    start = body[:4]
    if len(start) == 4 and start[0] and not any(start[1:]):
        return "utf-32-le"
    if len(start) == 4 and start[3] and not any(start[:3]):
        return "utf-32-be"
    if len(start) == 4 and start[0] and start[2] and not start[1] and not start[3]:
        return "utf-16-le"
    if len(start) == 4 and start[1] and start[3] and not start[0] and not start[2]:
        return "utf-16-be"
    return None


def _plain_agent(found: re.Match[str]) -> str:
    """The line with our name, everyone's, or one that is surely not ours."""
    value = found[2].strip()
    name = _NAME.match(value)
    if value.startswith("*"):
        return f"{found[1]} *"
    if name and name[0].lower() == PRODUCT:
        return f"{found[1]} {PRODUCT}"
    return f"{found[1]} not-{PRODUCT}-but-{name[0] if name else ''}"


def _plain_delay(found: re.Match[str]) -> str:
    """The line with its delay in seconds; one that cannot be read is nobody's."""
    value = _SECONDS.fullmatch(found[2])
    if value is None:
        return f"# {found[1]}"
    seconds = float(value[1].replace(",", "."))
    unit = (value[2] or "s").lower()
    if unit.startswith("ms") or unit.startswith("milli"):
        seconds /= 1000
    elif unit.startswith("m"):
        seconds *= 60
    return f"{found[1]} {seconds:g}"
