"""When the story was published, and when it was last changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from parsers.datewords import Habits, Moment, first_moment, habits_of, may_hold_date, parse_moment
from parsers.document import Document
from parsers.fields.days import WEEKDAYS
from parsers.fields.headline import Head
from parsers.found import Found
from parsers.layout import Block
from parsers.pieces import MarkingWords, Piece
from parsers.structured import strings

EARLIEST = date(1990, 1, 1)
"""Earlier days, and days to come, are believed only where data and visible text agree."""

_PUBLISHED_METAS = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article:publish_time",
    "article:published_at",
    "article.published",
    "article:post_date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "parsely-pub-date",
    "sailthru.date",
    "rnews:datepublished",
    "bt:pubdate",
    "weibo:article:create_at",
    "weibo: article:create_at",
    "published_at",
    "publishdate",
    "publish-date",
    "publish_date",
    "publishedate",
    "pubdate",
    "pub_date",
    "publication_date",
    "publication-date",
    "dateposted",
    "firstpublished",
    "originalpublicationdate",
    "article_date_original",
    "article.created",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.available",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "date.created",
    "displaydate",
    "date",
    "created",
)
_MODIFIED_METAS = (
    "article:modified_time",
    "article:modified",
    "og:article:modified_time",
    "og:updated_time",
    "og:modified_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "article:updated_time",
    "article.updated",
    "cxenseparse:lastmod",
    "rnews:datemodified",
    "bt:moddate",
    "weibo:article:update_at",
    "weibo: article:update_at",
    "updated_at",
    "lastmod",
    "last-modified",
    "revised",
)
_PATH_DAY = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)([/_.-]?)(?P<month>0[1-9]|1[0-2]|[1-9](?=[/_.-]))\2"
    r"(?P<day>0[1-9]|[12]\d|3[01]|[1-9](?=[/_.-]|$))(?!\d)"
)
_PATH_WORD = re.compile(r"/((?:19|20)\d\d)/([a-z]{3,9})/(\d{1,2})/")
_PATH_STAMP = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    r"(?:\d{4}|\d{6})(?!\d)"
)
_UPDATED = re.compile(
    r"updat|modif|revis|reviewed|aktualis|actualiz|actualis|mise? à jour|mis à jour"
    r"|aggiorna|atualiz|bijgewerkt|gewijzigd|oppdatert|opdateret|uppdaterad|päivitetty"
    r"|muokattu|uuendatud|atnaujint|papildin|aktualiz|zmodyf|změn|frissít|módosít"
    r"|güncel|обновл|измен|оновл|αναν|ενημέρωση|ажурирано|ažurir|izmijenj|تحديث"
    r"|به‌?روز|עודכן|עדכון|更新|修改|수정|업데이트|अपडेट|diperbarui|dikemaskini|cập nhật|อัปเดต"
    r"|แก้ไข|last edited|lastmod|geändert|stand:"
)
_PUBLISHED = re.compile(
    r"publ|posted|veröff|erschienen|erstellt|objavlj|opublik|julkaistu|publicad"
    r"|pubblicat|geplaatst|lagt ut|utgitt|közzét|megjelent|yayın|giriş|опубл|дата"
    r"|δημοσ|نشر|منتشر|פורסם|发布|發布|发表|公開|掲載|配信|입력|등록|प्रकाशित|diterbitkan|เผยแพร่"
    r"|first|created|issued"
)
_NOT_THIS = MarkingWords(
    r"related|teaser|\bcard|recommend|most-?(?:read|popular)|trending|sidebar|widget"
    r"|comment|footer|masthead|clock|weather|current-?date|today|navbar|\bnav\b|ticker"
    r"|promo|newsletter|event|copyright|header-?date|date-?header|site-?header|topbar"
    r"|top-?bar"
)
_OTHER_DATE = MarkingWords(
    r"related|teaser|recommend|most-?(?:read|popular)|trending|comment|clock|weather|ticker"
    r"|current-?date|today|event|copyright|promo"
)
_DATE_NAMES = MarkingWords(
    r"\bdate|date\b|[-_]date|time|publi|posted|updated|stamp|meta\b|datum|fecha|tarih|datetime|byline|created"
)
_META_NAME = re.compile(r"publi\w*[-_.: ]?(?:date|time|at\b|on\b)|(?:date|time)[-_.: ]?publi")
_MAX_DATE_LINE = 140
_UNDER_HEADLINE = 5  # blocks: a bare date that close is the story's, whatever its box is called
_AMONG_DATA = timedelta(days=2)
_CLOCK = re.compile(
    r"[\s,.·|à–—-]{0,4}(?:um|at|kl\.?|ore|às|a las|om|о|в|o)?\s?"
    r"\d{1,2}\s?[:.h時时点]\s?\d{2}(?::\d\d)?分?"
    r"(?:\s?(?:Uhr|h|[ap]\.?m\.?|[ap]m))?(?:\s?\(?(?:[A-Z]{2,4}(?:[+-]\d+)?|[+-]\d\d:?\d\d)\b\)?)?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Times:
    """The times of a story, and the blocks that print them."""

    published: Found[datetime | date] | None = None
    modified: Found[datetime | date] | None = None
    published_local: str | None = None
    """The page's own wording."""
    blocks: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Shown:
    """A date printed near the headline."""

    moment: Moment
    piece: Piece
    updated: bool
    wording: str | None
    """The visible text of it; ``None`` where only an attribute names the day."""


