"""Whether a tag of a page has so many attributes that the parser, which compares each with all
others, works on them for too long."""

from __future__ import annotations

import re

from parsers.page.limits.tag_scanner import ATTRIBUTE, UNSURE, tags

_ATTRIBUTES = 4_000
"""Attributes of one tag."""
_HARMFUL = 30_000
"""Attributes of one tag that take the parser a second. Runs of text that could be so many together
are looked at wherever they stand; data in scripts seldom are."""
_COMPARED = 300_000_000
"""Attributes of a tag times themselves, summed over all tags: a third of a second."""
MANY_ATTRIBUTES = "a tag has thousands of attributes"
_MANY_ATTRIBUTES = re.compile(rb"(?:%s){%d}+" % (ATTRIBUTE.pattern, _ATTRIBUTES + 1))
_SHORT = 1_000
"""Bytes of a tag whose attributes are too few to count."""
_WINDOW = 4_096
_SLOW = 150_000
"""Bytes of a page of one tag that the parser takes a second for."""
_BEHIND = 1_000
"""Attributes behind a ``>`` in quotes: in scripts, where other things look like them, they are
fewer."""
_QUOTED_END = re.compile(rb"""=[ \t\n\f\r]*+(?:"[^">]*+>[^"]*+"|'[^'>]*+>[^']*+')""")
_BETWEEN = b" \n\t\r\f/="
"""What stands between two attributes of a tag, where one of them has a value in quotes too."""
_TAG_OPENED = re.compile(rb"<[a-zA-Z]")


def flaw_of_attributes(html: bytes, tags_opened: int) -> str | None:
    """What is beyond the limits in a page with so many ``<``. It is looked at closely only where a
    first look, which costs next to nothing, finds that it may have such a tag."""
    lone_ends = html.count(b">") - tags_opened  # of tags that have one in each value
    if lone_ends > _ATTRIBUTES or _may_have_many_attributes(html) or _may_go_on(html):
        return _flaw_of_every_tag(html)
    return None


def _may_have_many_attributes(html: bytes) -> bool:
    """Whether a stretch without ``>`` has thousands of
    what stands between attributes, and may be a tag, or the rest of one with a ``>`` in quotes."""
    begin = untagged = loose = compared = 0
    last = len(html) - _WINDOW
    while begin < last:
        end = begin + _WINDOW
        if html.rfind(b">", begin, end) >= 0:
            begin = end
            continue
        start = html.rfind(b">", 0, begin) + 1
        stop = html.find(b">", end)
        if stop < 0:
            stop = len(html)
        first = html.find(b"<", start, stop)  # a pattern takes five times as long to get there
        tag = _TAG_OPENED.search(html, first, stop) if first >= 0 else None
        size = stop - start
        untagged += size if tag is None else 0
        if size > 2 * _ATTRIBUTES and (tag or untagged > 2 * _HARMFUL):
            apart = size - len(html[start:stop].translate(None, _BETWEEN))
            compared += min(apart, _ATTRIBUTES) ** 2
            if compared > _COMPARED:
                return True
            if tag is None:
                loose += apart if apart > _ATTRIBUTES else 0
                if loose > _HARMFUL and _MANY_ATTRIBUTES.match(html, start):
                    return True
            elif apart > _ATTRIBUTES and (
                # The first of several tags may have the others in a value, or as attributes, and
                # to count from each would take for ever.
                apart > _HARMFUL
                or _TAG_OPENED.search(html, tag.end(), stop)
                or _MANY_ATTRIBUTES.match(html, tag.end())
            ):
                return True
        begin = stop + 1
    return False


def _may_go_on(html: bytes) -> bool:
    """Whether a tag may have many attributes behind a ``>`` in quotes, which hides from the first
    look how long it is."""
    if len(html) < _SLOW:
        return False
    end = 0
    for match in _QUOTED_END.finditer(html):
        if match.start() >= end:
            count, end = _count(html, match.end())
            if count > _BEHIND:
                return True
    return False


def _flaw_of_every_tag(html: bytes) -> str | None:
    """A look at every tag outside scripts and comments."""
    attributes = Attributes(html)
    for _, _, _, name_end, after, kind in tags(html):
        if attributes.are_too_many(name_end, after, kind):
            return MANY_ATTRIBUTES
    return None


class Attributes:
    """The attributes of a page's tags, as far as the parser compares them with each other."""

    def __init__(self, html: bytes) -> None:
        self._html = html
        self._compared = 0
        self.size = 0
        """Bytes of those of the last tag."""

    def are_too_many(self, name_end: int, after: int, kind: int) -> bool:
        """Whether they are, with those of this tag, as :func:`tags` tells it.

        Where it is unsure how a tag stands, it may go on behind what seems to be its end.
        """
        self.size = after - name_end
        if self.size <= _SHORT and kind != UNSURE:
            return False
        count, end = _count(self._html, name_end)
        self.size = max(self.size, end - name_end)
        self._compared += count * count
        return count > _ATTRIBUTES or self._compared > _COMPARED


def _count(html: bytes, start: int) -> tuple[int, int]:
    """How many attributes follow, counted up to the limit, and where the last of them ends."""
    count = 0
    while count <= _ATTRIBUTES and (attribute := ATTRIBUTE.match(html, start)):
        start = attribute.end()
        count += 1
    return count, start
