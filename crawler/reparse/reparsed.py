"""What parsing stored pages again came to, in numbers and examples."""

from __future__ import annotations

from dataclasses import dataclass, field

import parsers
from crawler.reparse.standing_text_update import StandingTextUpdate

EXAMPLES = 3
"""Before and after of one field of one site that are kept to be shown."""
LONGEST_EXAMPLE = 300
"""Characters of an example."""
MOST_TOLD = 1_000
"""Pages named that could not be read; the rest is only counted."""


@dataclass(slots=True)
class Change:
    """How one field of one site's articles changes."""

    changed: int = 0
    gained: int = 0
    """Nothing stood there before."""
    lost: int = 0
    """Nothing stands there now."""
    examples: list[tuple[str, str, str]] = field(default_factory=list)
    """Address, before, after."""

    def note(self, url: str, before: str, after: str) -> None:
        """Count one article in which the field differs."""
        if before and after:
            self.changed += 1
        elif after:
            self.gained += 1
        else:
            self.lost += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append((url, before[:LONGEST_EXAMPLE], after[:LONGEST_EXAMPLE]))


@dataclass(slots=True)
class Reparsed:
    """What reading again came to, or would come to."""

    parser: str = parsers.VERSION
    pages: int = 0
    """Stored pages that were read."""
    changed: int = 0
    """Articles of which anything reads differently."""
    same: int = 0
    found: int = 0
    """Articles in pages that had given none."""
    kept: int = 0
    """Articles that stay as they were: their newest page gives none any more."""
    removed: int = 0
    """Articles that were none: all of their text is what their site repeats."""
    problems: list[tuple[str, str]] = field(default_factory=list)
    """Address and reason of those kept, the first of them."""
    changes: dict[tuple[str, str], Change] = field(default_factory=dict)
    """By site and field; of a dry run only."""
    standing_text: StandingTextUpdate = field(default_factory=StandingTextUpdate)
    """What was learned of what sites repeat, and read again for it."""
    held: dict[str, str] = field(default_factory=dict)
    """Sites that are as they were, for their articles would read worse, and in what."""
    stopped_by: int | None = None
    """The signal that ended it."""

    @property
    def counts(self) -> dict[str, int]:
        """The figures by name."""
        return {
            "pages": self.pages,
            "changed": self.changed,
            "same": self.same,
            "found": self.found,
            "kept": self.kept,
        }

    def keep(self, url: str, reason: str) -> None:
        """Note an article that stays as it was."""
        self.kept += 1
        if len(self.problems) < MOST_TOLD:
            self.problems.append((url, reason))
