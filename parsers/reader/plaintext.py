"""Articles in plain text: copied from a browser, or what WET files hold.

Nothing but lines says here what is what. The story is the densest run of sentences; the
headline stands before it, captions stand over their credit lines, headings are short lines
between paragraphs, and what sites print around stories is known by its wording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from parsers.errors import NotAnArticle
from parsers.fields.about.about import read_about
from parsers.fields.body.chrome_lines import is_chrome
from parsers.fields.captions.caption_block import CaptionBlock, read_caption_block
from parsers.fields.captions.credits.credit import is_credit
from parsers.fields.captions.splitting import split_caption
from parsers.fields.dateline.dateline import filed_in_text
from parsers.fields.dates.date_formats import find_moments
from parsers.fields.images.own_caption import MAX_CAPTION
from parsers.fields.names.persons import are_names
from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.reader.plaintext_lines import NOTICE, SENTENCE_END, Line, lines_of
from parsers.records import Article, Image, Paragraph, ParagraphKind
from parsers.wordlists import alternatives

_BYLINE = re.compile(
    rf"^(?:{alternatives('bylines', 'plain text')})\s*:?\s+(?P<names>.{{3,80}})$", re.I
)
_BULLET = re.compile(r"^[*•·‣▪–-]\s+")
_UPDATED = re.compile(rf"^(?:{alternatives('dates', 'before a plain date')})\b", re.I)
_BETWEEN = re.compile(rf"\s*,\s*|\s+(?:{alternatives('bylines', 'and')}|ve)\s+")


def read_plain_text(page: Document) -> Article:
    """The article in a plain text. Raises :class:`~parsers.errors.NotAnArticle`."""
    lines = lines_of(page.html)
    start, end = _story(lines)
    if end <= start:
        flaw = "it has no run of sentences" if page.html.strip() else "it is empty"
        raise NotAnArticle(page.url, flaw)
    head = _headline(lines, start)
    if head is None:
        raise NotAnArticle(page.url, "it has no headline")
    top, images = _captions(lines, head + 1, start)
    story, more = _captions(lines, start, end)
    byline, published, published_text = _small_print(top)
    paragraphs = tuple(_paragraphs([line for line in top if _is_story(line)] + story))
    images += more
    filed = filed_in_text(paragraphs, tuple(images), published)
    if sum(paragraph.kind == "paragraph" for paragraph in filed.paragraphs) < 2:
        raise NotAnArticle(page.url, "it has less than two paragraphs of text")
    about = read_about(page, "\n".join(paragraph.text for paragraph in filed.paragraphs))
    found = {
        "headline": Extracted(lines[head].text, "text"),
        "byline": Extracted(byline, "text") if byline else None,
        "authors": Extracted(_names(byline), "text") if byline and _names(byline) else None,
        "published_at": Extracted(published, "text") if published else None,
        "images": Extracted(_with_lead(images), "text") if images else None,
        "dateline": Extracted(filed.dateline, filed.dateline.source) if filed.dateline else None,
        "paragraphs": Extracted(filed.paragraphs, "text"),
        "language": about.language,
    }
    return Article(
        url=page.url,
        published_local=published_text,
        sources={name: item.source for name, item in found.items() if item},
        **{name: item.value for name, item in found.items() if item},  # type: ignore[arg-type]
    )


# -- where the story is


def _story(lines: list[Line]) -> tuple[int, int]:
    """The run of lines with most running text: first line, and one past the last."""
    best = (0.0, 0, 0)
    total, start = 0.0, 0
    for index, line in enumerate(lines):
        if line.is_sentence and not NOTICE.match(line.text):
            gain = 1.0 + min(line.size, 400) / 100
        elif is_chrome(line.text):
            gain = -1.2
        elif line.size > 90:
            gain = 0.5
        else:
            gain = -0.8
        if total <= 0:
            total, start = 0.0, index
        total += gain
        if total > best[0]:
            best = (total, start, index + 1)
    return best[1], best[2]


def _headline(lines: list[Line], start: int) -> int | None:
    """The line that is the headline, looked for upwards from the story."""
    reach = range(start - 1, max(-1, start - 25), -1)
    usable = [n for n in reach if _may_be_headline(lines, n)]
    for number in usable:  # a WET file opens with the page's title, which repeats the headline
        if number > 0 and len(lines[number].text) > 20:
            title = lines[0].text
            if title.startswith(lines[number].text) and number != 0:
                return number
    if usable:
        nearest = [n for n in usable if n >= usable[0] - 6]
        return max(nearest, key=lambda n: (_weight(lines[n]), -n))
    first = lines[start].text if start < len(lines) else ""
    return start if first and start + 1 < len(lines) and not SENTENCE_END.search(first) else None


def _weight(line: Line) -> int:
    """How much a line looks like a headline: several words, no full stop."""
    words = len(line.text.split())
    weight = 2 if words >= 5 or line.size >= 40 else 1 if words >= 3 or line.size >= 20 else 0
    return weight - (line.text.endswith((".", "。", "…", "-")) and weight > 0)


def _may_be_headline(lines: list[Line], number: int) -> bool:
    line = lines[number]
    text = line.text
    if not 6 <= line.size <= 300 or len(text) > 250 or is_chrome(text) or NOTICE.match(text):
        return False
    if is_credit(text) or _BYLINE.match(text) or _is_day(text) or _UPDATED.match(text):
        return False
    if number + 1 < len(lines) and not line.closed:
        following = lines[number + 1].text
        if NOTICE.match(following) or (is_credit(following, names=True) and text[-1] in ".-–"):
            return False
    return not (line.is_sentence and text.endswith((".", "。")) and line.size > 120)


def _is_day(text: str) -> bool:
    if len(text) > 80 or not any(map(str.isdigit, text)):
        return False
    return any(len(moment.text) * 2 >= len(text) for moment in find_moments(text))


# -- captions


def _captions(lines: list[Line], start: int, end: int) -> tuple[list[Line], list[Image]]:
    """The lines that remain, and the pictures whose captions and credits stood among them."""
    kept: list[Line] = []
    images: list[Image] = []
    index = start
    while index < end:
        line = lines[index]
        if is_chrome(line.text):
            index += 1
            continue
        last = index + 1
        while last < end and last < index + 4 and _belongs_under(lines, last):
            last += 1
        if last > index + 1 and not line.text.endswith(":"):
            images.append(read_caption_block([each.text for each in lines[index:last]]).image())
        elif NOTICE.match(line.text):
            pass
        elif len(line.text) < 400 and (found := _own_caption(line.text)) is not None:
            images.append(found.image())
        else:
            kept.append(line)
        index = last
    return kept, images


def _belongs_under(lines: list[Line], number: int) -> bool:
    """Whether a line is a notice or a credit under the line before it."""
    text = lines[number].text
    if len(text) > 160:
        return False
    over = lines[number - 1].text
    if len(over) > MAX_CAPTION:
        return False
    if lines[number].gap and not over.endswith((" -", " –", "-")) and not NOTICE.match(over):
        return False
    return bool(NOTICE.match(text)) or is_credit(text, names=NOTICE.match(over) is not None)


def _own_caption(text: str) -> CaptionBlock | None:
    """A line that ends in a credit: a caption, as no paragraph does."""
    split = split_caption(text)
    if not split.credit or not (is_credit(split.credit) or not split.caption):
        return None
    if split.caption and split.caption[-1] in '"”»' and "(" not in text:
        return None
    return read_caption_block([text])


def _with_lead(images: list[Image]) -> tuple[Image, ...]:
    first, *others = images
    values = {name: getattr(first, name) for name in Image.__slots__}
    return (Image(**{**values, "is_lead": True}), *others)


# -- small print and paragraphs


def _small_print(lines: list[Line]) -> tuple[str | None, date | datetime | None, str | None]:
    """Byline, day and its wording from the lines between headline and story."""
    byline = None
    published: date | datetime | None = None
    wording = None
    for line in lines:
        match = _BYLINE.match(line.text)
        if byline is None and match and len(line.text) < 100 and not line.is_sentence:
            byline = line.text
        if published is None and _is_day(line.text):
            moment = next(find_moments(line.text), None)
            if moment:
                published, wording = moment.value, line.text
    return byline, published, wording


def _names(byline: str) -> tuple[str, ...]:
    match = _BYLINE.match(byline)
    names = _BETWEEN.split(match["names"]) if match else []
    return tuple(name for name in names if are_names(name))


def _is_story(line: Line) -> bool:
    """Whether a line between headline and story is a short first paragraph of it."""
    return line.is_sentence and not _is_day(line.text) and not _BYLINE.match(line.text)


def _paragraphs(lines: list[Line]) -> Iterator[Paragraph]:
    for number, line in enumerate(lines):
        kind: ParagraphKind = "paragraph"
        text = line.text
        if _BULLET.match(text) and len(text) > 3:
            kind, text = "list_item", _BULLET.sub("", text)
        elif (
            line.size <= 100
            and len(text.split()) <= 14
            and not SENTENCE_END.search(text.rstrip("?!"))
            and not text.endswith((",", ";"))
            and number + 1 < len(lines)
            and (text[0] not in "\"“„«‘'" or text[-1] not in "\"”“»’'")
        ):
            kind = "heading"
            if is_credit(text) or _UPDATED.match(text) or (number == 0 and are_names(text)):
                continue
        yield Paragraph(text, kind)
