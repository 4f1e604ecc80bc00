"""What a page says of its story, made ready for comparing its blocks with it."""

from __future__ import annotations

import re
from html import unescape

_MARKUP = re.compile(r"<[^<>]*>")
_NO_LETTERS = re.compile(r"[\W_]+")
_NO_LETTER_BYTES = bytes(code for code in range(128) if not chr(code).isalnum())


class StoryEvidence:
    """What the page says of its story, made ready for comparing blocks with it."""

    def __init__(
        self,
        description: str | None = None,
        body: str | None = None,
        words: int = 0,
        head_block: int | None = None,
    ) -> None:
        self.description = fold(description or "")
        self.body = fold(_MARKUP.sub(" ", unescape(body))) if body else ""
        self.words = words
        self.head_block = head_block


def fold(text: str) -> str:
    """*text* in lower case, letters and digits only."""
    text = text.lower()
    # Most of what goes is ASCII, which bytes lose in a fraction of the time.
    octets = text.encode("utf-8", "surrogatepass").translate(None, _NO_LETTER_BYTES)
    folded = octets.decode("utf-8", "surrogatepass")
    return folded if folded.isalnum() else _NO_LETTERS.sub("", folded)