def read_times(page: Document, head: Head) -> Times:
    """The times of the story."""
    habits = habits_of(page.first_meta("og:locale") or page.declared_language)
    if habits.month_first is None:
        habits = habits_of(page.declared_language)
    shown = list(_shown(page, head, habits))
    days = {item.moment.day for item in shown if item.wording}
    published = _first(page, "published_at", _published(page, head, shown, habits), days)
    modified = _first(page, "modified_at", _modified(page, shown, habits), days)
    if published and modified and _day(modified[0]) < _day(published[0]) - timedelta(days=1):
        modified = None
    blocks = frozenset(item.piece.index for item in shown if _is_date_line(page, item))
    if published is None:
        found = Found(modified[0].value, modified[1]) if modified else None
        return Times(modified=found, blocks=blocks)
    moment, source = published
    wording = next((s.wording for s in shown if s.wording and s.moment.day == moment.day), None)
    return Times(
        Found(moment.value, source),
        Found(modified[0].value, modified[1]) if modified else None,
        wording or moment.text or None,
        blocks,
    )


_Candidate = tuple[Moment, str]


def _first(
    page: Document, field: str, candidates: Iterator[_Candidate], shown: set[date]
) -> _Candidate | None:
    latest = datetime.now(UTC).date() + timedelta(days=2)
    for moment, source in candidates:
        day = moment.day
        structured = source in ("json-ld", "meta", "microdata")
        if EARLIEST <= day <= latest or (structured and day in shown):
            page.note(field, moment.text, source, True, "the first that holds")
            return moment, source
        page.note(field, moment.text, source, False, "not a day the page confirms")
    return None


def _day(candidate: Moment) -> date:
    return candidate.day


def _published(
    page: Document, head: Head, shown: list[_Shown], habits: Habits
) -> Iterator[_Candidate]:
    fresh = [item for item in shown if not item.updated]
    at = head.block.index if head.block else 0
    fresh = [item for item in fresh if item.piece.index >= at] + [
        item for item in reversed(fresh) if item.piece.index < at
    ]
    told = [
        *_linked(page, ("datePublished",), habits),
        *_metas(page, _PUBLISHED_METAS, habits),
    ]
    if told:
        yield from _corrected(page, head, told[0][0], fresh)
    yield from told
    for item in fresh:
        if "datepublished" in item.piece.own:
            yield item.moment, "microdata"
    for item in fresh:
        if item.piece.tag == "time" or item.piece.moment:
            yield item.moment, "time"
    in_path = next((m for m in map(_in_path, (page.url, page.canonical_url)) if m), None)
    if in_path:
        yield in_path, "url"
    for item in fresh:
        yield item.moment, "text"
    yield from _anywhere(page, habits)
    yield from _linked(page, ("dateCreated", "uploadDate"), habits)
    yield from _metas(page, [name for name in page.meta if _META_NAME.search(name)], habits)
    yield from _lone_line(page, at, habits)
    for item in shown:
        yield item.moment, "text"


