"""How a reading is scored against the truth of its page.

Body: shingles of four words, counted as a bag; per page the share found (recall) and the share
that is right (precision); F1 of their means over the pages. Headline: the same text but for case
and typography. Authors: F1 of the two sets. Date: the same day, in the page's zone or in UTC.
Paragraphs: F1 of the two bags of exact texts; leak is the share of paragraphs that the truth does
not have. Captions and credits: recall where the truth has some, precision where the reading has.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

_WORD = re.compile(r"\w+")
_QUOTES = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
        **dict.fromkeys("“”„‟″«»「」『』", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\ufeff\u00ad\u2060", ""),
    }
)
_LABEL = re.compile(
    r"^(?:(?:photo|image|picture|foto|bild|illustration|credit|copyright|crédit|quelle|source|"
    r"fonte|fuente)s?\b[\s:/|-]*(?:by\b|courtesy(?: of)?\b|von\b|de\b)?[\s:/|-]*)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one system read on one page."""

    headline: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    paragraphs: tuple[str, ...] = ()
    standfirst: str | None = None
    """Counted as text where the truth counts it (``summary``)."""
    captions: tuple[str, ...] | None = None
    """``None``: this system reads none."""
    credits: tuple[str, ...] | None = None
    error: str | None = None

    def text(self, truth: Mapping[str, Any]) -> str:
        """The body as one text."""
        lead = (self.standfirst,) if self.standfirst and truth.get("summary") else ()
        return "\n\n".join((*lead, *self.paragraphs))


@dataclass(slots=True)
class Score:
    """The figures of one page; those that do not apply to it are absent."""

    values: dict[str, float] = field(default_factory=dict)


def score(truth: Mapping[str, Any], reading: Reading) -> Score:
    """Score *reading* against *truth*, in the form of the corpora's ``truth`` objects."""
    values: dict[str, float] = {}
    text = reading.text(truth)
    expected, got = _shingles(truth["body"]), _shingles(text)
    right = sum((expected & got).values())
    if got:
        values["precision"] = right / sum(got.values())
    elif expected:
        values["precision"] = 0.0
    if expected:
        values["recall"] = right / sum(expected.values())
    values["empty"] = float(not text.strip())
    values["error"] = float(reading.error is not None)
    if truth.get("headline"):
        values["headline"] = float(_fold(truth["headline"]) == _fold(reading.headline))
    if names := _names(truth.get("authors") or ()):
        values["authors"] = _f1(names, _names(reading.authors))
    if days := _days(truth.get("published")):
        values["date"] = float(bool(days & _days(reading.published)))
    if truth.get("paragraphs") is not None:
        _score_paragraphs(truth, reading, values)
    if truth.get("images") is not None:
        for name, found, fold in (
            ("caption", reading.captions, _plain),
            ("credit", reading.credits, _credit),
        ):
            wanted = {fold(i[name]) for i in truth["images"] if i.get(name)} - {""}
            if found is not None:
                have = {fold(text) for text in found} - {""}
                if wanted:
                    values[f"{name}_recall"] = len(wanted & have) / len(wanted)
                if have:
                    values[f"{name}_precision"] = len(wanted & have) / len(have)
    return Score(values)


def summary(scores: Iterable[Score]) -> dict[str, float]:
    """The mean of each figure over the pages it applies to, and the body's ``f1``."""
    columns: dict[str, list[float]] = {}
    for page in scores:
        for name, value in page.values.items():
            columns.setdefault(name, []).append(value)
    counted = {"empty", "error"}
    means = {
        name: sum(column) if name in counted else statistics.fmean(column)
        for name, column in columns.items()
    }
    precision, recall = means.get("precision", 0.0), means.get("recall", 0.0)
    means["f1"] = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return means


def _score_paragraphs(truth: Mapping[str, Any], reading: Reading, values: dict[str, float]) -> None:
    wanted = Counter(filter(None, map(_plain, truth["paragraphs"])))
    extra = [*(truth.get("summary") or ()), *(truth.get("subheads") or ())]
    allowed = Counter(filter(None, map(_plain, extra)))
    have = Counter(filter(None, map(_plain, reading.paragraphs)))
    hit = sum((wanted & have).values())
    fine = sum(((have - wanted) & allowed).values())
    total = sum(have.values())
    precision = (hit + fine) / total if total else 0.0
    recall = hit / sum(wanted.values()) if wanted else 1.0
    values["paragraph_f1"] = (
        2 * precision * recall / (precision + recall) if precision + recall else 0.0
    )
    if total:
        values["leak"] = 1 - precision


def _shingles(text: str | None) -> Counter[tuple[str, ...]]:
    words = _WORD.findall((text or "").replace("\u00ad", ""))
    runs = (tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3)))
    return Counter(run for run in runs if run)


def _plain(text: str | None) -> str:
    text = unicodedata.normalize("NFKC", (text or "").translate(_QUOTES)).translate(_QUOTES)
    return " ".join(text.replace("…", "...").split())


def _fold(text: str | None) -> str:
    return _plain(text).casefold()


def _names(names: Iterable[str]) -> set[str]:
    folded = (re.sub(r"^(by|von|par|por|di|da|door|af|av)\s+", "", _fold(n)) for n in names)
    return {re.sub(r"[\W_]+", " ", name).strip() for name in folded} - {""}


def _credit(text: str | None) -> str:
    text = re.sub(r"\(c\)|©|®", " ", _plain(text), flags=re.IGNORECASE).strip(" ()[]|,;:/-")
    letters = re.sub(r"[\W_]+", "", _LABEL.sub("", text).casefold())
    return letters or re.sub(r"[\W_]+", "", text.casefold())


def _f1(wanted: set[str], have: set[str]) -> float:
    return 2 * len(wanted & have) / (len(wanted) + len(have)) if wanted or have else 1.0


def _days(moment: object) -> set[str]:
    if not moment:
        return set()
    text = str(moment).strip()
    when: date | datetime | None = None
    for read in (datetime.fromisoformat, parsedate_to_datetime, _written):
        try:
            when = read(text)
            break
        except (ValueError, TypeError):
            continue
    if when is None:
        match = re.match(r"\d{4}-\d\d-\d\d", text)
        return {match[0]} if match else set()
    days = {when.strftime("%Y-%m-%d")}
    if isinstance(when, datetime) and when.tzinfo:
        days.add(when.astimezone(UTC).strftime("%Y-%m-%d"))
    return days


def _written(text: str) -> datetime:
    for form in ("%a %b %d %H:%M:%S %Y", "%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%Y/%m/%d"):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise ValueError(text)
