"""Every tag of a page as the parser meets it, told without parsing.

What stands in comments, in quotes and in elements of raw text is no tag. Drawings and formulas
(``svg``, ``math``) have other rules: a ``script`` or ``title`` in one may hold markup, until it is
closed or an element that belongs into no drawing ends it. As long as what a drawing holds is read
alike by both rules, the page after it is read as HTML again. After any other drawing nothing is
taken to hide anything: each ``<`` before a letter is a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Tag = tuple[bytes, bool, int, int, int, int]
"""The name in lower case; whether it is an end tag; where the tag begins, where its name ends, and
one past its last byte (one past the next ``>`` where that is unsure); how it stands there:
:data:`PLAIN` and so on."""
PLAIN, DRAWN, EMPTY, UNSURE = range(4)
"""An element of HTML; one of a drawing; one of a drawing that closes itself; and one of a part
of the page of which it is unsure what is markup, and by which rules."""

_SPACE = rb" \t\n\f\r"
NAME = rb"[a-zA-Z][^" + _SPACE + rb"/>]*+"
_ATTRIBUTE_NAME = rb"(?:=[^" + _SPACE + rb"/>=]*+|[^" + _SPACE + rb"/>=]++)"
_VALUE = rb"""(?:"[^"]*+"|'[^']*+'|[^""" + _SPACE + rb""">]*+)"""
_ASSIGNED = rb"(?:[" + _SPACE + rb"]*+=[" + _SPACE + rb"]*+" + _VALUE + rb")?"
ATTRIBUTE = re.compile(rb"[" + _SPACE + rb"/]*+" + _ATTRIBUTE_NAME + _ASSIGNED)
_ANY = rb"(?:[" + _SPACE + rb"]++|/(?!>)|" + _ATTRIBUTE_NAME + _ASSIGNED + rb")*+"
_USUAL = rb"""(?:[^"'<>=]*+(?<![ \t\n\f\r/"])="[^"]*+")*+[^"'<>=/]*+(?=/?>)"""
"""Attributes as most pages write them, which are found in half the time."""
ATTRIBUTES = rb"(?:" + _USUAL + rb"|" + _ANY + rb")"
_TAG = re.compile(
    rb"<(?:(/?)(" + NAME + rb")" + ATTRIBUTES + rb"(/?>)?|(!--)|(!\[CDATA\[)|[!?]|/(?![a-zA-Z]))"
)
"""A tag with its attributes, or what opens a comment: ``<!--``, or ``<!``, ``<?`` and ``</``
before what names no tag."""
_ANY_TAG = re.compile(rb"<(/?)(" + NAME + rb")")
_COMMENT_END = re.compile(rb"--!?>")
_RAW = {
    name: re.compile(rb"</" + name + rb"[" + _SPACE + rb"/>]", re.I)
    for name in b"script style textarea title xmp noscript iframe noframes noembed".split()
}
_SCRIPT_MARK = re.compile(rb"<!--|-->|<(/?)script[" + _SPACE + rb"/>]", re.I)
"""Where a script's text changes between its three states, or ends."""
_ENDS_DRAWING = frozenset(
    b"b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img "
    b"li listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul "
    b"var".split()
)
_DRAWINGS = frozenset((b"svg", b"math"))
_SPECIAL = _DRAWINGS | frozenset(_RAW) | {b"plaintext", b"template", b"col"}
"""Those whose start tag may change how the page goes on."""
_MAY_HOLD_HTML = frozenset(b"foreignobject desc title mi mo mn ms mtext annotation-xml".split())
_DEEPEST_DRAWING = 200


