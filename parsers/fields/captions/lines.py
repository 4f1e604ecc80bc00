"""The text around one picture, line by line, with what the page's markup calls each line."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from parsers.fields.captions.chrome import without_chrome
from parsers.fields.captions.class_words import Role, is_control, is_hidden, is_strong, role_of
from parsers.page.element_flags import BY_TAG, flags_of_names, flags_of_values
from parsers.page.layout import MAX_NAMES
from parsers.page.layout.overlays import INJECTED
from parsers.page.text.normalization import clean
from parsers.page.text.screen_reader import LONGEST, is_spoken, without_spoken
from parsers.wordlists import names_of

_NO_TEXT = frozenset(
    "script style noscript template svg select option input textarea iframe object canvas "
    "audio track source video img amp-img form".split()
)
_INLINE = frozenset(
    "a abbr b bdi bdo big cite code em font i ins mark q s samp small span strong sub sup time u "
    "wbr label nobr data var kbd strike tt del".split()
)
_LIMIT = 120  # elements
_TOLD = frozenset(names_of("credit-words", "label alone"))
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
        return is_strong(self.names)


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
            text = without_chrome(without_spoken(clean("".join(self.parts))))
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
        attributes = child.attributes
        given = filter(None, map(attributes.get, ("class", "id", "itemprop", "data-testid")))
        names = " ".join(given)[:MAX_NAMES]
        flags = BY_TAG.get(kind, 0) | flags_of_values(attributes) | flags_of_names(names.lower())
        if flags & INJECTED:
            return  # a dialog that a site lays over the picture, what its readers say
        if names and is_hidden(names):
            self._label(child)
            return
        if (
            names
            and is_control(names)
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
