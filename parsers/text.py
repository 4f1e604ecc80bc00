"""Text as every field keeps it: NFC, white space folded, control characters gone."""

from __future__ import annotations

import re
import unicodedata

# Controls, soft hyphens, zero-width spaces, surrogates, non-characters.
# ZWJ and ZWNJ stay: Persian, Hindi and emoji need them. So do the directional marks.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)

_SPACES = ("\n", "\t", "\r", "\xa0")
"""What pages mostly write besides the space. They are folded with it."""


def clean(text: str) -> str:
    """*text* folded to one line, without what no reader sees."""
    plain = text
    for space in _SPACES:
        plain = plain.replace(space, " ")
    if plain.isprintable():  # told in no time: nothing unwanted is printable
        if not plain.isascii() and not unicodedata.is_normalized("NFC", plain):
            plain = unicodedata.normalize("NFC", plain)
        return " ".join(plain.split())
    text = _UNWANTED.sub("", text)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.split())
