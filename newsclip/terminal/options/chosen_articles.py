"""Articles named on the command line: by number, or by any spelling of their address."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive import Archive
from newsclip.terminal.options.common_options import same_archive
from newsclip.terminal.output.printing import fail

_NUMBER = re.compile(r"\d{1,18}")
_ADDRESS = re.compile(r"(?:https?|file):\S+", re.IGNORECASE)


def is_article(word: str) -> bool:
    """Whether *word* names an article: it is a number or an address."""
    return bool(_NUMBER.fullmatch(word) or _ADDRESS.fullmatch(word))


def are_articles(words: Sequence[str]) -> bool:
    """Whether all of *words* name articles."""
    return all(map(is_article, words))


def article_ids(opened: Archive, words: Sequence[str]) -> list[int]:
    """The numbers of the articles that *words* name. Ends with a line where one is not there."""
    found: list[int] = []
    missing: list[str] = []
    for word in words:
        article = opened.article(word)
        if article is None:
            missing.append(word)
        else:
            found.append(article.id)
    if missing:
        here = same_archive()
        fail(
            f"{', '.join(missing)}: not in {opened.path}. Nothing was changed. To look for an"
            f" article: newsclip search WORDS{here}"
        )
    return list(dict.fromkeys(found))
