"""What a run did, counted for each site and in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic

FAILED_SHARE = 0.05
"""More failed requests than this, and the run's exit code says so."""
_ENOUGH = 20


@dataclass
class SiteStats:
    """The counts of one site. ``found``: addresses not known before that may be articles."""

    site: str
    found: int = 0
    requests: int = 0
    """Everything asked for, robots.txt left out."""
    fetched: int = 0
    """Article pages asked for, and answered in whole."""
    outcomes: Counter[str] = field(default_factory=Counter)
    left: int = 0
    """Addresses not asked for, because their lists had given too few articles."""
    undated: int = 0
    """Articles without a date that were kept though the run is for a period."""
    problem: str | None = None
    """Why the site could not be crawled at all."""
    notes: list[str] = field(default_factory=list)
    """What a person should know: traps, hosts that want to be left alone."""
    failed_rules: dict[str, list[str]] = field(default_factory=dict)
    """Pages that rules of one's own failed at: what is told of each, by rule."""
    started: float = field(default_factory=monotonic)
    seconds: float = 0.0

    def note(self, text: str) -> None:
        """Have a person told *text*, once."""
        if text not in self.notes:
            self.notes.append(text)

    @property
    def told(self) -> list[str]:
        """What a person should know, as it stands now."""
        rules = [
            f"{len(failed)} kept and not read: {failed[0]}" for failed in self.failed_rules.values()
        ]
        return [*rules, *self.notes]

    @property
    def pages(self) -> int:
        """Addresses with an outcome, each counted once; fronts that answered are not counted."""
        return self.outcomes.total()

    def counts(self) -> dict[str, int]:
        """The figures of the summary, by name. Those of the outcomes come to ``pages``."""
        outcomes = self.outcomes
        return {
            "found": self.found,
            "pages": self.pages,
            "fetched": self.fetched,
            "new": outcomes["new"],
            "revised": outcomes["revised"],
            "unchanged": outcomes["unchanged"] + outcomes["not-modified"],
            "gone": outcomes["gone"],
            "blocked": outcomes["blocked"],
            "failed": outcomes["failed"],
            "not-an-article": outcomes["not-an-article"],
            "robots": outcomes["robots"],
            "skipped": outcomes["skipped"],
            "left": self.left,
            "undated": self.undated,
            "requests": self.requests,
        }

    @property
    def has_failed(self) -> bool:
        """Whether the run of this site counts as failed."""
        if self.problem:
            return True
        failed = self.outcomes["failed"] + self.outcomes["blocked"]
        asked = failed + self.fetched
        return asked > 0 and failed > FAILED_SHARE * max(asked, _ENOUGH)


def total(each: Iterable[SiteStats]) -> SiteStats:
    """All sites in one."""
    whole = SiteStats("all")
    for one in each:
        whole.found += one.found
        whole.requests += one.requests
        whole.left += one.left
        whole.undated += one.undated
        whole.fetched += one.fetched
        whole.outcomes.update(one.outcomes)
        whole.seconds = max(whole.seconds, one.seconds)
        whole.problem = whole.problem or one.problem
    return whole