def _corrected(
    page: Document, head: Head, told: Moment, fresh: list[_Shown]
) -> Iterator[_Candidate]:
    """What the line under the headline knows better than the page's data.

    A story is not shown with a day before its publication: data that names a later one has the
    day of the last change, or of a move to another system. And data in UTC does not tell the
    local day, where the line gives the same moment with its offset.
    """
    at = head.block.index if head.block else -1
    for item in fresh:
        if not at < item.piece.index <= at + 2 * _UNDER_HEADLINE or at < 0:
            continue
        source = "time" if item.piece.moment else "text"
        one, other = told.value, item.moment.value
        if item.moment.day < told.day - _AMONG_DATA:
            if item.wording and item.moment.day >= EARLIEST and _is_date_line(page, item):
                yield item.moment, source
        elif (
            isinstance(one, datetime)
            and isinstance(other, datetime)
            and not one.utcoffset()
            and other.utcoffset()
            and abs(one - other) <= timedelta(hours=2)
        ):
            yield replace(told, value=one.astimezone(other.tzinfo)), source
        return


def _modified(page: Document, shown: list[_Shown], habits: Habits) -> Iterator[_Candidate]:
    yield from _linked(page, ("dateModified",), habits)
    yield from _metas(page, _MODIFIED_METAS, habits)
    for item in shown:
        if item.updated:
            yield item.moment, "time" if item.piece.moment else "text"


def _linked(page: Document, keys: tuple[str, ...], habits: Habits) -> Iterator[_Candidate]:
    for node in page.story:
        for key in keys:
            for text in strings(node.get(key))[:1]:
                moment = parse_moment(text, habits)
                if moment:
                    yield moment, "json-ld"


def _metas(page: Document, names: Iterable[str], habits: Habits) -> Iterator[_Candidate]:
    meta = page.meta
    for name in names:
        for text in meta.get(name, ())[:1]:
            moment = parse_moment(text, habits)
            if moment:
                yield moment, "meta"


def _shown(page: Document, head: Head, habits: Habits) -> Iterator[_Shown]:
    """The dates near the headline, in page order."""
    at = head.block.index if head.block else -1
    paragraphs = 0
    for piece in head.pieces:
        if piece.whole and piece.index > at >= 0 and _is_prose(page.blocks[piece.index]):
            paragraphs += 1
        if paragraphs > 2:
            break
        if piece.index == at or (0 <= piece.index < at - 8):
            continue
        text = piece.text
        attribute = parse_moment(piece.moment, habits) if piece.moment[:1].isdecimal() else None
        if attribute is None and (len(text) > _MAX_DATE_LINE or not may_hold_date(text)):
            continue
        found = first_moment(text, habits) if len(text) <= _MAX_DATE_LINE else None
        if piece.tag in ("li", "figcaption", "td") or piece.marked(_NOT_THIS):
            bare = found is not None and len(text) - len(found.text) <= 16
            under = at >= 0 < piece.index - at <= _UNDER_HEADLINE and not paragraphs
            if not (bare and under) or _NOT_THIS(piece.own) or _OTHER_DATE(piece.around):
                continue
        moment = attribute or found
        if moment is None:
            continue
        updated = _only_updated(_label(page, piece, found)) or _only_updated(piece.own)
        yield _Shown(moment, piece, updated, _wording(text, found) if found else None)


