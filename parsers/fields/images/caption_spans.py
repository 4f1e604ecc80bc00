"""The words around one picture, piece by piece, with what the page's markup calls them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from selectolax.lexbor import LexborNode

from parsers.page.layout import MAX_NAMES
from parsers.page.text.class_names import in_names
from parsers.page.text.normalization import clean
from parsers.page.text.screen_reader import LONGEST, is_spoken, without_spoken
from parsers.wordlists import names_of

Role = Literal["caption", "credit", "figcaption", "text"]

_CREDIT = in_names(
    r"credit cr[eé]dito copyright copyr\b \bbyline by-line author autor auteur \bsource quelle",
    r"fonte\b fuente \bbron\b kilde källa photograph photog\b fotograf fotoquelle valokuvaaja",
    r"\brights bildrechte rechte agenc agentur attribution \bowner provider provenance firma\b",
    r"urheber \bcreator photo-?by image-?by \bcr\b copy-?right \bphotoby fotoby courtesy zdroj",
    r"zrodlo vir-?slike licen[cs] lizenz licencia \blicence cedit\b kreditering fotokred",
)
_CAPTION = in_names(
    r"caption l[eé]gend leyenda bildunterschrift bu-?text didascalia",
    r"(?<![^\s_-])pie(?:$|[\s_-]|de|foto) ep[ií]grafe podpis bildtext billedtekst bildetekst",
    r"undertekst onderschrift bijschrift",
    r"alt-?yaz cutline kuvateksti popis opis\b descri subtitle sub-title",
    r"img-?text image-?text img-?desc photo-?desc image-?info photo-?text media-?text",
    r"image-?title img-?title photo-?title foto-?title picture-?title media-?title slide-?title",
    r"gallery-?title bild-?title",
)
_STRONG = in_names(
    r"capt l[eé]gend leyenda credit cr[eé]dito copyr bildunter bildquelle bildrechte bildtext",
    r"cutline didascalia ep[ií]grafe podpis undertekst onderschrift bijschrift photograph",
    r"fotograf pie-?(?:de-?)?foto urheber attribution",
    *(
        rf"{word}[\w-]*(?:desc|text|info|source|author|title|owner|by|autor|quelle|fonte|fuente)"
        for word in "im(?:a)?g photo foto picture bild media thumb pic".split()
    ),
)
_HIDDEN = in_names(
    r"sr-only visually-?hidden screen-?reader hidden-text offscreen a11y u-hidden assistive"
)
_HUMP = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})")
_CONTROL = in_names(
    r"\bbtn\b \bbutton\b \bcta\b \btoggle\b \btooltip\b \bduration\b \bbadge\b \bplayer\b",
    r"\bcontrols?\b (?<![^_-])cta(?:[-_]|$) image-?count count-?label photo-?count",
    r"gallery-?(?:count|link|button|open) open-?gallery slide-?(?:count|number) counter",
    r"view-?images play(?:er)?-?(?:icon|button|loading|load) \bshare\b sharing \bloading\b",
    r"\bloader\b \bspinner newsletter consent zoom enlarge lightbox-?(?:open|btn|icon)",
)
_TYPE_SIZE = re.compile(
    r"(?<!\S)(?:[a-z]{1,3}:)?(?:text|typo|typography|font|type|fs|mat|mdc-typography-|"
    r"MuiTypography|v-typography|chakra|u-text|c-text|is-text)[-_]+caption(?:[-_]?\d|[-_](?:xs|sm|md|lg|"
    r"small|regular|medium|bold|strong))?(?!\S)|(?<!\S)caption[-_]?(?:\d|xs|sm|md|lg)(?!\S)",
    re.I,
)
"""Styles of type named after captions: they say how text looks, not what it is."""
_NO_TEXT = frozenset(
    "script style noscript template svg select option input textarea iframe object canvas "
    "audio track source video img amp-img form".split()
)
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code em font i ins mark q s samp small span strong sub sup time u "
    "wbr label nobr data var kbd strike tt del".split()
)
_LIMIT = 120  # elements
_TOLD = frozenset(
    "image source|image credit|photo credit|picture credit|photo source|photograph|credit|source|"
    "bildquelle|bildnachweis|foto|crédit photo|crédit|crédito|fuente|fonte|quelle".split("|")
)
_STOPS = frozenset('.!?…。！？”"»')


@dataclass(slots=True)
class Line:
    """A run of text, with the role its markup gives it."""

    text: str
    role: Role
    tag: str
    names: str = ""
    """Class and id of the element that gives the role."""
    linked: bool = False
    """Whether all of it leads elsewhere."""
    apart: bool = False
    """Whether it stands in a small element of its own, close behind a finished sentence."""

    @property
    def strong(self) -> bool:
        """Whether its names speak of a picture's words, not just of authors and titles."""
        return _is_strong(self.names)


