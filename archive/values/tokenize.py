"""Texts as the index of words takes them: folded, and scripts without spaces in pairs.

SQLite's tokenizer ends a word at a space, so a run of Chinese, Japanese or Thai is one
word to it. Such runs become overlapping pairs of characters: 北京大学 gives 北京 京大 大学 学.
A phrase of pairs then is found exactly where the characters stand side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.values.folding import folded, needs_folding

# Thai, Lao, Tibetan, Myanmar, Khmer; kana, bopomofo, Han and its extensions, half-width kana.
UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff"
    "\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{UNSPACED}]")
_RUN = re.compile(f"[{UNSPACED}]+")
_WORDS = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*")


def indexed_text(text: str | None) -> str | None:
    """*text* as it is put into the index of words."""
    if text is None or not needs_folding(text):
        return text
    return " ".join(" ".join(pairs(piece)) if unspaced else piece
                    for piece, unspaced in pieces(folded(text)))  # fmt: skip


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a folded *text* in order, each with whether its script has no spaces."""
    end = 0
    for run in _RUN.finditer(text):
        if between := text[end : run.start()].strip():
            yield between, False
        yield run[0], True
        end = run.end()
    if rest := text[end:].strip():
        yield rest, False


def pairs(run: str) -> list[str]:
    """Each character with the next, and the last alone."""
    return [run[i : i + 2] for i in range(len(run))]


def word_count(text: str) -> int:
    """Words of *text*; of scripts without spaces each character counts as one."""
    if text.isascii() or not _UNSPACED.search(text):
        return len(text.split())
    return len(_UNSPACED.findall(text)) + len(_WORDS.findall(_RUN.sub(" ", text)))
