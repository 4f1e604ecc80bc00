"""Where a page leads that has hardly a link: frames, lists in its data, elements a script opens.

Nothing is run: only addresses that stand in the page as they are. They are looked for in its
bytes: once a page is parsed, its tree holds no scripts, frames and noscripts any more.
"""

from __future__ import annotations

import re
from html import unescape

_MOST = 2_000
_LOOK_AT = 2_000_000
_ATTRIBUTE = re.compile(
    rb"<(?:i?frame\b[^<>]{0,1000}?\ssrc|\w+\b[^<>]{0,1000}?\sdata-(?:href|url|link))"
    rb"\s*=\s*[\"']?([^\"'\s<>]{1,2000})",
    re.IGNORECASE,
)
_DATA = re.compile(
    rb"<script\b[^<>]{0,500}?\btype\s{0,9}=\s{0,9}[\"']?application/(?:ld\+)?json\b[^<>]{0,500}>",
    re.IGNORECASE,
)
_END = re.compile(rb"</script", re.IGNORECASE)
_VALUE = re.compile(
    rb"\"(?:@id|url|href|link|path|permalink|uri|mainEntityOfPage)\"\s*:\s*"
    rb"\"((?:https?:)?(?:/|\\/)[^\"\s]{1,2000})\"",
    re.IGNORECASE,
)
_OPENED = re.compile(
    rb"\blocation(?:\.href)?\s*=\s*[\"']([^\"'\s<>]{1,2000})[\"']"
    rb"|<noscript>[^<]{0,1000}<a\b[^<>]{0,500}?\bhref\s*=\s*[\"']?([^\"'\s<>]{1,2000})",
    re.IGNORECASE,
)


def hidden_links(body: bytes) -> list[str]:
    """The addresses in *body*, as written, in its order of kinds."""
    body = body[:_LOOK_AT]
    found = [each[1] for each in _ATTRIBUTE.finditer(body)]
    found += [each[1] or each[2] for each in _OPENED.finditer(body)]
    place = 0
    while (begin := _DATA.search(body, place)) and (end := _END.search(body, begin.end())):
        place = end.end()
        values = _VALUE.finditer(body, begin.end(), end.start())
        found += [each[1].replace(b"\\/", b"/") for each in values]
    texts = (unescape(each.decode("utf-8", "replace")) for each in found[:_MOST])
    return list(dict.fromkeys(texts))
