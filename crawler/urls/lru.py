"""What was met lately: remembered within bounds, so that a crawl of any length fits in memory."""

from __future__ import annotations

from itertools import islice
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """The latest *most* keys and what was noted of each; the oldest are forgotten first.

    For what may be forgotten at the cost of some work: the archive knows the rest.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._notes: dict[str, Value | None] = {}

    def add(self, key: str, note: Value | None = None) -> None:
        """Remember *key*, and *note* with it."""
        if key not in self._notes and len(self._notes) >= self._most:
            for old in list(islice(self._notes, self._most // 2)):
                del self._notes[old]
        self._notes[key] = note

    def get(self, key: str) -> Value | None:
        """What was noted of *key*."""
        return self._notes.get(key)

    def discard(self, key: str) -> None:
        """Forget *key*."""
        self._notes.pop(key, None)

    def clear(self) -> None:
        """Forget everything."""
        self._notes.clear()

    def __contains__(self, key: object) -> bool:
        return key in self._notes

    def __len__(self) -> int:
        return len(self._notes)