@lru_cache(maxsize=8192)
def _is_strong(names: str) -> bool:
    return _STRONG.search(names.lower()) is not None


@lru_cache(maxsize=8192)
def _is_hidden(names: str) -> bool:
    return _HIDDEN.search(names.lower()) is not None


@lru_cache(maxsize=8192)
def _is_control(names: str) -> bool:
    """Whether an element is by its name something to press, a counter or a player's message."""
    return _CONTROL.search(names.lower()) is not None and role_of(names) == "text"


@lru_cache(maxsize=8192)
def role_of(names: str) -> Role:
    """What class and id say an element is: words of many systems and languages."""
    if "aption" in names:
        names = _TYPE_SIZE.sub(" ", names)
    names = _HUMP.sub("-", names).replace("_", "-")
    folded = names.lower()
    credit = _CREDIT.search(folded)
    caption = _CAPTION.search(folded)
    if credit and caption:
        last_credit = max(m.start() for m in _CREDIT.finditer(folded))
        last_caption = max(m.start() for m in _CAPTION.finditer(folded))
        if last_credit > last_caption and not re.search(
            r"wrap|container|and|group|box|area", names
        ):
            return "credit"
        return "text" if last_credit > last_caption else "caption"
    if credit:
        return "credit"
    return "caption" if caption else "text"


def names_both(names: str) -> bool:
    """Whether an element holds caption and credit by its name: "caption-and-credit"."""
    names = names.lower()
    return _CREDIT.search(names) is not None and _CAPTION.search(names) is not None


def lines_in(node: LexborNode) -> list[Line]:
    """The text below *node*, cut where blocks, line breaks and roles change."""
    walker = _Walker()
    walker.walk(node, "figcaption" if node.tag == "figcaption" else "text", node.tag or "", 0)
    walker.flush()
    return [line for line in walker.lines if line.text]


