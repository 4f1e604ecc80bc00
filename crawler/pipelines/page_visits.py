"""What of a page that was fetched goes into the archive, and where it leads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from archive.records import (
    LIST_READ,
    Candidate,
    Capture,
    FoundBy,
    Front,
    Outcome,
    Schedule,
    Visit,
)
from archive.values.url_identity import url_key
from crawler.discovery.front_stories import FEWEST, front_of_other_site, is_front, stories
from crawler.http.fetched import Fetched
from crawler.items import FetchedPage, Role
from crawler.pipelines.revisit_policy import schedule
from crawler.pipelines.robots_directives import reservation, words
from crawler.run.site_state import Site
from crawler.urls.addresses import guess, is_feed_like, is_numbered_page
from crawler.urls.scope import moment_of
from crawler.urls.variants import is_same_with_more
from crawler.urls.written import resolved
from crawler.workers.page_parsing import ParsedPage
from parsers.records import Article, Marks

_SOLID_ARTICLE = 5
"""Long paragraphs that only an article has."""
_REFRESH = re.compile(r"\s*[\d.]*\s*[;,]\s*url\s*=\s*(\S.{0,2000})", re.IGNORECASE)
_A_LIST = 4
"""Links to articles that make a page a list worth returning to."""


def capture_of(fetched: Fetched) -> Capture:
    """What is kept of a page that was fetched."""
    final = fetched.final_url if fetched.final_url != fetched.url else None
    return Capture(
        fetched.url,
        fetched.fetched_at,
        fetched.status or 0,
        fetched.body,
        final,
        fetched.headers,
        fetched.content_type,
    )


def moved_to(fetched: Fetched) -> str | None:
    """Where redirects led, if that is another page by its key."""
    final = fetched.final_url
    return final if final and url_key(final) != url_key(fetched.url) else None


def article_visit(item: FetchedPage, reading: ParsedPage, article: Article) -> Visit:
    """The visit of a page that is an article."""
    fetched, waiting = item.fetched, item.waiting
    return Visit(
        waiting.url,
        fetched.fetched_at,
        None,
        fetched.status,
        reading.doubt,
        capture=capture_of(fetched),
        article=article,
        parser=reading.parser,
        marks=reading.marks,
        schedule=schedule(fetched, None, waiting, item.site.recheck, moment_of(article)),
    )


def other_visit(
    item: FetchedPage,
    outcome: Outcome,
    detail: str | None,
    *,
    keep: bool = False,
    marks: Marks | None = None,
) -> Visit:
    """The visit of a page that gave no article; *keep*: the page itself is kept."""
    fetched = item.fetched
    return Visit(
        item.waiting.url,
        fetched.fetched_at,
        outcome,
        fetched.status,
        detail,
        capture=capture_of(fetched) if keep else None,
        marks=marks if keep else None,
        schedule=schedule(fetched, outcome, item.waiting, item.site.recheck),
    )


def front_visit(
    item: FetchedPage,
    outcome: Outcome,
    detail: str | None,
    candidates: Sequence[Candidate],
    *,
    lists_articles: bool,
    front: Front | None = None,
) -> Visit:
    """The visit of a front: due again if it is a list that goes on giving."""
    fetched, waiting, is_home = item.fetched, item.waiting, item.role is Role.HOME
    plan = schedule(fetched, outcome, waiting, item.site.recheck)
    if outcome in LIST_READ:
        if fetched.status == 304:
            lists_articles = waiting.due_at is not None
        due = fetched.fetched_at if is_home or lists_articles else None
        if is_numbered_page(waiting.url):
            due = None  # its list's first page says when it has become another
        etag = fetched.header("etag") or (waiting.etag if fetched.status == 304 else None)
        modified = fetched.header("last-modified")
        modified = modified or (waiting.last_modified if fetched.status == 304 else None)
        # A front that leads nowhere new is remembered by its attempts, and not due again.
        led_on = any(candidate.kind != "front" for candidate in candidates)
        idle = waiting.attempts if waiting.visited_at else int(not led_on and not is_home)
        plan = Schedule(due, idle, etag, modified)
    return Visit(
        waiting.url,
        fetched.fetched_at,
        outcome,
        fetched.status,
        detail,
        capture=capture_of(fetched) if front and front.placements else None,
        schedule=plan,
        front=front,
    )


def front_of(item: FetchedPage, *, obey: bool) -> Front | None:
    """What is kept of a page as a front: its stories in their order; ``None``: it is no front.

    *obey*: nothing of a page that asks not to be archived.
    """
    fetched, reading, site = item.fetched, item.reading, item.site
    url = fetched.final_url or fetched.url
    is_home = item.role is Role.HOME
    if fetched.status == 304:
        return Front(url)
    if reading is None or not reading.is_readable or not (is_home or is_front(url)):
        return None
    if obey and reservation(reading.directives, fetched):
        return None
    found = stories(reading.printed, url, site.owns, site.patterns.kind_of)
    return Front(url, found) if len(found) >= (1 if is_home else FEWEST) else None


def front_by_itself(reading: ParsedPage, capture: Capture) -> Front | None:
    """What *capture*, of a site that is not being crawled, shows as a front page.

    ``None``: it is none, was not parsed as one, or has an article.
    """
    if reading.article or not reading.printed or not 200 <= capture.status < 300:
        return None
    url = capture.final_url or capture.url
    found = front_of_other_site(reading.printed, url)
    return Front(url, found) if len(found) >= FEWEST else None


def links_of(site: Site, reading: ParsedPage, fetched: Fetched) -> list[Candidate]:
    """The addresses that a page leads to, as candidates for the frontier."""
    if "nofollow" in words(reading.directives, fetched):
        return []
    found_in = FoundBy.LINK.at(fetched.final_url or fetched.url)
    candidates = []
    links = reading.links
    if reading.article is None and (target := refresh_target(fetched)):
        links = ((target, "", "refresh"), *links)
    for url, text, rel in links:
        if rel and "nofollow" in rel and "ugc" in rel:
            continue
        if not site.is_first_met(url) or site.patterns.is_copy_by_name(url):
            continue
        candidate = site.candidate(url, found_in, text=text)
        if candidate:
            candidates.append(candidate)
    return candidates


def refresh_target(fetched: Fetched) -> str | None:
    """Where a ``Refresh`` header sends a reader, or ``None``."""
    found = _REFRESH.match(fetched.header("refresh") or "")
    return resolved(found[1], fetched.final_url or fetched.url) if found else None


def note_alternates(site: Site, reading: ParsedPage, fetched: Fetched) -> None:
    """Note the addresses that an article's page names as its own: alternates, with parameters."""
    own = fetched.final_url or fetched.url
    for url in reading.copies:
        site.copies.add(url_key(url))
    if reading.canonical_url and url_key(reading.canonical_url) != url_key(own):
        return
    for url, _, _ in reading.links:
        if "?" in url and is_same_with_more(url, own) and not is_numbered_page(url):
            site.copies.add(url_key(url))
    site.copies.discard(url_key(own))