@lru_cache(maxsize=1024)
def _only_updated(label: str) -> bool:
    """Whether a label speaks of a change and not of publication."""
    label = label.lower()
    return bool(label and _UPDATED.search(label)) and not _PUBLISHED.search(label)


def _wording(text: str, found: Moment) -> str:
    """The day and the clock time beside it, without what else stands in their line."""
    clock = _CLOCK.match(text, found.end)
    before = text[: found.start].split()
    start = found.start
    if before and before[-1].casefold().strip(".,") in WEEKDAYS:
        start = text.rindex(before[-1], 0, found.start)
    return text[start : clock.end() if clock else found.end]


def _label(page: Document, piece: Piece, found: Moment | None) -> str:
    """The words before the date in its line: "Updated", "Published" …"""
    if found and found.start > 2:
        return piece.text[max(0, found.start - 40) : found.start]
    if not piece.whole:
        line = page.blocks[piece.index].text
        at = line.find(piece.text)
        if at > 0:
            return line[max(0, at - 40) : at]
    return ""


def _is_prose(block: Block) -> bool:
    return len(block.text) > 160 and block.link_chars * 3 < len(block.text)


def _is_date_line(page: Document, item: _Shown) -> bool:
    """Whether the block of a date is a date line, not a sentence with a date in it."""
    text = page.blocks[item.piece.index].text
    if item.wording is None or len(text) > _MAX_DATE_LINE:
        return False
    rest = len(text) - len(item.moment.text)
    if rest <= 3:
        return True
    if text.endswith("."):
        return False
    if item.piece.tag == "time" or item.piece.marked(_DATE_NAMES):
        return True
    label = text[:40].lower()
    return bool(_UPDATED.search(label) or _PUBLISHED.search(label))


def _in_path(address: str | None) -> Moment | None:
    """The day that an address names: /2024/05/03/, /2024-05-03-, /20240503."""
    try:
        path = urlsplit(address or "").path
    except ValueError:
        return None
    for pattern in (_PATH_DAY, _PATH_STAMP):
        for match in pattern.finditer(path):
            month, day = match["month"], match["day"]
            try:
                return Moment(date(int(match["year"]), int(month), int(day)), match[0])
            except ValueError:
                continue
    match_word = _PATH_WORD.search(path.lower())
    if match_word:
        return parse_moment(f"{match_word[3]} {match_word[2]} {match_word[1]}")
    return None


def _anywhere(page: Document, habits: Habits) -> Iterator[_Candidate]:
    """Dates marked as the story's own anywhere on the page."""
    for node in page.css('[itemprop~="datePublished"], time[pubdate], time.published, .entry-date'):
        attributes = node.attributes
        text = attributes.get("datetime") or attributes.get("content") or node.text() or ""
        moment = parse_moment(text.strip(), habits)
        if moment:
            yield moment, "microdata"


def _lone_line(page: Document, at: int, habits: Habits) -> Iterator[_Candidate]:
    """A line with a date and little else, away from the headline: under the story mostly.

    Lists of other stories have such lines too, each marked in the same way: a line counts where
    no other one marked so names another day.
    """
    lines: dict[tuple[str, str, str], list[Moment]] = {}
    for block in page.blocks[at:]:
        text = block.text
        if len(text) > _MAX_LONE_LINE or not may_hold_date(text):
            continue
        box = block.box
        around = box.parent.names if box.parent else ""
        if box.tag in ("li", "td", "figcaption") or _NOT_THIS(box.names) or _NOT_THIS(around):
            continue
        found = first_moment(text, habits)
        if found is None or _UPDATED.search(text.lower()) or "©" in text:
            continue
        label = text[: found.start].lower()
        if _DATE_NAMES(box.names) or _PUBLISHED.search(label) or len(text) - len(found.text) <= 3:
            lines.setdefault((box.tag, box.names, around), []).append(found)
    for moments in lines.values():
        if len({moment.day for moment in moments}) == 1:
            yield moments[0], "text"


_MAX_LONE_LINE = 60
