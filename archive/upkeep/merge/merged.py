"""What a merge came to, and what it asks its caller for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from archive.records import Capture
from archive.upkeep.merge.merged_notes import NotedMerged
from parsers.records import Article

Progress = Callable[[int, int], None]
Parse = Callable[[Capture], Article | None]


@dataclass(slots=True)
class Merged:
    """What a merge came to."""

    pages: int = 0
    entries: int = 0
    """Entries of timelines that were looked at, known ones too."""
    new: int = 0
    """Articles that the target had not."""
    revised: int = 0
    visits: int = 0
    fronts: int = 0
    """Times that a front page was seen."""
    noted: NotedMerged = field(default_factory=NotedMerged)
    """What became of selections, tags, notes and codes."""
    damage: list[tuple[Path, str]] = field(default_factory=list)
    """What could not be read, and in which archive."""

    @property
    def counts(self) -> dict[str, int]:
        """The figures by name; that of fronts where there were any."""
        return {
            "pages": self.pages,
            "new": self.new,
            "revised": self.revised,
            "visits": self.visits,
            **({"fronts": self.fronts} if self.fronts else {}),
            "damaged": len(self.damage),
        }