def feeds_of(site: Site, reading: ParsedPage) -> tuple[str, ...]:
    """The feeds that a page declares or links to."""
    linked = [x for x, _, _ in reading.links if site.owns(x) and is_feed_like(x)]
    return tuple(dict.fromkeys([*reading.feeds, *linked]))


def further_pages(site: Site, reading: ParsedPage) -> list[str]:
    """The further pages of a list that a page links to, not visited in this run."""
    return [
        url
        for url, _, _ in reading.links
        if is_numbered_page(url) and site.owns(url) and url_key(url) not in site.done
    ]


def lists_articles(site: Site, reading: ParsedPage) -> bool:
    """Whether a page links to enough articles to be a list of them."""
    articles = {
        url for url, text, _ in reading.links if guess(url, text) == "article" and site.owns(url)
    }
    return len(articles) >= _A_LIST


def is_really_article(item: FetchedPage, reading: ParsedPage, article: Article) -> bool:
    """A page with the address of a front has to look much like an article to be one."""
    fetched = item.fetched
    parts = urlsplit(fetched.final_url or fetched.url)
    is_root = parts.path.strip("/") == "" and not parts.query
    if item.role is Role.HOME or is_root or article.published_at is None:
        return False
    if is_numbered_page(fetched.url, surely=True):
        return False
    if sum(len(p.text) > 80 for p in article.paragraphs) >= _SOLID_ARTICLE:
        return True
    is_declared = article.sources.get("published_at") in ("json-ld", "meta")
    return is_declared or not lists_articles(item.site, reading)
