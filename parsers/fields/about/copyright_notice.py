"""The copyright notice of a page, as it prints it: mostly the last line of its footer.

It is searched in the source, since the layout leaves footers out and joins their lines: its blocks
give another notice, or none, for 191 of 433 pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.page.document import Document
from parsers.page.structured_data import first_string, plain
from parsers.wordlists import alternatives

MAX_NOTICE = 200
_MARKS = ("&copy;", "&#169;", "&#xa9;", "&#xA9;", "Copyright", "COPYRIGHT", "(c) ", "(C) ")
_YEAR = re.compile(r"(?:19|20)\d")
_TAIL = 60_000
_TRIES = 4
_BREAK = re.compile(
    r"</?(?:div|p|li|ul|td|tr|table|footer|section|small|h[1-6]|br|script|figure|aside)\b[^>]*>",
    re.I,
)
_NOTICE = re.compile(r"(?:©|\(c\)|copyright\b)[\s:©]*(?:\(c\)|by|copyright)?[\s:]*(?=\S{2})", re.I)
_CODE = re.compile(r"[{}=\\]|\bvar\b|function|\$\(|\*/|\btheme\b|powered by|wordpress", re.I)
_ALL_RIGHTS = re.compile(alternatives("rights", "all rights reserved"), re.I)


def notices(page: Document) -> Iterator[tuple[str, str, str | None]]:
    """The notice the page gives its story, then the one it shows, then those of its head.

    Each with where it stands and what speaks against it.
    """
    told = first_string(page.story[:2], "copyrightNotice")
    if told:
        yield told, "json-ld", None if len(told) <= MAX_NOTICE else "it is too long for a notice"
    shown = _shown(page.html)
    if shown:
        yield shown, "text", None
    for name in ("copyright", "dcterms.rights", "dc.rights", "rights", "dcterms.rightsholder"):
        for value in page.meta.get(name, ()):
            text = plain(value)
            is_notice = 3 < len(text) <= MAX_NOTICE and not text.startswith("http")
            yield text, "meta", None if is_notice else "it is no notice"


def _shown(html: str) -> str | None:
    """The last notice of the page's text that is no picture's and no script's."""
    end = len(html)
    for _ in range(_TRIES):
        end = html.rfind("©", 0, end)
        if end < 0:
            break
        notice = _notice(html, end)
        if notice and not _hidden(html, end):
            return notice
    for at in _marked_places(html)[: 2 * _TRIES]:
        notice = _notice(html, at)
        if notice and not _hidden(html, at):
            return notice
    return None


def _marked_places(html: str) -> list[int]:
    """Where the end of a page has other signs of a notice, the last first."""
    # One search a sign: far quicker than a pattern of them all, which looks at every letter.
    places: list[int] = []
    start = max(0, len(html) - _TAIL)
    for mark in _MARKS:
        at = len(html)
        for _ in range(2 * _TRIES):
            at = html.rfind(mark, start, at)
            if at < 0:
                break
            if mark[0] != "(" or _YEAR.match(html, at + 4):
                places.append(at)
    return sorted(places, reverse=True)


def _hidden(html: str, at: int) -> bool:
    """Whether a place stands in a tag, a script, a comment or a picture's box."""
    if html.rfind("<", max(0, at - 1500), at) > html.rfind(">", max(0, at - 1500), at):
        return True
    near = max(0, at - 4000)
    far = max(0, at - 60_000)
    for opening, closing, start in _BOXES:
        opened = html.rfind(opening, near if start else far, at)
        if opened >= 0 and html.find(closing, opened, at) < 0:
            return True
    return False


_BOXES = (
    ("<figure", "</figure", True),
    ("<figcaption", "</figcaption", True),
    ("<!--", "-->", True),
    ("<style", "</style", True),
    ("<template", "</template", True),
    ("<script", "</script", False),
)
"""What a notice may be hidden in, and whether such boxes are small."""


def _notice(html: str, at: int) -> str | None:
    before = html[max(0, at - 300) : at]
    first = before.find("<")
    closed = before.find(">")
    cut = closed + 1 if closed >= 0 and (first < 0 or closed < first) else 0
    for match in _BREAK.finditer(before):
        cut = match.end()
    after = html[at : at + 600]
    stop = _BREAK.search(after)
    text = plain(before[cut:] + (after[: stop.start()] if stop else after))
    text = re.sub(r"\s+(?=[.,;])", "", text)
    if len(text) > MAX_NOTICE:
        opening = _NOTICE.search(text)
        if not opening:
            return None
        text = re.split(r"(?<=[.。])\s|\s[|•·]\s", text[opening.start() :])[0]
    if not 4 < len(text) <= MAX_NOTICE or _CODE.search(text):
        return None
    found = _NOTICE.search(text)
    if not found or not re.search(r"(?:©|\(c\)|\b(?:19|20)\d\d\b)", text, re.I):
        return None
    text = _statement(text)
    found = _NOTICE.search(text)
    if not found:
        return None
    rest = _ALL_RIGHTS.sub("", text[found.end() :] + text[: found.start()])
    rest = re.sub(r"[\W\d_]+", "", rest)
    return text if len(rest) > 1 else None


def _statement(text: str) -> str:
    """Mark, year and holder, without the sentences that footers put behind them."""
    mark = _NOTICE.search(text)
    start = mark.start() if mark else 0
    before, statement = text[:start], text[start:]
    statement = _ENDS.split(statement, maxsplit=1)[0]
    before = _SENTENCE.split(before)[-1]
    before = _ALL_RIGHTS.sub("", before)
    return f"{before.strip(' .,|–—-')} {statement.strip(' ,|–—-')}".strip(" ,|–—-")


_SENTENCE = re.compile(r"(?<=[.。|])\s*")
_ENDS = re.compile(
    rf"(?<=[^\W\d_]{{3}})[.。]\s+|\s[|•·–—]\s|[.,]?\s+(?:{alternatives('rights', 'end')})\b"
    rf"|{alternatives('rights', 'unspaced end')}",
    re.I,
)
