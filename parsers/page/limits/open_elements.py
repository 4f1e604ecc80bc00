"""The open elements of a page as its tags go by: about what the parser has, hardly ever fewer.

The rules are those of the standard's tree construction that open and close elements. Where the
parser moves elements about, what was closed keeps its place until what is around it closes.
"""

from __future__ import annotations

from collections import defaultdict

from parsers.page.limits.tag_scanner import DRAWN, PLAIN

FORMATTING = frozenset(b"b big code em font i nobr s small strike strong tt u".split())
_MOVED = FORMATTING | {b"a"}
_CELLS = frozenset((b"td", b"th"))
_GROUPS = frozenset((b"tbody", b"thead", b"tfoot"))
_IN_TABLE = _CELLS | _GROUPS | {b"tr", b"caption", b"colgroup"}
_HEADINGS = frozenset(b"h1 h2 h3 h4 h5 h6".split())
_IMPLIED = frozenset(b"dd dt li optgroup option p rb rp rt rtc".split())
_RUBY = frozenset(b"rb rp rt rtc".split())
_SCOPES = frozenset(b"applet caption html table td th marquee object select template".split())
"""No end tag in one of them closes what is around it."""
_BESIDE_PARAGRAPHS = frozenset(
    b"address article aside blockquote center details dialog dir div dl fieldset figcaption figure "
    b"footer form h1 h2 h3 h4 h5 h6 header hgroup hr listing li dd dt main menu nav ol p plaintext "
    b"pre search section summary ul xmp".split()
)
"""They close the paragraph that they stand in."""
_STOPS = (
    _SCOPES
    | _IN_TABLE
    | (_BESIDE_PARAGRAPHS - {b"dialog"})
    | frozenset(b"button frameset iframe noembed noframes noscript script select style".split())
    | frozenset(b"textarea title".split())
)
"""No end tag of an element that is not one of these reaches beyond one of them."""
_SOFT = frozenset((b"address", b"div", b"p"))
"""These do not keep an item from closing the one before."""
_CLOSERS = _BESIDE_PARAGRAPHS | _IN_TABLE | _RUBY | {b"button", b"input", b"optgroup", b"option"}
_CLOSERS |= {b"select", b"table", b"image"}
_GONE = b""
"""The name of an element that was closed while others are open in it."""
_DRAWN = b"<"
"""Before the names of what drawings hold: it has rules of its own."""
_NEVER_OPEN = frozenset(
    b"area base basefont bgsound br col embed frame hr image img input keygen link meta param "
    b"source track wbr html head body frameset".split()
)
"""They have no end, or are there once, whatever the page says."""


