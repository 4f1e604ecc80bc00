"""Which pictures of a page are the story's, and which small box belongs to each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

from parsers.fields.body.body import Body
from parsers.fields.headline.headline import HeadlineBlock
from parsers.fields.images.image_url import addresses
from parsers.page.document import Document
from parsers.page.layout import Block, Box, Layout, Picture
from parsers.page.text.class_names import in_names
from parsers.page.text.normalization import clean

_FOREIGN = in_names(
    r"related recommend recirc \bpromo newsletter most-?read mostread most-?popular trending",
    r"author-?(?:bio|box|card|image|photo|avatar|info|profile) avatar byline \bbio\b",
    r"comment(?!ary) sponsor advert (?<!\S)ads?(?!\S) \bad-(?:slot|unit|box|wrap|cont|banner)",
    r"outbrain taboola \bshar(?:e|ing)\b social- read-?more read-?also",
    r"more-?(?:stories|news|from|articles) next-?article \bprev\b up-?next navigation \bnav\b",
    r"\bmenu sign-?up inline-?teaser subscribe paywall login cookie consent footer logo profile",
    r"\bemoji mehr-?zum weitere empfehl autor(?:en)?box leia-?(?:mais|tambem) leer-?mas",
    r"relacionad correlat lees-?(?:ook|meer) article-?list post-?list \bfeed\b listing",
    r"teaser-?(?:list|box|group) upsell",
)
_PICTURE_WORDS = in_names(
    r"caption l[eé]gend credit cr[eé]dito copyright bildunter bildtext bildquelle cutline",
    r"didascalia ep[ií]grafe podpis undertekst onderschrift bijschrift im(?:a)?g photo foto",
    r"picture pict\b bild figur gallery galler slide visual imagen imagem immagin afbeeld",
    r"billede kuva zdj obraz resim media \bpie\b \bhero poster video lightbox",
)
"""What systems call a picture's box and its parts."""
_MAX_TEXT = 900
"""A box with more text than this holds more than one picture and its words."""
_MAX_BLOCKS = 7
_ABOVE = 4
"""So many lines may stand between a picture and the headline below it: topic, date."""


@dataclass(slots=True)
class Place:
    """One picture of the story: the box around it and the pictures inside."""

    box: Box
    position: int
    """Index of the first block at or after it."""
    pictures: list[Picture] = field(default_factory=list)
    is_figure: bool = False
    is_worded: bool = False
    """Whether the markup names a caption in it, be there a picture or not."""

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


class Zone:
    """From the headline to the last paragraph: where the story's pictures stand."""

    def __init__(self, layout: Layout, head: HeadlineBlock, body: Body) -> None:
        blocks = [block for block in body.blocks if len(block.text) > 1]
        first = head.block.index if head.block else blocks[0].index if blocks else 0
        self.text = blocks[0].index if blocks else first
        self.first = min(first, self.text)
        self.last = blocks[-1].index if blocks else len(layout.blocks)
        self.around = _common_box(layout, self.first, self.last)
        self.container = _container(blocks) if blocks else self.around
        self.held = {*self.container.ancestors(), *self.around.ancestors()}
        """The boxes that hold the headline or the story's text: no picture's own box."""
        if head.block:
            self.held.update(head.block.box.ancestors())
        self.texts = [block.index for block in blocks]
        above = self.first - _ABOVE - 4  # its own caption and credit stand there too
        start = self.around.start if self.around.tag != "body" else above
        self.reach = max(0, min(start, above)), max(self.last, self.container.end)
        """The blocks between which a picture may stand at all."""
        first, last = self.reach
        boxes = layout.boxes
        start = bisect_left(boxes, first, key=_start)
        self.boxes = boxes[start : bisect_right(boxes, last, lo=start, key=_start)]
        """The boxes that begin there."""

    def holds(self, place: Place) -> bool:
        """Whether a place lies in the zone, or in the article's own boxes beside it."""
        if self.first < place.position <= self.last:
            return True
        if place.position == self.first and place.pictures and not place.pictures[0].in_link:
            return True
        if (
            place.position == self.first
            and place.box is not self.around
            and not place.box.text_chars
        ):
            return _is_inside(place.box, self.around)
        if not (place.is_figure or place.is_worded):
            return False
        if place.position <= self.first:
            if self.around.tag != "body" and _is_inside(place.box, self.around):
                return True
            return self._crowns(place)
        return _is_inside(place.box, self.container) and place.position <= self.container.end

    def has_text(self, box: Box) -> bool:
        """Whether any of the story's text stands in *box*."""
        at = bisect_left(self.texts, box.start)
        return at < len(self.texts) and self.texts[at] < box.end

    def _crowns(self, place: Place) -> bool:
        """Whether a figure with its caption stands right above the headline."""
        box = place.box
        return (
            place.is_figure
            and box.end > box.start
            and 0 <= self.first - box.end < _ABOVE
            and box.link_chars * 2 < box.text_chars
            and bool(place.pictures)
            and not place.pictures[0].in_link
        )


