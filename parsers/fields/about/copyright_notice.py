"""The copyright notice of a page, as it prints it: mostly the last line of its footer.

It is searched in the source, since the layout leaves footers out and joins their lines: its blocks
give another notice, or none, for 191 of 433 pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.fields.names.agencies import agency
from parsers.fields.names.persons import is_name
from parsers.page.document import Document
from parsers.page.linked_data.structured_data import first_string, plain
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
    after = _without_links(after[: stop.start()] if stop else after)
    linked = max(before.rfind("</a>"), before.rfind("</button>"))
    if linked >= cut and _holder(plain(_LINK.split(after, maxsplit=1)[0])):
        told = plain(before[cut:linked]).casefold()  # what stands in links before it is a menu
        if not told.endswith("copyright"):
            own = _COPYRIGHT.search(before[linked:])
            cut = linked + own.start() if own else len(before)
    text = plain(before[cut:] + after).split("<!")[0].rstrip()
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
    if _is_credit(text[found.end() :]) and not text[: found.start()].strip():
        return None
    holder = _holder(text[found.end() :] + text[: found.start()])
    return text if len(holder) > 1 else None


def _holder(text: str) -> str:
    """The letters of who holds the rights: of all of a notice but marks, years, "all rights"."""
    return re.sub(r"[\W\d_]+", "", _ALL_RIGHTS.sub("", _NOTICE.sub("", text)))


def _without_links(after: str) -> str:
    """The source of a notice without the links that follow it: "Terms of Use", "Privacy"."""
    for link in _LINK.finditer(after):
        own = plain(after[: link.start()])
        if len(_holder(own)) > 1 and not _GOES_ON.search(own):
            rest = _holder(plain(_LINKED.sub(" ", after[link.start() :])))
            return after if len(rest) > _FEW else after[: link.start()]
    return after


_FEW = 8
"""Letters between links that are no more than what parts them."""
_COPYRIGHT = re.compile(r"copyright[\s:]*$", re.I)
_LINK = re.compile(r"<(?:a|button)\b", re.I)
_LINKED = re.compile(r"<(a|button)\b[^>]*>.*?(?:</\1>|$)", re.I | re.S)
_GOES_ON = re.compile(
    r"(?:[«\"“„(,&/:\-–—]|\b(?:and|und|et|y|e|i|и|by|von|par|por|of|di|de|the|der|die|la|le|under|with|auf|via|on|at))\s*$",
    re.I,
)
"""What a holder's name cannot end with: the link that follows is a part of it."""


def _is_credit(holder: str) -> bool:
    """Whether a mark without a year, before a person or an agency, is of a picture."""
    if _YEAR.search(holder):
        return False
    name, _, agency_name = holder.strip(" .").partition("(")
    parts = [part.strip(" )") for part in re.split(r"[/|]", name) if part.strip(" )")]
    supplied = agency(agency_name.strip(" )")) is not None if agency_name else len(parts) > 1
    return supplied and all(is_name(part) or agency(part) for part in parts)


def _statement(text: str) -> str:
    """Mark, year and holder, without the sentences that footers put behind them."""
    mark = _NOTICE.search(text)
    start = mark.start() if mark else 0
    before, statement = text[:start], text[start:]
    statement = _ENDS.split(statement, maxsplit=1)[0]
    before = _SENTENCE.split(before)[-1]
    before = _ALL_RIGHTS.sub("", before)
    return f"{before.strip(' .,|–—-')} {statement.strip(' ,|–—-·•')}".strip(" ,|–—-·•")


_SENTENCE = re.compile(r"(?<=[.。|])\s*")
_ENDS = re.compile(
    rf"(?<=[^\W\d_]{{3}})[.。]\s+|\s[|•·–—]\s|[.,]?\s+(?:{alternatives('rights', 'end')})\b"
    rf"|{alternatives('rights', 'unspaced end')}",
    re.I,
)
