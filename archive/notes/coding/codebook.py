"""The codebook: what is coded, and which values there are.

A TOML file has a table for each code::

    [stance]
    question = "Which side does the story take?"
    values = { pro = "for the plan", con = "against it", neutral = "neither, or both" }

    [speaker]
    values = ["official", "citizen", "expert"]

    [remark]    # without values any text is one
"""

from __future__ import annotations

import difflib
import json
import sqlite3
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from archive.schema.database import immediate
from archive.search.filters import comparable
from archive.values.times import stamp

RESERVED = ("id", "published_day", "site", "headline", "url", "body", "coder")
"""Columns of a coding sheet that no code can be called."""
LONGEST_NAME = 60
LONGEST_VALUE = 1_000
"""Characters of what coders say of an article, where any text is allowed."""


@dataclass(frozen=True, slots=True)
class Code:
    """One thing that is coded of each article."""

    name: str
    question: str | None = None
    """What coders are asked."""
    allowed: Mapping[str, str] = field(default_factory=dict)
    """The values, each with what it means; empty where any text is one."""

    def value(self, text: str) -> str | None:
        """*text* as the value it is, whatever its case; ``None`` where it is none."""
        text = " ".join(text.split())
        if not self.allowed:
            return text if len(text) <= LONGEST_VALUE else None
        wanted = comparable(text)
        return next((value for value in self.allowed if comparable(value) == wanted), None)


class CodebookWrong(ValueError):
    """A codebook cannot be used; the message says where and why."""


def read_codebook(text: str) -> list[Code]:
    """The codes of a codebook in TOML, in their order. Raises ``CodebookWrong``."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CodebookWrong(str(error)) from None
    codes = [_code(name, table) for name, table in tables.items()]
    if not codes:
        raise CodebookWrong("it has no code. Write one as [stance], with values below it")
    known: dict[str, str] = {}
    for code in codes:
        if (other := known.setdefault(comparable(code.name), code.name)) != code.name:
            raise CodebookWrong(f"[{other}] and [{code.name}] are the same name")
    return codes


def keep_codebook(notes: sqlite3.Connection, codes: Sequence[Code]) -> None:
    """Keep *codes*, in the place of those of the same names."""
    now = stamp(datetime.now(UTC))
    with immediate(notes):
        (first,) = notes.execute("SELECT coalesce(max(position), 0) + 1 FROM codebook").fetchone()
        notes.executemany(
            "INSERT INTO codebook VALUES (?, ?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET"
            " question = excluded.question, allowed = excluded.allowed, kept_at = excluded.kept_at",
            [
                (
                    code.name,
                    number,
                    code.question,
                    json.dumps(code.allowed, ensure_ascii=False),
                    now,
                )
                for number, code in enumerate(codes, first)
            ],
        )


def kept_codebook(notes: sqlite3.Connection | None) -> list[Code]:
    """The codes that are known, in their order."""
    if notes is None:
        return []
    rows = notes.execute("SELECT code, question, allowed FROM codebook ORDER BY position, code")
    return [Code(name, question, json.loads(allowed)) for name, question, allowed in rows]


def _code(name: str, table: Any) -> Code:
    where = f"[{name}]"
    if not isinstance(table, dict):
        raise CodebookWrong(f"{name} stands outside of a code. Write a code as [{name}]")
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise CodebookWrong(f"{where}: a name has 1 to {LONGEST_NAME} printable characters")
    if comparable(name) in RESERVED:
        raise CodebookWrong(f"{where}: the sheet has a column {comparable(name)} of its own")
    for key in table:
        if key not in ("question", "values"):
            near = difflib.get_close_matches(key, ("question", "values"), 1)
            hint = f"Did you mean {near[0]}?" if near else "There are question and values"
            raise CodebookWrong(f"{where}: {key} is not known. {hint}")
    question, values = table.get("question"), table.get("values", [])
    if question is not None and not isinstance(question, str):
        raise CodebookWrong(f"{where}: question must be a text")
    if isinstance(values, list) and all(map(_is_plain, values)):
        pairs = [(str(value), "") for value in values]
    elif isinstance(values, dict) and all(isinstance(one, str) for one in values.values()):
        pairs = list(values.items())
    else:
        raise CodebookWrong(
            f'{where}: values are a list, ["pro", "con"], or have meanings, {{ pro = "for it" }}'
        )
    return Code(name, question, _allowed(where, pairs))


def _allowed(where: str, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    known: dict[str, str] = {}
    for value, _ in pairs:
        if not value.strip() or not value.isprintable():
            raise CodebookWrong(f"{where}: {value!r} is no value")
        if comparable(value) in known:
            raise CodebookWrong(f"{where}: {known[comparable(value)]} and {value} are one value")
        known[comparable(value)] = value
    return {" ".join(value.split()): meaning for value, meaning in pairs}


def _is_plain(value: Any) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool)
