"""What to do with an address of the frontier: visit it as what, or leave it and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from archive.records import ARTICLE_THERE, KnownAddress, Waiting
from crawler.run.site_state import Site
from crawler.urls.addresses import pattern
from crawler.urls.found_in import linked_from
from crawler.urls.variants import is_dress_of, originals_of


class Action(Enum):
    """What to do with an address."""

    VISIT = "visit"
    """As a page that may be an article."""
    VISIT_FRONT = "visit front"
    MAKE_FRONT = "make front"
    """Its like were fronts: it waits until fronts are visited."""
    SKIP = "skip"
    """A run with a wider scope takes it up again."""
    LEAVE = "leave"
    """For good."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with an address, and why it is not visited."""

    action: Action
    reason: str = ""


class Decisions:
    """The decisions about one site's addresses. *known*: what the frontier knows of an address."""

    def __init__(self, site: Site, known: Callable[[str], KnownAddress | None]) -> None:
        self._site = site
        self._known = known
        self._traps: set[str] = set()

    def about(self, waiting: Waiting) -> Decision:
        """What to do with *waiting*."""
        site, patterns = self._site, self._site.patterns
        kind = "front" if waiting.kind == "front" else patterns.kind_of(waiting.url, waiting.kind)
        if trap := patterns.trap(
            waiting.url, kind, is_linked=linked_from(waiting.found_in) is not None
        ):
            self._note_trap(waiting.url, trap)
            return Decision(Action.LEAVE, trap)
        if waiting.visited_at is None and (alternate := self._alternate(waiting)):
            return Decision(Action.LEAVE, alternate)
        if kind == "front":
            return Decision(Action.VISIT_FRONT if waiting.kind == "front" else Action.MAKE_FRONT)
        if refusal := site.admission.refuses(waiting.url, waiting.published_at):
            return Decision(Action.SKIP, refusal)
        return Decision(Action.VISIT)

    def _alternate(self, waiting: Waiting) -> str | None:
        """Why an address is not asked for: it is an alternate of a known article; or ``None``."""
        if waiting.url_key in self._site.copies:
            return "a copy by its address: an article that was read names it as itself"
        if self._site.patterns.is_copy_by_name(waiting.url):
            return "a copy by its name: what else its address says makes no other page here"
        originals = [url for url in originals_of(waiting.url) if self._site.owns(url)]
        if not originals:
            return None
        page = linked_from(waiting.found_in)
        if page and is_dress_of(waiting.url, page):
            originals.append(page)
        for original in originals:
            known = self._known(original)
            if known and known.kind != "front" and known.outcome in (None, *ARTICLE_THERE):
                return f"a copy by its address: an alternate of {original[:200]}"
        return None

    def _note_trap(self, url: str, trap: str) -> None:
        """Once for each family of addresses; the visits tell the rest."""
        family = pattern(url)
        if family not in self._traps:
            self._traps.add(family)
            self._site.stats.note(f"{url[:200]} and its like: {trap}")
