"""What earlier runs learned of a site, and what they left aside for a narrower scope."""

from __future__ import annotations

from archive import Archive
from archive.reading.list_yields import listed_visits
from archive.records import ARTICLE_THERE, Outcome
from crawler.discovery.yields import Yields
from crawler.frontier.dispatcher import Dispatcher
from crawler.reparse.knowledge import knowledge_of
from crawler.run.run import Run
from crawler.run.site_state import Site
from crawler.urls.patterns import UrlPatterns


def take_up(run: Run, site: Site, archive: Archive, dispatcher: Dispatcher) -> None:
    """Begin *site* with what *archive* has of it; make due again what is wanted now."""
    for target in run.targets[site.domain]:
        site.adopt(target.url)
    visited: list[tuple[str, Outcome, str]] = []
    listed: list[tuple[str, str, bool]] = []
    for domain in sorted(site.domains):
        visited += archive.frontier.visited(domain)
        listed += listed_visits(archive.connection, domain)
        site.knowledge[domain] = knowledge_of(archive, domain)
        dispatcher.bring_forward(domain, site.recheck.last)
        if before := run.options.recheck_before:
            dispatcher.recheck(domain, before)
    site.patterns = UrlPatterns(visited)
    site.yields = Yields(
        listed,
        homes=[target.url for target in run.targets[site.domain]],
        articles=[url for url, outcome, _ in visited if outcome in ARTICLE_THERE],
    )
    again = [
        url
        for domain in sorted(site.domains)
        for url, published in archive.frontier.skipped(domain)
        if not site.admission.refuses(url, published)
        and not site.patterns.trap(url, site.patterns.kind_of(url, None))
    ]
    if again:
        dispatcher.postpone(again, run.started_at)
