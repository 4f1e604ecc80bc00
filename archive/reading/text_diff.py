"""What differs between two revisions of an article, or two articles: word by word.

Texts are compared as a reader sees them: other quotation marks or spaces are no difference.
What is given back is the texts as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from archive.values.fingerprint import changed, comparable_text, is_notice, visible_fields
from archive.values.tokenize import UNSPACED
from parsers.records import BESIDE, Article

LEAST_SIMILARITY = 0.4
"""Share of words that two paragraphs must have in common to be one, edited."""

MOST_PAIRS = 4_000_000
"""Pairs of words (or paragraphs) that are compared; longer texts are shown as replaced."""

Op = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Edit:
    """Some words that stayed, were removed or were added."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (or a headline, a caption …): one edit if all of it stayed, went or came."""

    edits: tuple[Edit, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing in it differs."""
        return all(edit.op == "same" for edit in self.edits)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs, all of it in reading order."""

    field: str
    blocks: tuple[Block, ...]


def differences(before: Article, after: Article) -> list[Difference]:
    """The fields in which a reader sees a difference, in the order of a page."""
    names = changed(visible_fields(before), visible_fields(after))
    texts, others = _texts(before), _texts(after)
    return [Difference(name, tuple(compare(texts[name], others[name]))) for name in names]


def compare(before: Sequence[str], after: Sequence[str]) -> Iterator[Block]:
    """Paragraphs against paragraphs, and the words of those that were edited."""
    keys, others = (
        [comparable_text(text) for text in before],
        [comparable_text(text) for text in after],
    )
    for op, a, a_end, b, b_end in _opcodes(keys, others):
        if op == "equal":
            for text in after[b:b_end]:
                yield Block((Edit("same", text),))
        else:
            yield from _edited(before[a:a_end], after[b:b_end])


def _texts(article: Article) -> dict[str, list[str]]:
    dateline = article.dateline
    single = {
        "kicker": article.kicker,
        "headline": article.headline,
        "dek": article.dek,
        "byline": article.byline or ", ".join(article.authors),
        "dateline": dateline.text if dateline and dateline.source != "caption" else None,
        "copyright_notice": article.copyright_notice,
    }
    found = {name: [text] if text else [] for name, text in single.items()}
    found["other_headlines"] = [
        f"{source}: {text}" for source, text in sorted(article.other_headlines.items())
    ]
    found["body"] = [
        p.text for p in article.paragraphs if p.kind not in BESIDE and not is_notice(p.text)
    ]
    found["boxes"] = [p.text for p in article.paragraphs if p.kind in ("box", "summary")]
    found["caption"] = [image.caption for image in article.images if image.caption]
    found["credit"] = [image.credit for image in article.images if image.credit]
    return found


def _edited(before: Sequence[str], after: Sequence[str]) -> Iterator[Block]:
    """Paragraphs that all changed: which were edited is found by their words."""
    a = b = 0
    for i, j in [*_pairs(before, after), (len(before), len(after))]:
        for text in before[a:i]:
            yield Block((Edit("removed", text),))
        for text in after[b:j]:
            yield Block((Edit("added", text),))
        if i < len(before):
            yield Block(tuple(_words(before[i], after[j])))
        a, b = i + 1, j + 1


def _pairs(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Which paragraph became which, in order: the choice with the most in common in all."""
    if len(before) == len(after) == 1:  # one in the place of another: less will do
        is_similar = _similarity(_bag(before[0]), _bag(after[0])) >= LEAST_SIMILARITY / 2
        return [(0, 0)] if is_similar else []
    if len(before) * len(after) > MOST_PAIRS // 400:
        return []
    bags, others = [_bag(text) for text in before], [_bag(text) for text in after]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    like = [[_similarity(one, other) for other in others] for one in bags]
    for i in reversed(range(len(before))):
        for j in reversed(range(len(after))):
            together = like[i][j] + best[i + 1][j + 1] if like[i][j] >= LEAST_SIMILARITY else 0.0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    found = []
    i = j = 0
    while i < len(before) and j < len(after):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            found.append((i, j))
            i, j = i + 1, j + 1
    return found


def _bag(text: str) -> Counter[str]:
    return Counter(token.lower() for token in _TOKEN.findall(text) if token.isalnum())


def _similarity(one: Counter[str], other: Counter[str]) -> float:
    """Words in common as a share of both, 0 to 1."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


# A word; a character of a script without spaces; space; anything else one by one.
_TOKEN = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+|\s+|[^\w\s]")


def _words(before: str, after: str) -> list[Edit]:
    tokens, others = _TOKEN.findall(before), _TOKEN.findall(after)
    found: list[tuple[str, str]] = []
    opcodes = _opcodes([_key(token) for token in tokens], [_key(token) for token in others])
    for op, a, a_end, b, b_end in opcodes:
        old, new = "".join(tokens[a:a_end]), "".join(others[b:b_end])
        last = a_end == len(tokens) and b_end == len(others)
        if op == "equal" and (not new.isspace() or not found or last):
            found.append((new, new))
        elif op == "equal":
            found[-1] = (found[-1][0] + old, found[-1][1] + new)  # a space between two changes
        elif found and found[-1][0] != found[-1][1]:
            found[-1] = (found[-1][0] + old, found[-1][1] + new)
        else:
            found.append((old, new))
    return list(_edits(found))


def _edits(found: list[tuple[str, str]]) -> Iterator[Edit]:
    for old, new in found:
        if old == new:
            yield Edit("same", new)
            continue
        if old:
            yield Edit("removed", old)
        if new:
            yield Edit("added", new)


def _key(token: str) -> str:
    return comparable_text(token) or " "


def _opcodes(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[str, int, int, int, int]]:
    """difflib's opcodes, in bounded time: what is equal at both ends is taken off first."""
    start = 0
    least = min(len(before), len(after))
    while start < least and before[start] == after[start]:
        start += 1
    end = 0
    while end < least - start and before[-1 - end] == after[-1 - end]:
        end += 1
    a_end, b_end = len(before) - end, len(after) - end
    if start:
        yield "equal", 0, start, 0, start
    if (a_end - start) * (b_end - start) > MOST_PAIRS:
        yield "replace", start, a_end, start, b_end
    elif a_end > start or b_end > start:
        middle = SequenceMatcher(None, before[start:a_end], after[start:b_end], autojunk=False)
        for op, a, to_a, b, to_b in middle.get_opcodes():
            yield op, a + start, to_a + start, b + start, to_b + start
    if end:
        yield "equal", a_end, len(before), b_end, len(after)
