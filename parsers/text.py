"""Text as every field keeps it: NFC, white space folded, control characters gone."""

from __future__ import annotations

import re
import unicodedata

# Controls, soft hyphens, zero-width spaces, surrogates, non-characters.
# ZWJ and ZWNJ stay: Persian, Hindi and emoji need them. So do the directional marks.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """*text* folded to one line, without what no reader sees."""
    text = " ".join(text.split())
    if not text.isprintable():  # nothing unwanted is printable, and this is told in no time
        text = " ".join(_UNWANTED.sub("", text).split())
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text
