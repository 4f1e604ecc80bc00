"""What an archive has learned of sites, as the parser takes it."""

from __future__ import annotations

from collections.abc import Mapping

from archive import Archive
from archive.records import Capture
from archive.standing import standing_table
from archive.standing.usual_containers import usual_containers
from archive.writing.site_rules import rules_of, set_rules
from archive.writing.visits.canonicalization import own_address
from crawler.workers.page_parsing import parse_page
from parsers.declared_rules import digest_of
from parsers.reader.standing_text import SiteKnowledge
from parsers.records import Article


class Sites:
    """What is known of the sites of one archive; each is asked for once."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._known: dict[str | None, SiteKnowledge] = {}

    def of(self, url: str) -> SiteKnowledge:
        """What is known of the site that a page was fetched from."""
        site = own_address(url).site
        if site not in self._known:
            self._known[site] = knowledge_of(self._archive, site)
        return self._known[site]

    def by_own_word(self, url: str, article: Article) -> SiteKnowledge | None:
        """What is known of the site that a page from no address of the web says it is of.

        ``None`` where no rules of it would have it parsed otherwise.
        """
        if url.startswith(("http://", "https://")) or not article.url:
            return None
        known = self.of(article.url)
        return known if known.rules else None

    def parse(self, capture: Capture) -> Article | None:
        """An older capture as today's parser has it, to be compared with a newer one."""
        url = capture.final_url or capture.url
        return parse_page(capture.body, url, capture.content_type, self.of(url)).article


def knowledge_of(archive: Archive, site: str | None) -> SiteKnowledge:
    """What *archive* has learned of *site*."""
    found: dict[str | None, dict[int, int]] = {"apart": {}, "anywhere": {}, None: {}}
    for fingerprint, pages, place in standing_table.known(archive.connection, site):
        found[place][fingerprint] = pages
    if site is None or not standing_table.has_standing(archive.connection):
        return SiteKnowledge()
    containers = usual_containers(archive.connection, site)
    return SiteKnowledge(
        found["apart"],
        found["anywhere"],
        frozenset(found[None]),
        containers,
        rules_of(archive.connection, site),
    )


def keep_rules(archive: Archive, rules: Mapping[str, str]) -> None:
    """Let *rules* hold from now on, by site; empty ones end those that held before."""
    for site, text in rules.items():
        digest = digest_of(text) if text else ""
        set_rules(archive.connection, archive.captures, site, text, digest)
