"""Candidates for the story's pictures, each with the small box around it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from parsers.fields.captions.class_words import names_caption, names_foreign, names_picture
from parsers.fields.images.article_region import ABOVE, ArticleRegion, is_inside
from parsers.fields.images.image_url import addresses
from parsers.page.document import Document
from parsers.page.layout import Block, Box, Layout, Picture
from parsers.page.text.normalization import clean

_MAX_TEXT = 900
"""A box with more text than this holds more than one picture and its words."""
_MAX_BLOCKS = 7


@dataclass(slots=True)
class ImageCandidate:
    """One picture of the story: the box around it and the pictures inside."""

    box: Box
    position: int
    """Index of the first block at or after it."""
    pictures: list[Picture] = field(default_factory=list)
    is_figure: bool = False
    is_worded: bool = False
    """Whether the markup names a caption in it, with a picture or without."""

    @property
    def after(self) -> int:
        """Index of the first block after it."""
        box = self.box
        if self.pictures and box is self.pictures[0].box:
            return self.pictures[0].index
        return box.end if box.end > box.start else self.position

    def described(self) -> str:
        """A name for it in an explanation: its address, else how its text begins."""
        for picture in self.pictures:
            found = addresses(picture.node)
            if found:
                return found[0]
        return clean(self.box.node.text())[:80] or f"an empty {self.box.tag}"


def image_candidates(page: Document, region: ArticleRegion) -> list[ImageCandidate]:
    """The candidates for the story's pictures, in reading order."""
    layout = page.layout
    found: dict[Box, ImageCandidate] = {}
    first, last = region.reach
    pictures = layout.pictures
    near = pictures[bisect_left(pictures, first, key=_index) :]
    near = near[: bisect_right(near, last, key=_index)]
    counts = _pictures_inside(near, region.held)
    for picture in near:
        box = _unit(picture.box, region.held, layout, counts)
        candidate = found.get(box)
        if candidate is None:
            candidate = ImageCandidate(box, picture.index if box is picture.box else box.start)
            found[box] = candidate
        candidate.pictures.append(picture)
    _add_worded(found, layout, region, counts)
    kept = []
    for candidate in found.values():
        reason = _reason_against(candidate, region)
        if reason is None:
            kept.append(candidate)
        elif page.notes is not None:
            page.note("images", candidate.described(), candidate.box.tag, False, reason)
    if page.notes is not None and len(near) < len(pictures):
        others = f"{len(pictures) - len(near)} pictures"
        page.note("images", others, "img", False, "they stand before or after the story")
    kept.sort(key=_position)
    return kept


def _index(picture: Picture) -> int:
    return picture.index


def _position(candidate: ImageCandidate) -> int:
    return candidate.position


def _pictures_inside(pictures: list[Picture], held: set[Box]) -> dict[Box, int]:
    """How many pictures each small box holds."""
    counts: dict[Box, int] = {}
    for picture in pictures:
        box: Box | None = picture.box
        while box is not None and box not in held:
            counts[box] = counts.get(box, 0) + 1
            box = box.parent
    return counts


def _add_worded(
    found: dict[Box, ImageCandidate], layout: Layout, region: ArticleRegion, counts: dict[Box, int]
) -> None:
    """Mark the candidates that the markup gives a caption, and add captions without a picture."""
    ends = {candidate.after for candidate in found.values()}
    for box in region.boxes:
        tag = box.tag
        if tag == "figcaption" or tag == "figure":
            is_figure = True
            if box.text_chars > 2 * _MAX_TEXT:
                continue
        elif not 0 < box.text_chars <= 2 * _MAX_TEXT or box.end - box.start > 3:
            continue
        else:
            names = box.names
            if not names or not names_caption(names):
                continue
            is_figure = False
        candidate = _candidate_around(box, found, region.held)
        if candidate is None:
            unit = _unit(box, region.held, layout, counts)
            candidate = found.get(unit)
        if candidate is None:
            if not is_figure and unit.start in ends:
                continue  # the line under a picture, looked at from there
            candidate = found[unit] = ImageCandidate(unit, unit.start)
        candidate.is_worded = True
        candidate.is_figure = candidate.is_figure or is_figure