class OpenTags:
    """Takes tags in order. Each costs about the same, however many elements are open."""

    def __init__(self, *, is_modern: bool = True) -> None:
        """*is_modern*: the page begins with ``<!doctype html>``: its tables close paragraphs."""
        self._is_modern = is_modern
        self.names: list[bytes] = []
        """The open elements, outer ones first."""
        self._places: defaultdict[bytes, list[int]] = defaultdict(list)
        self._stops: list[int] = []
        self._hard: list[int] = []  # the stops that are not soft
        self._scopes: list[int] = []
        self._has_form = False

    def open(self, name: bytes, kind: int) -> None:
        """Take a start tag."""
        if kind == DRAWN:
            name = _DRAWN + name
        elif kind == PLAIN:
            if self.names and self.names[-1][:1] == _DRAWN:
                self._end_drawing()
            if name in _CLOSERS and not self._makes_room(name):
                return
            if name in _NEVER_OPEN:
                return
        place = len(self.names)
        self.names.append(name)
        self._places[name].append(place)
        if name in _STOPS:
            self._stops.append(place)
            if name not in _SOFT:
                self._hard.append(place)
            if name in _SCOPES:
                self._scopes.append(place)

    def close(self, name: bytes, kind: int) -> bool:
        """Take an end tag. Whether an element of that name was open."""
        names = self.names
        if kind == DRAWN:
            name = _DRAWN + name
        if names and names[-1] == name:  # as most do
            if name == b"form":
                self._has_form = False
            self._cut(len(names) - 1)
            return True
        if kind == PLAIN and names and names[-1][:1] == _DRAWN:
            self._end_drawing()
        if name in _HEADINGS:
            name = max(_HEADINGS, key=self._last)
        if name == b"form":
            self._has_form = False
        places = self._places.get(name)
        if not places:
            return False
        place = places[-1]
        if place < len(names) - 1 and kind != DRAWN:
            is_moved = name in _MOVED and self._stops and self._stops[-1] > place
            if is_moved or name == b"form" or kind != PLAIN:
                names[place] = _GONE
                places.pop()
                return True
            if self._stop_of(name) > place:
                return True
        self._cut(place)
        return True

    def _makes_room(self, name: bytes) -> bool:
        """Close what an element of that name closes when it opens. False where it does not."""
        if name in _BESIDE_PARAGRAPHS:
            return self._is_beside_paragraphs(name)
        if name in _IN_TABLE:
            return self._is_in_table(name)
        names = self.names
        scope = self._scopes[-1] if self._scopes else -1
        if name == b"table":
            table = self._last(b"table")
            if table > max(self._last(b"template"), *map(self._last, (*_CELLS, b"caption"))):
                self._cut(table)
            elif self._last(b"p") > max(scope, self._last(b"button")):
                if self._is_modern:
                    self._cut(self._last(b"p"))
                else:
                    names[self._places[b"p"].pop()] = _GONE  # it may stay open
        elif name == b"button":
            if self._last(name) > scope:
                self._cut(self._last(name))
        elif name in (b"select", b"input"):
            if self._last(b"select") >= max(scope, 0):
                self._cut(self._last(b"select"))
                return False
        elif name in _RUBY:
            if self._last(b"ruby") > scope:
                self._end_implied(_IMPLIED - {b"rtc"} if name in (b"rp", b"rt") else _IMPLIED)
        elif self._last(b"select") >= max(scope, 0):
            self._end_implied(_IMPLIED if name == b"optgroup" else _IMPLIED - {b"optgroup"})
        else:
            self._end_implied((b"option",))
        return True

    def _is_beside_paragraphs(self, name: bytes) -> bool:
        if name == b"form":
            if self._has_form:
                return False
            self._has_form = True
        hard = self._hard[-1] if self._hard else -1
        if (
            hard >= 0
            and (name == b"li" or name in (b"dd", b"dt"))
            and (self.names[hard] == name or (name != b"li" and self.names[hard] in (b"dd", b"dt")))
        ):
            self._cut(hard)
        paragraph = self._last(b"p")
        if paragraph > (self._scopes[-1] if self._scopes else -1) and paragraph > self._last(
            b"button"
        ):
            self._cut(paragraph)
        if name in _HEADINGS and self.names and self.names[-1] in _HEADINGS:
            self._cut(len(self.names) - 1)
        return True

    def _is_in_table(self, name: bytes) -> bool:
        table, template = self._last(b"table"), self._last(b"template")
        if template > table:  # whether it is an element there depends on what stood before
            self.names.append(_GONE)
            return False
        if table < 0:
            return False
        group = max(map(self._last, _GROUPS))
        row = self._last(b"tr")
        if name in _CELLS:
            table = max(table, group, row)
        elif name == b"tr":
            table = max(table, group)
        self._cut(table + 1)
        return True

    def _stop_of(self, name: bytes) -> int:
        """The place of the innermost element that an end tag does not reach beyond."""
        if name == b"template":
            return -1
        if name in _IN_TABLE or name == b"table":
            template = self._last(b"template")
            return max(template, self._last(b"table")) if name != b"table" else template
        if name not in _STOPS:
            return self._stops[-1] if self._stops else -1
        stop = self._scopes[-1] if self._scopes else -1
        if name in _SCOPES and stop == self._last(name):
            return -1
        if name == b"li":
            return max(stop, self._last(b"ul"), self._last(b"ol"))
        return max(stop, self._last(b"button")) if name == b"p" else stop

    def _last(self, name: bytes) -> int:
        places = self._places.get(name)
        return places[-1] if places else -1

    def _end_drawing(self) -> None:
        while self.names and self.names[-1][:1] == _DRAWN:
            self._cut(len(self.names) - 1)

    def _end_implied(self, names: frozenset[bytes] | tuple[bytes, ...]) -> None:
        while self.names and self.names[-1] in names:
            self._cut(len(self.names) - 1)

    def _cut(self, place: int) -> None:
        """Close the element at *place* and all in it."""
        names = self.names
        while len(names) > place:
            name = names.pop()
            if name:
                self._places[name].pop()
        stops = self._stops
        if stops and stops[-1] >= place:
            for places in (stops, self._hard, self._scopes):
                while places and places[-1] >= place:
                    places.pop()
