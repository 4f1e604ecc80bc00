"""Kicker and dek: the label over the headline, the standfirst under it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from parsers.fields.dates.date_formats import may_hold_date
from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.page.layout import Block, Box
from parsers.page.layout.head_elements import ClassNameMatcher, HeadElement
from parsers.page.linked_data.structured_data import plain, strings
from parsers.page.text.scripts import scale_of
from parsers.page.text.similarity import letters, letters_similarity

MAX_KICKER, MIN_DEK, MAX_DEK = 80, 20, 900
"""In characters; the least of a dek in those of Latin letters."""

_KICKER = ClassNameMatcher(
    r"kicker|eyebrow|overline\b|over-?title|super-?title|pre-?title|spitzmarke|dachzeile|topline"
    r"|surtitre|sur-titre|antetitulo|ante-titulo|cintillo|volanta|occhiello|vignett?e\b|stikktittel|sobretitulo"
    r"|\brubric"
)
_NO_KICKER = ClassNameMatcher(
    r"breadcrumb|byline|author|date|share|nav\b|menu|related|teaser|\bad\b"
)
_DEK = ClassNameMatcher(
    r"\bdek\b|[-_]dek\b|\bdek[-_]|[a-z]dek[-_]{1,2}\w|stand-?first|sub-?head|sub-?title|subtitulo|sub-?deck|\bdeck\b|[-_]deck\b|\blede\b"
    r"|\blead\b|[-_]lead\b|lead-?(?:text|paragraph|in)|\bintro\b|[-_]intro\b|intro-?text|introduction|chapo|chapeau|summary"
    r"|\bexcerpt|[-_]excerpt|article-?desc|\bdescription|[-_]description|abstract|sumario|bajada|entradilla|copete|sottotitolo"
    r"|catenaccio|sommario|podtytul|ingress|manchet|perex|vorspann|untertitel|unterzeile|anri(?:ss|s)|spot-?(?:text|title)|\bspot\b"
    r"|\bozet|preamble|\bpre-?text|linea-?fina|bajante|head-?desc|\blinha-?fina|\bstrap|teaser-?text|sapo\b|alternativeheadline"
)
_NO_DEK = ClassNameMatcher(
    r"byline|author|\bdate|share|caption|credit|breadcrumb|comment|related|newsletter|promo|audio|player|toc\b|social"
)


@dataclass(frozen=True, slots=True)
class Dek:
    """The standfirst, and the blocks that show it."""

    found: Extracted[str]
    blocks: frozenset[int]


def read_kicker(
    elements: list[HeadElement], head: Block, used: set[int], headline: str
) -> Extracted[str] | None:
    """The label over the headline, only where the page marks it as one."""
    near = []
    for element in elements:
        if element.index >= head.index:
            break  # they stand in page order
        if element.index >= head.index - 4:
            near.append(element)
    for element in reversed(near):
        marked = _KICKER(element.own) or (element.whole and _KICKER(element.around))
        if not marked:
            continue
        text = element.text.strip(" :|·•/-–—")
        if not 0 < len(text) <= MAX_KICKER or element.marked(_NO_KICKER) or may_hold_date(text):
            continue
        if letters(text) != letters(headline):
            used.add(element.index)
            return Extracted(text, "element")
    return None


def read_dek(
    page: Document, elements: list[HeadElement], box: Box, titles: Container[str]
) -> Dek | None:
    """The standfirst under the headline *box*: marked as one, or apart and like the description.

    *titles* are the letters of what the page calls itself: none of them is a standfirst.
    """
    told: list[str] | None = None
    for element in elements:
        if (
            element.index < box.end
            or not element.whole
            or element.tag in ("figcaption", "li", "h1")
        ):
            continue
        if element.index > box.end + 12:
            break
        block = page.blocks[element.index]
        text = block.text
        size = len(text) * scale_of(text[:40])
        if len(text) > MAX_DEK or size < MIN_DEK:
            continue
        if block.link_chars * 2 > len(text) or element.marked(_NO_DEK):
            continue
        marked = element.marked(_DEK)
        if len(text) < 80 and may_hold_date(text):
            continue  # "3 May 2024, 5 minutes to read"
        apart = _stands_apart(page, block, is_named=_DEK(element.own))
        key = letters(text[:400]) if apart else ""
        if key and key in titles:
            continue
        like = 0.0
        if apart and not marked:
            if told is None:
                told = [letters(text)[:300] for text in descriptions(page)]
            like = max((letters_similarity(key[:300], t) for t in told), default=0.0)
        if apart and (marked or like > 0.9):
            reason = "marked as the standfirst" if marked else "like the page's description"
            page.note("dek", text, "element", True, reason)
            return Dek(Extracted(text, "element"), frozenset((block.index,)))
        if not apart and size > 120:
            break
    return None


def is_named_standfirst(block: Block) -> bool:
    """Whether the page calls a block, or the box around it, a standfirst."""
    around = block.box.parent
    return _DEK(block.box.names) or (around is not None and _DEK(around.names))


def descriptions(page: Document) -> list[str]:
    """What the page says its story is about."""
    found = [text for node in page.story[:2] for text in strings(node.get("description"))]
    found += strings([node.get("alternativeHeadline") for node in page.story[:2]])
    for name in ("description", "og:description", "twitter:description", "dc.description"):
        found.extend(plain(value) for value in page.meta.get(name, ())[:1])
    return [text for text in dict.fromkeys(found) if len(text) >= MIN_DEK]


def _stands_apart(page: Document, block: Block, *, is_named: bool) -> bool:
    """Whether a block stands outside the run of paragraphs that is the body: as one of another
    box, or, where its own name says what it is, as the only one of that name."""
    outer = block.box.parent if block.tag in ("p", "h2", "h3", "h4", "div") else block.box
    if outer is None:
        return False
    # Siblings: paragraphs of length in the same box after this block.
    after = page.blocks[block.index + 1 : min(outer.end, block.index + 12)]
    run = [
        b
        for b in after
        if len(b.text) * scale_of(b.text[:40]) > 80
        and (b.box is block.box or (b.box.parent is outer and b.tag == block.tag))
    ]
    if is_named:
        run = [b for b in run if b.box.names == block.box.names]
    return len(run) < 2