class _Walker:
    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.parts: list[str] = []
        self.role: Role = "text"
        self.tag = ""
        self.names = ""
        self.given = ""
        self.links = 0
        self.unlinked = False
        self.apart = False
        self.left = _LIMIT

    def flush(self) -> None:
        if self.parts:
            text = _without_chrome(without_spoken(clean("".join(self.parts))))
            self.parts.clear()
            if text:
                self.lines.append(
                    Line(text, self.role, self.tag, self.names, not self.unlinked, self.apart)
                )
        self.unlinked = self.apart = False

    def walk(self, node: LexborNode, role: Role, tag: str, depth: int) -> None:
        child = node.first_child
        apart = role != "credit" and _only_elements(child)
        while child is not None and self.left > 0:
            kind = child.tag or ""
            if kind == "-text":
                text = child.text_content or ""
                if depth and len(text) <= LONGEST and is_spoken(text):
                    child = child.next
                    continue
                if role != self.role:
                    if text.isspace() and self.parts:
                        self.parts.append(" ")
                        child = child.next
                        continue
                    self.flush()
                    self.role = role
                self.tag = tag
                self.names = self.given
                self.parts.append(text)
                if not self.links and not text.isspace():
                    self.unlinked = True
            elif kind == "br":
                self.flush()
            elif kind == "button" and child.css_first("figcaption, img") is None:
                pass  # "Enlarge": no text of the picture
            elif kind not in _NO_TEXT and kind[:1] not in "-!" and depth < 30:
                self.left -= 1
                if apart:
                    self.flush()
                self._element(child, kind, role, tag, depth)
            child = child.next

    def _label(self, child: LexborNode) -> None:
        """Keeps a label that only screen readers are told: "Image source, "."""
        text = clean(child.text())
        if len(text) < 25 and text.casefold().strip(" ,:") in _TOLD:
            self.flush()
            self.parts.append(text.rstrip(" ,:") + ": ")
            self.unlinked = True

    def _element(self, child: LexborNode, kind: str, role: Role, tag: str, depth: int) -> None:
        get = child.attributes.get
        given = filter(None, map(get, ("class", "id", "itemprop", "data-testid")))
        names = " ".join(given)[:MAX_NAMES]
        if names and _is_hidden(names):
            self._label(child)
            return
        if (
            names
            and _is_control(names)
            and child.css_first("img, figcaption, [class*=aption]") is None
        ):
            return
        own = role_of(names) if names else "text"
        if kind == "figcaption":
            own = own if own != "text" else "figcaption"
            if own == "credit":
                own = "figcaption"
        elif own == "text":
            own = "credit" if kind == "cite" and role in ("figcaption", "caption") else role
        block = kind not in _INLINE
        apart = (
            not block
            and own in ("figcaption", "caption")
            and kind in ("span", "small", "cite")
            and bool(self.parts)
            and self.parts[-1][-1:] in _STOPS
            and child.next is None
        )
        if block or apart or (own != role and own == "credit"):
            self.flush()
        self.apart = self.apart or apart
        self.links += kind == "a"
        before = self.given
        if names and role_of(names) != "text":
            self.given = names
        self.walk(child, own, kind, depth + 1)
        self.links -= kind == "a"
        if block or (own != role and own == "credit"):
            self.flush()
        self.given = before


def _only_elements(child: LexborNode | None) -> bool:
    """Whether several elements and no bare text stand side by side: ``<span>…</span><span>…``."""
    number = 0
    while child is not None:
        kind = child.tag or ""
        if kind == "-text":
            if not (child.text_content or "").isspace():
                return False
        elif kind in ("span", "small", "cite", "em", "i", "strong", "b"):
            number += 1
        child = child.next
    return number > 1


@cache
def _chrome() -> tuple[frozenset[str], tuple[str, ...], re.Pattern[str]]:
    phrases = names_of("picture-chrome")
    # One word may begin or end a caption of its own; two together hardly do.
    several = [phrase for phrase in phrases if " " in phrase]
    edge = "|".join(map(re.escape, sorted(several, key=len, reverse=True)))
    return (
        frozenset(phrases),
        tuple(several),
        re.compile(rf"^(?:{edge})(?:\s*[:：|]\s*|\s{{1,3}}(?=\S)|$)|(?:^|\s)(?:{edge})\s*$", re.I),
    )


_COUNT_OPENS = frozenset("(0123456789-–—·•|/*.:…×+")
_COUNT = re.compile(
    r"^\(?\d{1,3}\s*(?:/|of|von|de|di|sur|из|z|av|van|sa|iš)\s*\d{1,3}\)?[:.]?\s*|"
    r"^\d{1,2}:\d\d$|^\W+$|^\+?\d{1,3} (?:images?|photos?|pictures?|fotos?|bilder|imágenes)$",
    re.I,
)
_VIEW = re.compile(
    r"(?:view|see|show|open|alle|voir|ver)(?: all)?(?: the| les| las)? \d{1,3} "
    r"(?:images?|photos?|pictures?|fotos?|bilder)(?: ansehen| anzeigen)?$",
    re.I,
)


def _without_chrome(text: str) -> str:
    """*text* without "Enlarge", "1 / 12", "hide caption"."""
    whole, phrases, edge = _chrome()
    if text[:1] in _COUNT_OPENS:
        text = _COUNT.sub("", text)
    if len(text) < 60 and (
        text.casefold().strip(" .:+-×|>»…") in whole or _VIEW.match(text) is not None
    ):
        return ""
    if " " not in text:
        return text
    for _ in range(2):
        folded = text.casefold()
        if not (folded.startswith(phrases) or folded.endswith(phrases)):
            break
        shorter = edge.sub("", text).strip()
        if shorter == text:
            break
        text = shorter
    return text
