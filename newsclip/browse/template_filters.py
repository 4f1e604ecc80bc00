"""What pages say, made fit to be put into HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from archive.search.query_language.highlights import Highlights
from newsclip.terminal.output.invisible_characters import without_hiding
from parsers.records import BESIDE, Paragraph

# Controls, and marks that turn the order of the letters round for all that follows.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ks ps sd ug ur yi".split())
_MONTHS = "January February March April May June July August September October November December"


def without_unseen(text: str) -> str:
    """*text* without what no reader sees but a browser may act on, and what hides text."""
    return without_hiding(_UNSEEN.sub("", text))


def marked(text: str | None, highlights: Highlights) -> Markup:
    """*text* escaped, with the words that were searched for in ``<mark>``."""
    text = without_unseen(text or "")
    out, last = Markup(), 0
    for start, end in highlights.spans(text):
        out += escape(text[last:start])
        out += Markup("<mark>{}</mark>").format(text[start:end])
        last = end
    return out + escape(text[last:])


def web_address(url: str | None) -> str | None:
    """*url* if it can be followed safely: http or https with a host, else ``None``.

    ``javascript:``, ``data:`` and whatever else a page may have called its address are shown,
    never linked.
    """
    if not url or any(ord(character) <= 32 for character in url):
        return None
    try:
        parts = urlsplit(url)
        return url if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def direction(language: str | None) -> str:
    """``rtl`` for languages written so, else ``auto``: as the text itself begins."""
    return "rtl" if language and language.lower().split("-")[0] in _RIGHT_TO_LEFT else "auto"


def when(moment: str | None) -> str:
    """A time of the archive as people write it: ``21 November 2026, 14:05 UTC``."""
    if not moment:
        return ""
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    day = f"{at.day} {_MONTHS.split()[at.month - 1]} {at.year}"
    if len(moment) <= 10:
        return day
    return f"{day}, {at.astimezone(UTC):%H:%M} UTC"


def day(moment: str | None) -> str:
    """The day of a time of the archive, short: ``21 Nov 2026``."""
    if not moment:
        return ""
    try:
        at = datetime.fromisoformat(moment[:10])
    except ValueError:
        return moment[:10]
    return f"{at.day} {_MONTHS.split()[at.month - 1][:3]} {at.year}"


def minute(moment: str | None) -> str:
    """A time of the archive, short: ``21 Nov 2026, 14:05`` by UTC."""
    return f"{day(moment)}, {moment[11:16]}" if moment and len(moment) > 10 else day(moment)


def grouped(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, list[str]]]:
    """Paragraphs as they stand on a page: what a list, a table or a box holds together."""
    for kind, some in groupby(paragraphs, lambda paragraph: paragraph.kind):
        texts = [paragraph.text for paragraph in some]
        if kind in ("list_item", "table_row") or kind in BESIDE:
            yield kind, texts
        else:
            yield from ((kind, [text]) for text in texts)
