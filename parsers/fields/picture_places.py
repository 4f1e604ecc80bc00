"""Which pictures of a page are the story's, and which small box belongs to each."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from parsers.fields.body import Body
from parsers.fields.headline import Head
from parsers.fields.picture_address import addresses, is_icon, is_small
from parsers.layout import Block, Box, Layout, Picture

_FOREIGN = re.compile(
    r"related|recommend|recirc|\bpromo|newsletter|most-?read|mostread|most-?popular|trending|"
    r"author-?(?:bio|box|card|image|photo|avatar|info|profile)|avatar|byline|\bbio\b|comment|"
    r"sponsor|"
    r"advert|(?:^|\s)ads?(?:$|\s)|\bad-(?:slot|unit|box|wrap|cont|banner)|outbrain|taboola|"
    r"\bshar(?:e|ing)\b|social-|read-?more|readmore|read-?also|"
    r"more-?(?:stories|news|from|articles)|next-?article|\bprev\b|up-?next|navigation|\bnav\b|"
    r"\bmenu|"
    r"subscribe|paywall|login|cookie|consent|footer|logo|profile|\bemoji|mehr-?zum|weitere|"
    r"empfehl|autor(?:en)?box|leia-?(?:mais|tambem)|leer-?mas|relacionad|correlat|"
    r"lees-?(?:ook|meer)|"
    r"article-?list|articlelist|post-?list|\bfeed\b|listing|teaser-?(?:list|box|group)|upsell"
)
_PICTURE_WORDS = re.compile(
    r"caption|l[eé]gend|credit|cr[eé]dito|copyright|bildunter|bildtext|bildquelle|cutline|"
    r"didascalia|"
    r"ep[ií]grafe|podpis|undertekst|onderschrift|bijschrift|im(?:a)?g|photo|foto|picture|"
    r"pict\b|bild|"
    r"figur|gallery|galler|slide|visual|imagen|imagem|immagin|afbeeld|billede|kuva|zdj|obraz|resim|"
    r"media|\bpie\b|\bhero|poster|video|lightbox"
)
"""What systems call a picture's box and its parts."""
_MAX_TEXT = 900
"""A box with more text than this holds more than one picture and its words."""
_MAX_BLOCKS = 7


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


class Zone:
    """From the headline to the last paragraph: where the story's pictures stand."""

    def __init__(self, layout: Layout, head: Head, body: Body) -> None:
        blocks = [block for block in body.blocks if len(block.text) > 1]
        first = head.block.index if head.block else blocks[0].index if blocks else 0
        self.headline = head.block.index if head.block else -1
        self.text = blocks[0].index if blocks else first
        self.first = min(first, self.text)
        self.last = blocks[-1].index if blocks else len(layout.blocks)
        self.around = _common_box(layout, self.first, self.last)
        self.container = _container(blocks) if blocks else self.around

    def holds(self, place: Place) -> bool:
        """Whether a place lies in the zone, or in the article's own boxes beside it."""
        if self.first < place.position <= self.last:
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
            return _is_inside(place.box, self.around) and self.around.tag != "body"
        return _is_inside(place.box, self.container) and place.position <= self.container.end


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