def _candidate_around(
    box: Box, found: dict[Box, ImageCandidate], held: set[Box]
) -> ImageCandidate | None:
    """The candidate whose box holds *box* already."""
    outer: Box | None = box
    while outer is not None and outer not in held:
        if outer in found:
            return found[outer]
        outer = outer.parent
    return None


def _reason_against(candidate: ImageCandidate, region: ArticleRegion) -> str | None:
    """Why a candidate is none of the story's, or ``None``."""
    if not candidate.is_figure:
        around = candidate.box.parent
        candidate.is_figure = candidate.box.tag == "figure" or (
            around is not None and around.tag == "figure"
        )
    if not _is_in_region(candidate, region):
        return "it stands outside the story"
    for box in candidate.box.ancestors():
        if box in region.held:
            break
        if box.tag in ("nav", "footer"):
            return f"it stands in a {box.tag}"
        if box.tag == "article" and not region.has_text(box):
            return "it belongs to another article"
        if box.names and names_foreign(box.names):
            return f"it belongs to something else: {box.names}"
    return None


def _is_in_region(candidate: ImageCandidate, region: ArticleRegion) -> bool:
    """Whether a candidate lies in the region, or in the article's own boxes beside it."""
    if region.first < candidate.position <= region.last:
        return True
    if (
        candidate.position == region.first
        and candidate.pictures
        and not candidate.pictures[0].in_link
    ):
        return True
    if (
        candidate.position == region.first
        and candidate.box is not region.around
        and not candidate.box.text_chars
    ):
        return is_inside(candidate.box, region.around)
    if not (candidate.is_figure or candidate.is_worded):
        return False
    if candidate.position <= region.first:
        if region.around.tag != "body" and is_inside(candidate.box, region.around):
            return True
        return _crowns(candidate, region)
    return is_inside(candidate.box, region.container) and candidate.position <= region.container.end


def _crowns(candidate: ImageCandidate, region: ArticleRegion) -> bool:
    """Whether a figure with its caption stands right above the headline."""
    box = candidate.box
    return (
        candidate.is_figure
        and box.end > box.start
        and 0 <= region.first - box.end < ABOVE
        and box.link_chars * 2 < box.text_chars
        and bool(candidate.pictures)
        and not candidate.pictures[0].in_link
    )


def _unit(start: Box, held: set[Box], layout: Layout, counts: dict[Box, int]) -> Box:
    """The small box around a picture: its figure, and what stands beside it as its words."""
    figure = None
    unit = start
    for box in start.ancestors():
        if box in held or (box.text_chars > _MAX_TEXT and box.tag != "figure"):
            break
        if box.tag == "figure":
            if figure is not None and box.text_chars > figure.text_chars:
                break  # a gallery of figures
            figure = unit = box
            continue
        if box.end - box.start > _MAX_BLOCKS:
            break
        if box is not start and counts.get(box, 0) > max(1, counts.get(unit, 0)):
            break
        if box.text_chars > unit.text_chars and not _words_beside(unit, box, layout, figure):
            break
        unit = box
    return unit


def _words_beside(inner: Box, outer: Box, layout: Layout, figure: Box | None) -> bool:
    """Whether all that *outer* adds to *inner* may be a caption or a credit.

    It is marked as one; or *outer* is by its name a picture's box; or it adds one short line
    and no more. Beside a figure, only marked words count.
    """
    added = [
        block
        for block in layout.blocks[outer.start : outer.end]
        if not inner.start <= block.index < inner.end
    ]
    if all(_is_marked(block, outer) for block in added):
        return True
    if figure is not None or len(added) > 3:
        return False
    if names_picture(outer.names):
        return True
    return (
        len(added) <= 2 and sum(len(block.text) for block in added) < 300 and not inner.text_chars
    )


def _is_marked(block: Block, outer: Box) -> bool:
    for box in block.box.ancestors():
        if box is outer:
            break
        if box.tag == "figcaption" or (box.names and names_picture(box.names)):
            return True
    return False
