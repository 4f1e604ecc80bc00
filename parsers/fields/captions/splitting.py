"""One line under a picture, cut where its caption ends and its credit begins."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from parsers.fields.captions.credits.bare_credit import (
    at_boundary,
    at_closing_label,
    at_courtesy,
    at_slash,
)
from parsers.fields.captions.credits.credit import is_credit, names_several
from parsers.fields.captions.credits.credit_labels import credit_words
from parsers.fields.captions.credits.labelled_credit import (
    at_bare_label,
    at_bracket,
    at_label,
    at_notice,
)
from parsers.fields.captions.split import Split

_PORTRAIT = re.compile(r"[^/|,:]{3,60} \([^()]+\)$")


@lru_cache(maxsize=2048)
def split_caption(text: str) -> Split:
    """One line, cut where its caption ends and its credit begins."""
    text = text.strip()
    words = credit_words()
    phrase = words.credit_phrase.match(text)
    if phrase:
        return Split("", text[phrase.end() :])
    phrase = words.caption_phrase.match(text)
    if phrase:
        text = text[phrase.end() :]
    opening = words.file.match(text)
    if opening and not is_credit(text[opening.end() :].strip(), names=True):
        rest = split_caption(text[opening.end() :])
        return replace(rest, caption=f"{opening[0].rstrip()} {rest.caption}".rstrip())
    if is_credit(text) and not _PORTRAIT.match(text) and not names_several(text):
        return Split("", text)
    for way in (
        at_notice,
        at_bracket,
        at_label,
        at_bare_label,
        at_boundary,
        at_slash,
        at_closing_label,
        at_courtesy,
    ):
        split = way(text)
        if split is not None:
            return split
    return Split(text)