def _common_box(layout: Layout, first: int, last: int) -> Box:
    if not layout.blocks:
        return layout.boxes[0]
    for box in layout.blocks[min(first, len(layout.blocks) - 1)].box.ancestors():
        if box.start <= first and box.end > last:
            return box
    return layout.boxes[0]


def _container(blocks: list[Block]) -> Box:
    """The box that holds most of the story's paragraphs directly."""
    mass: dict[Box, int] = {}
    for block in blocks:
        outer = block.box.parent or block.box
        mass[outer] = mass.get(outer, 0) + len(block.text)
    return max(mass, key=lambda box: mass[box])


def _is_inside(box: Box, outer: Box) -> bool:
    return any(around is outer for around in box.ancestors())


def places(page: Document, zone: Zone) -> list[Place]:
    """The places of the story's pictures, in reading order."""
    layout = page.layout
    found: dict[Box, Place] = {}
    first, last = zone.reach
    pictures = layout.pictures
    near = pictures[bisect_left(pictures, first, key=_index) :]
    near = near[: bisect_right(near, last, key=_index)]
    counts = _pictures_inside(near, zone.held)
    for picture in near:
        box = _unit(picture.box, zone.held, layout, counts)
        place = found.get(box)
        if place is None:
            place = Place(box, picture.index if box is picture.box else box.start)
            found[box] = place
        place.pictures.append(picture)
    _add_worded(found, layout, zone, counts)
    kept = []
    for place in found.values():
        reason = _reason_against(place, zone)
        if reason is None:
            kept.append(place)
        elif page.notes is not None:
            page.note("images", place.described(), place.box.tag, False, reason)
    if page.notes is not None and len(near) < len(pictures):
        others = f"{len(pictures) - len(near)} pictures"
        page.note("images", others, "img", False, "they stand before or after the story")
    kept.sort(key=_position)
    return kept


def _index(picture: Picture) -> int:
    return picture.index


def _start(box: Box) -> int:
    return box.start


def _position(place: Place) -> int:
    return place.position


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
    found: dict[Box, Place], layout: Layout, zone: Zone, counts: dict[Box, int]
) -> None:
    """Marks the places that the markup gives a caption, and adds those without a picture."""
    ends = {place.after for place in found.values()}
    for box in zone.boxes:
        tag = box.tag
        if tag == "figcaption" or tag == "figure":
            is_figure = True
            if box.text_chars > 2 * _MAX_TEXT:
                continue
        elif not 0 < box.text_chars <= 2 * _MAX_TEXT or box.end - box.start > 3:
            continue
        else:
            names = box.names
            if not names or not _names_caption(names):
                continue
            is_figure = False
        place = _place_around(box, found, zone.held)
        if place is None:
            unit = _unit(box, zone.held, layout, counts)
            place = found.get(unit)
        if place is None:
            if not is_figure and unit.start in ends:
                continue  # the line under a picture, looked at from there
            place = found[unit] = Place(unit, unit.start)
        place.is_worded = True
        place.is_figure = place.is_figure or is_figure


def _place_around(box: Box, found: dict[Box, Place], held: set[Box]) -> Place | None:
    """The place whose box holds *box* already."""
    outer: Box | None = box
    while outer is not None and outer not in held:
        if outer in found:
            return found[outer]
        outer = outer.parent
    return None


def _reason_against(place: Place, zone: Zone) -> str | None:
    """Why a place is none of the story's, or ``None``."""
    if not place.is_figure:
        around = place.box.parent
        place.is_figure = place.box.tag == "figure" or (
            around is not None and around.tag == "figure"
        )
    if not zone.holds(place):
        return "it stands outside the story"
    for box in place.box.ancestors():
        if box in zone.held:
            break
        if box.tag in ("nav", "footer"):
            return f"it stands in a {box.tag}"
        if box.tag == "article" and not zone.has_text(box):
            return "it belongs to another article"
        if box.names and _names_foreign(box.names):
            return f"it belongs to something else: {box.names}"
    return None


_CAPTION_BOX = in_names(
    *(
        rf"{word}[\w-]*(?:caption|legend|l[eé]gende|leyenda|bildunterschrift|cutline|credit)"
        for word in (
            "im(?:a)?g photo foto picture media figure wp lead hero bild gallery slide".split()
        )
    ),
    *(
        rf"(?<!\S){word}(?!\S)"
        for word in "caption bildunterschrift didascalia l[eé]gende leyenda legenda epigrafe "
        "cutline pie-?(?:de-?)?foto".split()
    ),
)


def is_caption_box(box: Box) -> bool:
    """Whether a box is by its name the caption of a picture."""
    return bool(box.names) and _names_caption(box.names)


# Sites repeat their class names on every page: each is looked at once.


@lru_cache(maxsize=8192)
def _names_caption(names: str) -> bool:
    return "capt" in names or _CAPTION_BOX.search(names) is not None


@lru_cache(maxsize=8192)
def names_picture(names: str) -> bool:
    """Whether class names are those of a picture's box or its parts."""
    return _PICTURE_WORDS.search(names) is not None


@lru_cache(maxsize=8192)
def _names_foreign(names: str) -> bool:
    return _FOREIGN.search(names) is not None


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
