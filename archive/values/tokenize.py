"""Text of scripts written without spaces, made findable.

SQLite's tokenizer ends a word at a space, so a run of Chinese, Japanese or Thai is one
word to it. Such runs become overlapping pairs of characters: 北京大学 gives 北京 京大 大学 学.
A phrase of pairs then is found exactly where the characters stand side by side.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

# Thai, Lao, Tibetan, Myanmar, Khmer; kana, bopomofo, Han and its extensions, half-width kana.
UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff"
    "\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_UNSPACED = re.compile(f"[{UNSPACED}]")
_RUN = re.compile(f"[{UNSPACED}]+")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
# Points and vowels that Arabic and Hebrew print for children and poems only.
_POINTS = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]"
)
_WORDS = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*")


def search_text(texts: Iterable[str | None]) -> str | None:
    """What of *texts* must be indexed in another form to be found, or ``None`` if nothing."""
    found = [segmented(text) for text in texts if text and needs_segmenting(text)]
    return "\n".join(found) or None


def needs_segmenting(text: str) -> bool:
    """Whether *text* has what the tokenizer cannot take apart or would not fold."""
    return not text.isascii() and bool(_UNSPACED.search(text) or _POINTS.search(text))


def segmented(text: str) -> str:
    """*text* with runs of unspaced scripts in pairs, everything else as it is, points off."""
    return " ".join(" ".join(pairs(piece)) if unspaced else piece
                    for piece, unspaced in pieces(text))  # fmt: skip


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of *text* in order, each with whether its script is written without spaces."""
    text = unicodedata.normalize("NFKC", text.translate(_INVISIBLE))
    text = _POINTS.sub("", text)
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
