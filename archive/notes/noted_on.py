"""All that people noted on one article, together."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from archive.notes import selections, tags_and_notes
from archive.notes.coding import coded_values
from archive.notes.noted_articles import keys_of
from archive.notes.tags_and_notes import Note

COLUMNS = ("selections", "tags", "notes", "codes")
"""What an export has of it, where that is asked for."""


@dataclass(frozen=True, slots=True)
class NotedOn:
    """What is noted on one article."""

    selections: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    codes: list[tuple[str, str, str]] = field(default_factory=list)
    """Code, coder and value."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is noted."""
        return not (self.selections or self.tags or self.notes or self.codes)

    def to_dict(self) -> dict[str, Any]:
        """As JSON values, by :data:`COLUMNS`; codes by their names and then by coders."""
        codes: dict[str, dict[str, str]] = {}
        for code, coder, value in self.codes:
            codes.setdefault(code, {})[coder] = value
        texts = [note.text for note in self.notes]
        values = (list(self.selections), list(self.tags), texts, codes)
        return dict(zip(COLUMNS, values, strict=True))

    def to_columns(self) -> Mapping[str, str]:
        """The same, each as JSON text."""
        return {
            name: json.dumps(value, ensure_ascii=False) for name, value in self.to_dict().items()
        }


def noted_on(
    notes: sqlite3.Connection | None, connection: sqlite3.Connection, article_id: int
) -> NotedOn:
    """What is noted on the article of this number."""
    if notes is None:
        return NotedOn()
    keys = keys_of(connection, article_id)
    return NotedOn(
        selections.of_article(notes, keys),
        tags_and_notes.tags_of(notes, keys),
        tags_and_notes.notes_on(notes, keys),
        coded_values.codes_of(notes, keys),
    )
