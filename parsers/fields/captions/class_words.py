"""What class names say of a picture: its box, its caption, its credit, or something else."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from parsers.page.layout import Box
from parsers.page.text.class_names import in_names

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
_FOREIGN = in_names(
    r"related recommend recirc \bpromo newsletter most-?read mostread most-?popular trending",
    r"author-?(?:bio|box|card|image|photo|avatar|info|profile) avatar byline \bbio\b",
    r"comment(?!ary) sponsor advert (?<!\S)ads?(?!\S) \bad-(?:slot|unit|box|wrap|cont|banner)",
    r"outbrain taboola \bshar(?:e|ing)\b social- read-?more read-?also",
    r"more-?(?:stories|news|from|articles) next-?article \bprev\b up-?next navigation \bnav\b",
    r"\bmenu sign-?up inline-?teaser subscribe(?!r-(?:hide|only)) paywall login cookie consent",
    r"footer logo profile",
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


@lru_cache(maxsize=8192)
def is_strong(names: str) -> bool:
    """Whether class names speak of a picture's words, not just of authors and titles."""
    return _STRONG.search(names.lower()) is not None


@lru_cache(maxsize=8192)
def is_hidden(names: str) -> bool:
    """Whether an element is by its name for screen readers alone."""
    return _HIDDEN.search(names.lower()) is not None


@lru_cache(maxsize=8192)
def is_control(names: str) -> bool:
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


def is_caption_box(box: Box) -> bool:
    """Whether a box is by its name the caption of a picture."""
    return bool(box.names) and names_caption(box.names)


# Sites repeat their class names on every page: each is looked at once.


@lru_cache(maxsize=8192)
def names_caption(names: str) -> bool:
    """Whether class names are those of a caption."""
    return "capt" in names or _CAPTION_BOX.search(names) is not None


@lru_cache(maxsize=8192)
def names_picture(names: str) -> bool:
    """Whether class names are those of a picture's box or its parts."""
    return _PICTURE_WORDS.search(names) is not None


@lru_cache(maxsize=8192)
def names_foreign(names: str) -> bool:
    """Whether class names are those of a box that is not the story's: related, author, advert."""
    return _FOREIGN.search(names) is not None


_GALLERY = re.compile(
    r"galler|slider|slideshow|carousel|carrousel|swiper|diapo|lightbox|bildstrecke"
)


@lru_cache(maxsize=8192)
def names_gallery(names: str) -> bool:
    """Whether class names are those of a gallery."""
    return _GALLERY.search(names) is not None
