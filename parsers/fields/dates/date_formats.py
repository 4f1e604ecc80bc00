"""Days and moments as pages write them: in ISO, in figures, in words of many languages.

A clock time without an offset counts as its day. What could be two different days is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache

from parsers.fields.dates.calendars import from_jalali, month_of, western_year
from parsers.fields.dates.clocks import offset_of, with_clock
from parsers.fields.dates.moment import NO_HABITS, Habits, Moment
from parsers.wordlists import alternatives, names_of

_ISO = re.compile(
    r"^\s*(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:(?:T|\s+)(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*"
    r"(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?(?:\[[\w/+-]+\])?)?\s*$",
    re.I,
)
_YMD = re.compile(r"(?<!\d)(\d{4})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)")
_DMY = re.compile(
    r"(?<![\d.,:/-])(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?![\d/-]|[.,]\d)"
)
_EASTERN = re.compile(
    r"(?:(令和|平成|昭和|民國|民国)\s*)?(\d{1,4}|元)\s*(?:年|년)\s*(\d{1,2})\s*(?:月|월)\s*(\d{1,2})\s*(?:日|号|號|일)"
)
_NUMBERED = re.compile(
    r"(?<!\d)(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s*,|\s+năm)?\s+(\d{4})"
    r"|(\d{4})\s+оны\s+(\d{1,2})\S*\s+сарын\s+(\d{1,2})",
    re.I,
)
_DAY_FIRST = re.compile(rf"(?<!\w)(?:{alternatives('dates', 'before figures')})\s$", re.I)
_DASHED = re.compile(r"(?<![\w-])(\d{1,2})-([^\W\d_]{3,9})-(\d{2})(?![\w-])")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_TOKEN = re.compile(r"\d+|[^\W\d_][^\s\d,;|/()\[\]·•–—:-]*|[^\s\d]")
_FILLERS = frozenset(["", "/", *names_of("dates", "small")])
_ZEROS = "٠۰߀०০੦૦୦௦౦೦൦෦๐໐༠၀႐០᠐０"
_DIGITS = {ord(zero) + n: str(n) for zero in _ZEROS for n in range(10)}
_TWO_WORDS = re.compile(r"(كانون|تشرين)\s(?=ال)")
_EARLIEST_EPOCH, _LATEST_EPOCH = 315_532_800, 4_102_444_800  # 1980 to 2100


def parse_moment(value: str, habits: Habits = NO_HABITS) -> Moment | None:
    """The moment that a machine-readable value states: ISO 8601 mostly, but not only."""
    value = value.strip()[:100]
    if not value:
        return None
    match = _ISO.match(value)
    if match:
        return _from_iso(match, value)
    value = value.removesuffix(".0")  # a number of JSON
    if value.isdecimal() and len(value) in (12, 14):
        return parse_moment(value[:8], habits)
    if value.isdecimal() and len(value) in (10, 13):
        seconds = int(value) / (1000 if len(value) == 13 else 1)
        if _EARLIEST_EPOCH < seconds < _LATEST_EPOCH:
            return Moment(datetime.fromtimestamp(int(seconds), UTC), value)
        return None
    if "," in value[:4] or value[:3].isalpha():
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, TypeError, IndexError, OverflowError):
            pass
        else:
            named = re.search(r"[+-]\d{4}|GMT|UTC|\b[ECMP][SD]T\b", value)
            if moment.tzinfo is not None or not named:
                return _checked(moment if named else moment.date(), value)
    return next(find_moments(value, habits), None)


_YEARLIKE = re.compile(
    r"\d(?:\d{3}|/\d\d/\d\d|-[^\W\d_]{3,9}-\d\d|\.\s?\d\d?\.\s?\d\d)|[年년]|[\u0e00-\u0e7f]\.?\s\d\d"
)
_ASCII_YEARLIKE = re.compile(
    r"[0-9](?:[0-9]{3}|/[0-9][0-9]/[0-9][0-9]|-[A-Za-z]{3,9}-[0-9][0-9]|\.\s?[0-9][0-9]?\.\s?[0-9][0-9])"
)


def may_hold_date(text: str) -> bool:
    """Whether a text may hold a full date: a quick look before :func:`find_moments`."""
    return (_ASCII_YEARLIKE if text.isascii() else _YEARLIKE).search(text) is not None


@lru_cache(maxsize=512)
def moments_in(text: str, habits: Habits = NO_HABITS) -> tuple[Moment, ...]:
    """The full dates of a short text. A page prints the same line in several elements."""
    return tuple(find_moments(text, habits))


def first_moment(text: str, habits: Habits = NO_HABITS) -> Moment | None:
    """The first full date of a short text."""
    return next(iter(moments_in(text, habits)), None)


def find_moments(text: str, habits: Habits = NO_HABITS) -> Iterator[Moment]:
    """Every full date (day, month and year) in a text, in its order."""
    text = written = text[:1000]
    if not text.isascii():  # replaced one for one, so that places in the text stay
        text = _TWO_WORDS.sub(r"\1_", text.translate(_DIGITS))
    found = [*_numeric(text, habits), *_in_words(text, habits)]
    found.sort()
    last = 0
    for start, end, day in found:
        if start >= last:
            last = end
            moment = with_clock(text, start, end, day)
            wording = written[moment.start : moment.end].strip()
            yield Moment(moment.value, wording, moment.start, moment.end)


def _from_iso(match: re.Match[str], value: str) -> Moment | None:
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        if hour is None or zone is None:
            return _checked(date(int(year), int(month), int(day)), value)
        moment = datetime(
            int(year), int(month), int(day), int(hour), int(minute), int(second or 0) % 60
        )
        return _checked(moment.replace(tzinfo=offset_of(zone)), value)
    except ValueError:
        found = _day(int(year), int(month), int(day))
        return _checked(found, value) if found else None


def _checked(value: datetime | date, text: str) -> Moment | None:
    """A moment, unless its UTC day falls off the calendar."""
    if not 2 <= value.year <= 9998:
        return None
    return Moment(value, text, 0, len(text))


def _numeric(text: str, habits: Habits) -> Iterator[tuple[int, int, date]]:
    for match in _YMD.finditer(text):
        if habits.language == "fa" and int(match[1]) < 1500:
            day = from_jalali(int(match[1]), int(match[3]), int(match[4]))
        else:
            year = western_year(int(match[1]), habits.language)
            day = _day(year, int(match[3]), int(match[4]))
        if day:
            yield match.start(), match.end(), day
    for match in _DMY.finditer(text):
        one, two, year = int(match[1]), int(match[3]), int(match[4])
        told = False
        if len(match[4]) == 2:
            told = match[2] == "/" and _DAY_FIRST.search(text[: match.start()]) is not None
            if match[2] != "." and not told:
                continue
            year += 2000
        year = western_year(year, habits.language)
        if match[2] == "." or told or two == one or one > 12:
            day = _day(year, two, one)
        elif two > 12:
            day = _day(year, one, two)
        elif habits.month_first is None:
            continue
        else:
            day = _day(year, one, two) if habits.month_first else _day(year, two, one)
        if day:
            yield match.start(), match.end(), day
    for match in _DASHED.finditer(text):
        month = month_of(match[2], habits.language)
        found = _dated(2000 + int(match[3]), month, int(match[1]), habits) if month else None
        if found:
            yield match.start(), match.end(), found
    if text.isascii():
        return
    for match in _EASTERN.finditer(text):
        era, written = match[1], match[2]
        year = 1 if written == "元" else int(written)
        year += _ERAS.get(era or "", 0)
        day = _day(year, int(match[3]), int(match[4]))
        if day:
            yield match.start(), match.end(), day
    for match in _NUMBERED.finditer(text):
        if match[1]:
            day = _day(int(match[3]), int(match[2]), int(match[1]))
        else:
            day = _day(int(match[4]), int(match[5]), int(match[6]))
        if day:
            yield match.start(), match.end(), day


def _in_words(text: str, habits: Habits) -> Iterator[tuple[int, int, date]]:
    """Dates with the month as a word, and the day and year near it in any order."""
    tokens = list(_TOKEN.finditer(text))
    for at, token in enumerate(tokens):
        first = token[0][0]
        if first.isdecimal() or not (first.isalpha() and len(token[0]) > 1):
            continue
        month = month_of(token[0], habits.language)
        if month is None:
            continue
        before = _numbers(tokens, at, -1)
        after = _numbers(tokens, at, 1)
        found = _placed(month, before, after, habits)
        if found:
            day, used = found
            spans = [token, *used]
            yield min(t.start() for t in spans), max(t.end() for t in spans), day


_Month = tuple[int, str]
_Token = re.Match[str]


def _numbers(tokens: list[_Token], at: int, step: int) -> list[_Token]:
    """The next one or two numbers on one side of a month, over words that join them."""
    found: list[_Token] = []
    skipped = 0
    index = at + step
    while 0 <= index < len(tokens) and skipped <= 3:
        token = tokens[index]
        if token[0][0].isdecimal():
            found.append(token)
            skipped = 0
            if len(found) == 2:
                break
        elif token[0].lower().rstrip(".") in _FILLERS or _is_same(tokens[at], token):
            skipped += 1
        else:
            break
        index += step
    return found


def _is_same(one: _Token, other: _Token) -> bool:
    """Whether two words are names of one month: Arab papers print both, 3 أيار/مايو 2024."""
    month = None if other[0].isascii() else month_of(other[0])
    return month is not None and month == month_of(one[0])


def _placed(
    month: _Month, before: list[_Token], after: list[_Token], habits: Habits
) -> tuple[date, list[_Token]] | None:
    def is_year(token: _Token) -> bool:
        return len(token[0]) == 4 or (habits.language == "th" and "60" < token[0] < "99")

    def is_day(token: _Token) -> bool:
        return len(token[0]) <= 2

    orders = []
    if before and after and is_day(before[0]) and is_year(after[0]):
        orders.append((before[0], after[0]))  # 3 May 2024
    if len(after) == 2 and is_day(after[0]) and is_year(after[1]):
        orders.append((after[0], after[1]))  # May 3, 2024
    if before and after and is_year(before[0]) and is_day(after[0]):
        orders.append((after[0], before[0]))  # 2024. május 3.
    if len(before) == 2 and is_day(before[0]) and is_year(before[1]):
        orders.append((before[0], before[1]))  # 2024. gada 3. maijs
    for day, year in orders:
        found = _dated(int(year[0]), month, int(day[0]), habits)
        if found:
            return found, [day, year]
    return None


def _dated(year: int, month: _Month, day: int, habits: Habits) -> date | None:
    number, calendar = month
    if year < 100:
        year += 2500
    if calendar == "jalali":
        return from_jalali(year, number, day)
    return _day(western_year(year, calendar or habits.language), number, day)


def _day(year: int, month: int, day: int) -> date | None:
    if not 1900 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