def places(layout: Layout, zone: Zone) -> list[Place]:
    """The places of the story's pictures, in reading order."""
    found: dict[int, Place] = {}
    held = _boxes_with_text(layout, zone)
    counts: dict[int, int] = {}
    first, last = _reach(zone)
    near = [picture for picture in layout.pictures if first <= picture.index <= last]
    for picture in near:
        for box in picture.box.ancestors():
            counts[id(box)] = counts.get(id(box), 0) + 1
    for picture in near:
        box = _unit(picture.box, held, layout, counts)
        place = found.get(id(box))
        if place is None:
            place = Place(box, picture.index if box is picture.box else box.start)
            found[id(box)] = place
        place.pictures.append(picture)
    ends = {
        place.box.end if place.box.end > place.box.start else place.position
        for place in found.values()
    }
    for box in layout.boxes:
        if not first <= box.start <= last or box.text_chars > 2 * _MAX_TEXT:
            continue
        if (
            box.tag == "figcaption"
            or (box.tag == "figure" and id(box) not in found)
            or (box.text_chars and box.end - box.start < 4 and is_caption_box(box))
        ):
            unit = _unit(box, held, layout, counts)
            if id(unit) not in found:
                if box.tag != "figcaption" and box.tag != "figure" and unit.start in ends:
                    continue  # the line under a picture, looked at from there
                found[id(unit)] = Place(unit, unit.start)
            found[id(unit)].is_worded = True
    kept = []
    for place in found.values():
        place.is_figure = any(box.tag == "figure" for box in _up(place.box, 2)) or _has_figcaption(
            place.box, layout
        )
        if zone.holds(place) and not _is_foreign(place, zone):
            kept.append(place)
    kept.sort(key=lambda place: place.position)
    return kept


def _reach(zone: Zone) -> tuple[int, int]:
    """The blocks between which a picture may stand at all."""
    return min(zone.around.start, zone.first), max(zone.last, zone.container.end)


_CAPTION_BOX = re.compile(
    r"(?:im(?:a)?g|photo|foto|picture|media|figure|wp|lead|hero|bild|gallery|slide)[\w-]*"
    r"(?:caption|legend|l[eé]gende|leyenda|bildunterschrift|cutline|credit)|(?:^|\s)(?:caption|"
    r"bildunterschrift|didascalia|l[eé]gende|leyenda|legenda|epigrafe|cutline|"
    r"pie-?(?:de-?)?foto)(?:$|\s)"
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


def _up(box: Box, steps: int) -> list[Box]:
    around = []
    for outer in box.ancestors():
        around.append(outer)
        if len(around) >= steps:
            break
    return around


def _has_figcaption(box: Box, layout: Layout) -> bool:
    return any(
        inner.tag == "figcaption"
        for block in layout.blocks[box.start : box.end]
        for inner in _up(block.box, 3)
    )


def _boxes_with_text(layout: Layout, zone: Zone) -> set[int]:
    """The boxes that hold the headline or the story's text: no picture's own box."""
    held = {id(box) for box in zone.container.ancestors()}
    held.update(id(box) for box in zone.around.ancestors())
    if zone.headline >= 0:
        held.update(id(box) for box in layout.blocks[zone.headline].box.ancestors())
    return held


def _unit(start: Box, held: set[int], layout: Layout, counts: dict[int, int]) -> Box:
    """The small box around a picture: its figure, and what stands beside it as its words."""
    figure = None
    unit = start
    for box in start.ancestors():
        if id(box) in held or (box.text_chars > _MAX_TEXT and box.tag != "figure"):
            break
        if box.tag == "figure":
            if figure is not None and box.text_chars > figure.text_chars:
                break  # a gallery of figures
            figure = unit = box
            continue
        if box.end - box.start > _MAX_BLOCKS:
            break
        if box is not start and counts.get(id(box), 0) > max(1, counts.get(id(unit), 0)):
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


def _is_foreign(place: Place, zone: Zone) -> bool:
    """Whether the small boxes around it say that it belongs to something else."""
    for box in place.box.ancestors():
        if box is zone.container or box is zone.around:
            break
        if box.tag in ("nav", "footer"):
            return True
        if box.names and _names_foreign(box.names):
            return True
    return False


def usable(pictures: list[Picture], *, captioned: bool) -> tuple[Picture | None, list[str]]:
    """The picture itself among icons and pixels, and its addresses."""
    best: tuple[Picture | None, list[str]] = (None, [])
    for picture in pictures:
        found = addresses(picture.node)
        if not captioned and (is_small(picture.node.attributes) or any(map(is_icon, found[:1]))):
            continue
        if found:
            return picture, found
        if best[0] is None:
            best = (picture, found)
    return best
