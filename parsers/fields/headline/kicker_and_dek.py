"""Kicker and dek: the label over the headline, the standfirst under it."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.fields.dates.date_formats import may_hold_date
from parsers.page.document import Document
from parsers.page.extracted import Found
from parsers.page.head_elements import MarkingWords, Piece
from parsers.page.layout import Block, Box
from parsers.page.structured_data import plain, strings
from parsers.page.text.similarity import letters, letters_likeness

MAX_KICKER, MIN_DEK, MAX_DEK = 80, 20, 900
"""In characters."""

_KICKER = MarkingWords(
    r"kicker|eyebrow|overline\b|over-?title|super-?title|pre-?title|spitzmarke|dachzeile|topline"
    r"|surtitre|sur-titre|antetitulo|ante-titulo|cintillo|volanta|occhiello|vignett?e\b|stikktittel|sobretitulo"
    r"|\brubric"
)
_NO_KICKER = MarkingWords(r"breadcrumb|byline|author|date|share|nav\b|menu|related|teaser|\bad\b")
_DEK = MarkingWords(
    r"\bdek\b|[-_]dek\b|\bdek[-_]|stand-?first|sub-?head|sub-?title|subtitulo|sub-?deck|\bdeck\b|[-_]deck\b|\blede\b"
    r"|\blead\b|[-_]lead\b|lead-?(?:text|paragraph|in)|\bintro\b|[-_]intro\b|intro-?text|introduction|chapo|chapeau|summary"
    r"|\bexcerpt|[-_]excerpt|article-?desc|\bdescription|[-_]description|abstract|sumario|bajada|entradilla|copete|sottotitolo"
    r"|catenaccio|sommario|podtytul|ingress|manchet|perex|vorspann|untertitel|unterzeile|anri(?:ss|s)|spot-?(?:text|title)|\bspot\b"
    r"|\bozet|preamble|\bpre-?text|linea-?fina|bajante|head-?desc|\blinha-?fina|\bstrap|teaser-?text|sapo\b|alternativeheadline"
)
_NO_DEK = MarkingWords(
    r"byline|author|\bdate|share|caption|credit|breadcrumb|comment|related|newsletter|promo|audio|player|toc\b|social"
)


@dataclass(frozen=True, slots=True)
class Dek:
    """The standfirst, and the blocks that show it."""

    found: Found[str]
    blocks: frozenset[int]


def read_kicker(
    pieces: list[Piece], head: Block, used: set[int], headline: str
) -> Found[str] | None:
    """The label over the headline, only where the page marks it as one."""
    near = []
    for piece in pieces:
        if piece.index >= head.index:
            break  # they stand in page order
        if piece.index >= head.index - 4:
            near.append(piece)
    for piece in reversed(near):
        marked = _KICKER(piece.own) or (piece.whole and _KICKER(piece.around))
        if not marked:
            continue
        text = piece.text.strip(" :|·•/-–—")
        if not 0 < len(text) <= MAX_KICKER or piece.marked(_NO_KICKER) or may_hold_date(text):
            continue
        if letters(text) != letters(headline):
            used.add(piece.index)
            return Found(text, "element")
    return None


def read_dek(page: Document, pieces: list[Piece], box: Box, headline: str) -> Dek | None:
    """The standfirst under the headline *box*: marked as one, or apart and like the description."""
    told: list[str] | None = None
    own = letters(headline)
    for piece in pieces:
        if piece.index < box.end or not piece.whole or piece.tag in ("figcaption", "li", "h1"):
            continue
        if piece.index > box.end + 12:
            break
        block = page.blocks[piece.index]
        text = block.text
        if not MIN_DEK <= len(text) <= MAX_DEK:
            continue
        if block.link_chars * 2 > len(text) or piece.marked(_NO_DEK):
            continue
        marked = piece.marked(_DEK)
        if len(text) < 80 and may_hold_date(text):
            continue  # "3 May 2024, 5 minutes to read"
        apart = _stands_apart(page, block, is_named=_DEK(piece.own))
        key = letters(text[:400]) if apart else ""
        if key and key == own:
            continue
        like = 0.0
        if apart and not marked:
            if told is None:
                told = [letters(text)[:300] for text in descriptions(page)]
            like = max((letters_likeness(key[:300], t) for t in told), default=0.0)
        if apart and (marked or like > 0.9):
            reason = "marked as the standfirst" if marked else "like the page's description"
            page.note("dek", text, "element", True, reason)
            return Dek(Found(text, "element"), frozenset((block.index,)))
        if not apart and len(text) > 120:
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
        if len(b.text) > 80
        and (b.box is block.box or (b.box.parent is outer and b.tag == block.tag))
    ]
    if is_named:
        run = [b for b in run if b.box.names == block.box.names]
    return len(run) < 2
