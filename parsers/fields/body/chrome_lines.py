"""What sites print around stories, known by its wording."""

from __future__ import annotations

import re
from functools import cache

from parsers.fields.body.notices import is_notice
from parsers.wordlists import names_of, patterns_of

_TAIL = " \t:.…›»→>▸▶|-–—+"
_DURATION = re.compile(r"^(?:\d{1,2}:)?\d{1,2}:\d\d$|^[\d\s.,:/|•·_-]+$")
_HOST = re.compile(
    r"(?:www\.)?[a-z\d-]{3,}\.(?:com|net|org|info|news|eu|tv|(?:com?\.)?(?:ae|ar|at|au|be|br|by|ca|ch|cl|cn"
    r"|co|cz|de|dk|es|fi|fr|gr|hu|ie|il|in|it|jp|ke|kr|kz|mx|ng|nl|no|nz|pe|pl|pt|ro|ru|se|tr|ua|uk|us|za))"
)
"""A site's name as a line of its own."""
_MINUTES = re.compile(
    r"^\d+\s*(?:min(?:ute)?s?\b.{0,12}|comments?|shares?|views?|kommentare)$", re.I
)


@cache
def _phrases() -> tuple[frozenset[str], tuple[str, ...]]:
    found = patterns_of(names_of("chrome"))
    return found.whole, found.starts


def is_chrome(text: str) -> bool:
    """Whether a line, as it stands alone, belongs to the site and not to a story."""
    return is_notice(text) or is_label(text)


def is_label(text: str) -> bool:
    """Whether a line is one of the labels, counts and times that sites print around stories."""
    if len(text) > 120:
        return False
    whole, openings = _phrases()
    folded = text.casefold().strip(_TAIL)
    return (
        folded in whole
        or (len(folded) < 70 and folded.startswith(openings))
        or bool(_DURATION.match(text))
        or bool(_MINUTES.match(text))
        or (" " not in folded and "." in folded and bool(_HOST.fullmatch(folded)))
    )
