"""Captions that stand apart from their picture, told by what they say.

Visible text that repeats a picture's alternative text or title is its caption, whatever element
it stands in; so is a line that opens with "FILE -".
"""

from __future__ import annotations

from parsers.fields.captions.credits.credit_labels import credit_words
from parsers.fields.captions.splitting import split_caption
from parsers.fields.headline.headline import HeadlineBlock
from parsers.fields.images.article_region import ArticleRegion
from parsers.fields.images.declared_images import PageTexts
from parsers.fields.images.image_candidates import ImageCandidate
from parsers.page.document import Document
from parsers.page.layout import Block
from parsers.page.linked_data.structured_data import plain
from parsers.page.text.similarity import letters

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5"))
_SHORTEST = 20
"""Letters of an alternative text that can be told again: "A pier" says nothing."""
_SHORTEST_UNSPACED = 8
"""Letters in a script without spaces between words."""
_LONGEST = 700
"""Characters of a caption."""
_KEY = 8
"""Letters by which texts are looked up."""
_ABOVE, _BELOW = 2, 60
"""Blocks between a picture and the line that says the same: carousels print the captions of all
their pictures behind the last."""
_REACH = 3
"""Blocks between a picture and a line that opens with "FILE -"."""


class StrayCaptions:
    """The blocks of the article's region that are captions of its candidates by what they say."""

    def __init__(
        self,
        page: Document,
        region: ArticleRegion,
        head: HeadlineBlock,
        candidates: list[ImageCandidate],
    ) -> None:
        self.files: list[Block] = []
        """Lines that open with "FILE -", of no candidate."""
        self._of: dict[int, list[Block]] = {}
        told = _told_again(page, head, candidates)
        words = credit_words()
        first, last = region.first, min(region.reach[1], len(page.blocks) - 1)
        for block in page.blocks[first : last + 1]:
            text = block.text
            if len(text) > _LONGEST or block.index in head.blocks:
                continue
            if told and len(text) >= _SHORTEST_UNSPACED:
                number = _teller(block, told)
                if number is not None and not _is_in_text(block, region, candidates[number]):
                    self._of.setdefault(number, []).append(block)
                    continue
            if (
                len(text) > 2 * _SHORTEST
                and text.lstrip("([（【")[:2].casefold() in words.file_starts
                and words.file.match(text)
                and _is_plain(block)
            ):
                self._add_file(block, candidates)

    @property
    def blocks(self) -> frozenset[int]:
        """The indexes of all of them."""
        found = {block.index for blocks in self._of.values() for block in blocks}
        return frozenset(found.union(block.index for block in self.files))

    def of(self, number: int) -> list[Block]:
        """The captions of the candidate with this number, in page order."""
        return self._of.get(number, [])

    def _add_file(self, block: Block, candidates: list[ImageCandidate]) -> None:
        near = [
            number
            for number, candidate in enumerate(candidates)
            if candidate.pictures and 0 <= block.index - candidate.after < _REACH
        ]
        if near:
            self._of.setdefault(near[-1], []).append(block)
        elif _is_announced(block.text):
            self.files.append(block)


def _is_announced(text: str) -> bool:
    """Whether an opening is a picture's without one beside it: "Archivbild:", "FILE -"; "Files:"
    may open a sentence."""
    words = credit_words()
    opening = words.file.match(text)
    name = opening[0].strip(" ([（【:：)）]】—–-") if opening else ""
    return bool(name) and (name.isupper() or name.casefold() not in words.archive)


def _told_again(
    page: Document, head: HeadlineBlock, candidates: list[ImageCandidate]
) -> dict[str, list[tuple[str, int]]]:
    """The texts of candidates that can be looked for, with their numbers, by their first letters.

    What the page says of itself, such as its headline, is no caption.
    """
    told: dict[str, list[tuple[str, int]]] = {}
    texts: PageTexts | None = None
    for number, candidate in enumerate(candidates):
        for picture in candidate.pictures[:2]:
            for name in ("alt", "title"):
                value = picture.node.attributes.get(name)
                if not value or len(value) < _SHORTEST_UNSPACED or len(value) > 2 * _LONGEST:
                    continue
                key = letters(plain(value))
                if len(key) < (_SHORTEST if key[:1] < "\u2e80" else _SHORTEST_UNSPACED):
                    continue
                texts = texts or PageTexts(page, head)
                if not texts.say(key):
                    told.setdefault(key[:_KEY], []).append((key, number))
    return told


def _teller(block: Block, told: dict[str, list[tuple[str, int]]]) -> int | None:
    """The number of the candidate whose text *block* repeats, with a credit behind it or none."""
    text = block.text
    found = told.get(letters(text[: 4 * _KEY])[:_KEY])
    if not found or not _is_plain(block):
        return None
    own = letters(text)
    for key, number in found:
        if own == key:
            return number
    for key, number in found:
        if own.startswith(key):
            split = split_caption(text)
            if split.credit and letters(split.caption) == key:
                return number
    return None


def _is_in_text(block: Block, region: ArticleRegion, candidate: ImageCandidate) -> bool:
    """Whether the alternative text was copied from the story: it is a paragraph among others,
    away from the picture, or stands before it."""
    distance = block.index - candidate.after
    if not -_ABOVE <= distance <= _BELOW:
        return True
    if not region.looks_like_text(block) or block.box.parent is not region.container:
        return False
    return distance not in (-1, 0)


def _is_plain(block: Block) -> bool:
    """Whether a block is neither a heading nor a link."""
    return block.tag not in _HEADINGS and block.link_chars * 2 <= len(block.text)