def tags(html: bytes) -> Iterator[Tag]:
    """Every tag of *html*, in order. Costs about the length of *html*."""
    position = -1
    drawing: list[bytes] = []  # the names of its open elements
    raw_ends: dict[bytes, int] = {}
    in_template = False
    is_unsure = False
    while position and not is_unsure:
        found = _TAG.finditer(html, max(position, 0))
        position = 0
        for match in found:
            slash, name, close = match.group(1, 2, 3)
            if name is None:
                position = _end_of_comment(html, match, is_drawing=bool(drawing))
                break
            name = name.lower()
            start, after = match.span()
            if drawing:
                kind = _kind_in(drawing, name, is_end=bool(slash), is_empty=close == b"/>")
                yield name, bool(slash), start, match.end(2), after, kind
                if kind == UNSURE:
                    is_unsure = True
                    position = match.end(2)
                    break
            elif slash:
                yield name, True, start, match.end(2), after, PLAIN
            elif name in _SPECIAL:
                if name in _DRAWINGS:
                    kind = EMPTY if close == b"/>" else DRAWN
                    yield name, False, start, match.end(2), after, kind
                    if kind == DRAWN:
                        drawing.append(name)
                    continue
                yield name, False, start, match.end(2), after, PLAIN
                if name in _RAW:
                    if raw_ends.get(name, -1) < after:
                        raw_ends[name] = _end_of_raw(html, name, after)
                    position = raw_ends[name]
                    break
                if name == b"plaintext":
                    return
                if name == b"template":
                    in_template = True
                elif in_template:  # a "col": all but the template's end may be ignored
                    is_unsure = True
                    position = match.end(2)
                    break
            else:
                yield name, False, start, match.end(2), after, PLAIN
    if is_unsure:
        yield from _any_tags(html, position)


def _kind_in(drawing: list[bytes], name: bytes, *, is_end: bool, is_empty: bool) -> int:
    """How a tag stands in a *drawing*, or behind its end: the drawing is empty then."""
    if not is_end:
        if drawing[-1] in _MAY_HOLD_HTML or name == b"font" or len(drawing) > _DEEPEST_DRAWING:
            return UNSURE
        if name in _ENDS_DRAWING:
            drawing.clear()
            return PLAIN
        if is_empty:
            return EMPTY
        drawing.append(name)
    elif name in drawing:
        while drawing.pop() != name:
            pass
    elif name in (b"p", b"br"):
        drawing.clear()
        return PLAIN
    else:  # of an element around the drawing, which ends it, or of none
        return UNSURE
    return DRAWN


def _any_tags(html: bytes, position: int) -> Iterator[Tag]:
    """Whatever may be a tag from *position* on."""
    after = -1
    for match in _ANY_TAG.finditer(html, position):
        end = match.end()
        if after < end:
            after = html.find(b">", end) + 1 or len(html)
        yield match[2].lower(), bool(match[1]), match.start(), end, after, UNSURE


def _end_of_comment(html: bytes, opened: re.Match[bytes], *, is_drawing: bool) -> int:
    """Where the comment that *opened* begins is closed: the end of the page where it is not."""
    start = opened.end()
    if opened[4]:
        for short in (b">", b"->"):  # "<!-->" is a whole one
            if html.startswith(short, start):
                return start + len(short)
        end = _COMMENT_END.search(html, start)
        return end.end() if end else len(html)
    if opened[5] and is_drawing:
        place = html.find(b"]]>", start)
        return len(html) if place < 0 else place + 3
    place = html.find(b">", start)
    return len(html) if place < 0 else place


def _end_of_raw(html: bytes, name: bytes, start: int) -> int:
    """Where the end tag of an element of raw text begins, which opened before *start*."""
    if name == b"script":
        return _end_of_script(html, start)
    end = _RAW[name].search(html, start)
    return end.start() if end else len(html)


def _end_of_script(html: bytes, start: int) -> int:
    """As :func:`_end_of_raw`. In a script, ``<!--`` hides the end of a script that opens behind
    it, until ``-->``."""
    end = _RAW[b"script"].search(html, start)
    if end is None:
        return len(html)
    if html.find(b"<!--", start, end.start()) < 0:  # as nearly all end
        return end.start()
    is_hidden = is_nested = False
    while mark := _SCRIPT_MARK.search(html, start):
        said = mark[0]
        start = mark.end()
        if said == b"<!--":
            is_hidden = True
            start -= 2  # its dashes may be those that close it
        elif said == b"-->":
            is_hidden = is_nested = False
        elif not mark[1]:
            is_nested = is_hidden
        elif not is_nested:
            return mark.start()
        else:
            is_nested = False
    return len(html)
