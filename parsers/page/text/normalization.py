"""Text as every field keeps it: NFC, white space folded, control characters gone."""

from __future__ import annotations

import re
import unicodedata

# Controls, soft hyphens, zero-width spaces, surrogates, non-characters.
# ZWJ and ZWNJ stay: Persian, Hindi and emoji need them. So do the directional marks.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]"
)

_MOST_MARKS = 30
_MARKS = re.compile(r"[^\w\s!-~]{31,}")
"""Where more marks may stand on one letter than any text has."""


def clean(text: str) -> str:
    """*text* folded to one line, without what no reader sees."""
    # Nothing unwanted is printable, nor is any white space but one, and this is told in no time.
    if not text.isprintable() or "  " in text or text[:1] == " " or text[-1:] == " ":
        text = " ".join(text.split())
        if not text.isprintable():
            text = " ".join(_UNWANTED.sub("", text).split())
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", _MARKS.sub(_fewer, text))
    return text


def _fewer(run: re.Match[str]) -> str:
    """*run* with at most 30 marks on a letter, as UAX 15 has it (Stream-Safe Text): they are put
    in their order in quadratic time."""
    kept = []
    marks = 0
    for letter in run[0]:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if marks <= _MOST_MARKS:
            kept.append(letter)
    return "".join(kept)
