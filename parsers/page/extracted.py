"""What a rule found, and where; and the notes that explain a reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Extracted(Generic[T]):
    """A value with the place it was read from: ``json-ld``, ``meta``, ``h1``, ``element`` …"""

    value: T
    source: str


@dataclass(frozen=True, slots=True)
class Note:
    """One candidate for a field, or one block of the page, and what became of it."""

    field: str
    """The field, or ``block``."""
    text: str
    source: str
    kept: bool
    reason: str
