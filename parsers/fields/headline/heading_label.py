"""A headline without the label that stands in the same heading."""

from __future__ import annotations

import re

from parsers.fields.headline.headings import Heading, main_part
from parsers.fields.headline.titles import Title
from parsers.page.layout import Box
from parsers.page.layout.head_elements import ClassNameMatcher, names_of
from parsers.page.site_name import is_site_name
from parsers.page.text.normalization import clean
from parsers.page.text.similarity import letters

_KICKER_NAMES = ClassNameMatcher(
    r"kicker|eyebrow|overline|over-?title|supertitle|pre-?title|spitzmarke|dachzeile|topline"
    r"|rubri[ck]|surtitre|antetitulo|cintillo|volanta|occhiello|sub-?title|\blabel|category"
    r"|\btag\b|badge|flag|prefix|section|topic|status|visually-?hidden|sr-only|vignett?e|stikktittel"
)
_SURE_KICKER = ClassNameMatcher(r"kicker|eyebrow|overline|spitzmarke|dachzeile|topline")


def without_label(
    heading: Heading, titles: list[Title], site: frozenset[str]
) -> tuple[str, str | None]:
    """The headline, and the label that stands in the same heading (a kicker), if one does."""
    parts = _children(heading.box)
    if len(parts) < 2:
        return heading.text, None
    whole = any(title.key == heading.key for title in titles)
    trusted = [t for t in titles if t.source not in ("alternative", "title")]
    keys = {title.key for title in (trusted if whole else titles)}
    mains = {main_part(title) for title in titles}
    joined = whole and trusted and all(title.key == heading.key for title in titles)
    if joined and any(":" in title.text for title in trusted):
        return _spaced(heading, titles), None  # "Kicker: Headline", wherever the page names it
    rest = clean(" ".join(text for text, _ in parts[1:])).lstrip(" :|-–—")
    if is_site_name(parts[0][0], site) and len(letters(rest)) > _LEAST:
        return rest, None
    for cut in range(1, min(len(parts), 6)):
        front = clean(" ".join(text for text, _ in parts[:cut]))
        back = clean(" ".join(text for text, _ in parts[cut:]))
        label_like = parts[cut - 1][1] != _PLAIN or not front[-1].isalnum()  # no sentence's start
        long_enough = len(letters(back)) > max(8, len(letters(front)) // 2)
        if letters(back) in keys and long_enough and label_like:
            return back.strip(" :|-–—"), front.strip(" :|·•-–—") or None
        shown = letters(front)
        if (shown in keys or shown in mains) and len(shown) > _LEAST and not whole:
            return front, None
    label, names = parts[0]
    rest = clean(" ".join(text for text, _ in parts[1:])).lstrip(" :|")
    if names and _KICKER_NAMES(names) and len(letters(rest)) > 8 and len(label) < 80:
        told = any(
            title.key.startswith(letters(label)) and not _BARRED.match(title.text[len(label) :])
            for title in titles
        )
        if not told or _SURE_KICKER(names):
            return rest, label.strip(" :|·•-–—") or None
    return _spaced(heading, titles), None


_BARRED = re.compile(r"\s*[|｜]")
"""What parts a label from the headline in a title, where it is no part of it."""
_LEAST = 8
"""Letters of a headline."""
_PLAIN = "#text"


def _children(box: Box) -> list[tuple[str, str]]:
    """Text and marking of what a heading directly holds; single wrappers are looked into."""
    node = box.node
    for _ in range(4):
        parts = []
        child = node.first_child
        only = None
        while child is not None:
            text = clean(child.text() or "")
            if text and child.tag not in ("script", "style", "_comment", "-comment"):
                is_text = (child.tag or "-")[0] in "-_"
                parts.append((text, _PLAIN if is_text else names_of(child)))
                only = None if is_text else child
            child = child.next
        if len(parts) == 1 and only is not None:
            node = only
            continue
        return parts
    return parts


def _spaced(heading: Heading, titles: list[Title]) -> str:
    """The text of a heading of several parts, with what its layout shows between them.

    A line break or a colour parts them for a reader; a title of the same letters has the
    space or colon that says so in plain text.
    """
    for title in titles:
        if title.key == heading.key and len(title.text) > len(heading.text):
            return title.text
    return heading.text
