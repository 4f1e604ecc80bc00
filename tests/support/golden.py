"""Golden pages: finding them, reading them, and telling in words what differs."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from difflib import ndiff
from pathlib import Path
from typing import Any

from newsroom import server

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
NOT_FIELDS = {"chrome", "discarded", "fetched_from"}
"""Keys of a golden file that are no fields: strings that may be in none of them, and the address
the page came from where its record's ``url`` is another."""
UNLISTED = {"sources", "published_local", "other_headlines"}
"""Fields that a golden file may leave out; the rest must all be there."""
TIMES = {"published_at", "modified_at"}
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\ufeff]")


@dataclass(frozen=True)
class Case:
    """One golden page: ``page.html`` (or ``.txt``) beside ``page.json``."""

    page: Path

    @property
    def name(self) -> str:
        return self.page.relative_to(FIXTURES).as_posix()

    @property
    def is_newsroom(self) -> bool:
        return "newsroom" in self.page.parts

    @property
    def html(self) -> bytes:
        return server.render(self.page)

    @property
    def golden(self) -> dict[str, Any]:
        return server.expected(self.page)

    @property
    def url(self) -> str | None:
        golden = self.golden
        found: str | None = golden.get("fetched_from") or golden["url"]
        return found

    @property
    def content_type(self) -> str:
        if self.page.suffix == ".txt":
            return "text/plain; charset=utf-8"
        return server.content_type(self.page) if self.is_newsroom else server.HTML

    @property
    def chrome(self) -> list[str]:
        """Strings that may be in no field."""
        strings = [s for key in ("chrome", "discarded") for s in self.golden.get(key, ())]
        if self.is_newsroom:
            strings += (FIXTURES / "newsroom" / "chrome.txt").read_text("utf-8").splitlines()
        return strings

    def bless(self, record: dict[str, Any]) -> None:
        """Make *record* the truth; what is said of chrome stays, and so do files that hold.

        A new file may say no more than where the page is from: it gets every field.
        """
        golden = json.loads(self.page.with_suffix(".json").read_text("utf-8"))
        if not set(golden) - NOT_FIELDS:
            golden |= {key: value for key, value in record.items() if key not in UNLISTED}
        elif not differences(self.golden, record):
            return
        for key in golden:
            if key not in NOT_FIELDS:
                golden[key] = record[key]
        text = json.dumps(golden, ensure_ascii=False, indent=1).replace(server.BASE, "{{base}}")
        self.page.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


def cases() -> list[Case]:
    """Every golden page below ``fixtures/``."""
    pages = sorted([*FIXTURES.rglob("*.html"), *FIXTURES.rglob("*.txt")])
    return [Case(page) for page in pages if page.with_suffix(".json").exists()]


def differences(expected: dict[str, Any], actual: dict[str, Any]) -> list[str]:
    """What of *actual* is not as *expected*, one text for each field."""
    found = []
    for field, value in expected.items():
        if field in NOT_FIELDS:
            continue
        if field == "paragraphs":
            found += _line_diff(value, actual[field])
        elif not _same(field, value, actual[field]):
            found.append(
                f"{field}\n    expected {_show(value)}\n    got      {_show(actual[field])}"
            )
    return found


def _same(field: str, expected: Any, actual: Any) -> bool:
    if field in TIMES and expected and actual:
        return _moment(expected) == _moment(actual)
    if isinstance(expected, dict) and isinstance(actual, dict):
        return all(_same(key, value, actual[key]) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(actual, list | tuple):
        pairs = zip(expected, actual, strict=False)
        return len(expected) == len(actual) and all(_same(field, e, a) for e, a in pairs)
    return bool(expected == actual)


def _moment(text: str) -> datetime | date:
    """The instant: one moment may be written with another offset."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _line_diff(expected: list[dict[str, str]], actual: list[dict[str, str]]) -> list[str]:
    old, new = ([f"[{p['kind']}] {p['text']}" for p in side] for side in (expected, actual))
    if old == new:
        return []
    lines = [line.rstrip() for line in ndiff(old, new) if not line.startswith("  ")]
    return ["paragraphs (- expected, + got)\n    " + "\n    ".join(lines)]


def _show(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def texts(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every text of a record that a reader sees, with the name of its field."""
    for field, value in record.items():
        if field not in {"url", "canonical_url", "sources", *TIMES}:
            yield from _texts(field, value)


def _texts(field: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in {"url", "kind", "source", "alt"}:
                yield from _texts(f"{field}.{key}", inner)
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _texts(f"{field}[{number}]", inner)


def untidy(record: dict[str, Any]) -> list[str]:
    """Texts that break what the records promise: no ``""``, NFC, folded, no control characters."""
    found = []
    for field, text in texts(record):
        if not text:
            found.append(f"{field} is empty, not absent")
        if text != " ".join(text.split()) and not field.startswith("paragraphs"):
            found.append(f"{field} has white space that is not folded: {text!r}")
        if text != unicodedata.normalize("NFC", text):
            found.append(f"{field} is not NFC: {text!r}")
        if CONTROL.search(text.replace("\n", "")):
            found.append(f"{field} has control characters: {text!r}")
    return found
