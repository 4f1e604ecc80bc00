"""Whether a new parser reads a site worse: its articles stay as they are until somebody agrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from archive import Archive
from archive.values.url_identity import site_of
from archive.writing.reparse.parsed_capture import ParsedCapture
from parsers.records import Article

Parsed = tuple[int | None, list[ParsedCapture]]
"""An article's id, or ``None``, and what was parsed of its captures."""

MANY = 5
"""Articles of a site that are many, where they are also..."""
SHARE = 0.2
"""...this part of those looked at."""
LOSS = 0.2
"""Share of an article's text: a parser that loses more of it reads the page worse."""
SHORTEST = 40
"""Characters of a paragraph that is a text of its own."""


@dataclass(slots=True)
class _Site:
    seen: int = 0
    compared: int = 0
    """Of these, articles that were there before."""
    shortened: int = 0
    lost: float = 0.0
    common: Counter[int] = field(default_factory=Counter)
    """New paragraphs, by their hash, and of how many articles."""
    most: int = 0
    """Of how many the commonest is, and its text."""
    text: str = ""


class Regressions:
    """Compares new articles with the kept ones, one by one, before they replace them."""

    def __init__(self) -> None:
        self._sites: dict[str, _Site] = {}

    def look(self, site: str, before: Article | None, after: Article) -> None:
        """Compare one article with the kept one, *before* (``None``: its page had given none)."""
        found = self._sites.setdefault(site, _Site())
        found.seen += 1
        old = {paragraph.text for paragraph in before.paragraphs} if before else set()
        texts = {paragraph.text for paragraph in after.paragraphs}
        for text in texts - old:
            if len(text) >= SHORTEST:
                found.common[hash(text)] += 1
                if found.common[hash(text)] > found.most:
                    found.most, found.text = found.common[hash(text)], text
        if before is None:
            return
        found.compared += 1
        had = sum(len(paragraph.text) for paragraph in before.paragraphs)
        has = sum(len(paragraph.text) for paragraph in after.paragraphs)
        if has < (1 - LOSS) * had:
            found.shortened += 1
            found.lost += 1 - has / had

    def reason(self, site: str) -> str | None:
        """Why the articles of *site* should stay as they are; ``None``: no reason."""
        found = self._sites.get(site)
        if found is None:
            return None
        if found.most >= max(MANY, SHARE * found.seen):
            return (
                f"{found.most} of {found.seen} articles would have one and the same text: "
                f"“{found.text[:100]}{'…' if len(found.text) > 100 else ''}”"
            )
        if found.shortened >= max(MANY, SHARE * found.compared):
            return (
                f"{found.shortened} of {found.compared} articles would lose a fifth of their text "
                f"or more ({found.lost / found.shortened:.0%} on average)"
            )
        return None


class RegressionGuard:
    """Holds back the articles of sites that would get worse; *held* has the reasons by site."""

    def __init__(self, archive: Archive, held: dict[str, str]) -> None:
        self._archive = archive
        self._held = held
        self._seen = Regressions()

    def allowed(self, group: Sequence[Parsed]) -> list[Parsed]:
        """Those of *group* that may replace the kept articles; all of them are compared first."""
        sites = self.look(group)
        self.hold(sites)
        return [one for one, site in zip(group, sites, strict=True) if site not in self._held]

    def look(self, group: Sequence[Parsed]) -> list[str]:
        """Compare each of *group*; gives their sites."""
        ids = [article_id for article_id, _ in group if article_id]
        stored = {one.id: one for one in self._archive.by_ids(ids)}
        sites: list[str] = []
        for article_id, news in group:
            old = stored.get(article_id or 0)
            shown = old.capture_id if old else news[-1].capture_id
            new = next((one.article for one in news if one.capture_id == shown), None)
            url = old.url if old else self._archive.captures.address_of(shown)
            site = site_of(url or "") or ""
            sites.append(site)
            if new and site:
                self._seen.look(site, old.record if old else None, new)
        return sites

    def hold(self, sites: Iterable[str]) -> None:
        """Note which of *sites* would get worse, and why."""
        for site in dict.fromkeys(sites):
            if site not in self._held and (reason := self._seen.reason(site)):
                self._held[site] = reason
