"""A look at a site before anything is kept: its rules, its lists, and one article read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from crawler.bounds import SITEMAP_BYTES
from crawler.discovery.lists import FEED_PLACES, SITEMAP_PLACES
from crawler.http.fetched import Fetched
from crawler.run.options import Options, Scope
from crawler.single.fetcher import Fetcher, fetcher_for
from crawler.single.list_depths import MOST_READ, Coverage, ListDepth
from crawler.targets import Target
from crawler.urls.addresses import guess, is_feed_like
from crawler.urls.scope import Admission
from crawler.workers.page_parsing import ParsedPage, content_of, parse_page, read_feed, read_sitemap
from crawler.workers.pool import Workers
from parsers.records import Article

_MOST_LISTS = 5


@dataclass
class Probe:
    """What was found."""

    home: str
    problem: str | None = None
    robots: str = "not read"
    sitemaps: list[ListDepth] = field(default_factory=list)
    feeds: list[ListDepth] = field(default_factory=list)
    coverage: Coverage = field(default_factory=lambda: Coverage(Admission(Scope())))
    delay: float = 0.0
    """Seconds between two requests: what was asked for, or what robots.txt wants."""
    links: int = 0
    article: Article | None = None
    article_problem: str | None = None

    def lines(self) -> Iterator[tuple[str, str]]:
        """Names and values, as a person reads them."""
        yield "home", self.problem or self.home
        yield "robots.txt", self.robots.removeprefix("its robots.txt ")
        if self.problem:
            return
        for name, lists in (("sitemap", self.sitemaps), ("feed", self.feeds)):
            for told in map(str, lists) if lists else ["none found"]:
                yield name, told
        if oldest := self.coverage.oldest:
            yield "back to", f"{oldest:%Y-%m-%d}, as far as the lists that were read say"
        yield "to fetch", self.coverage.text(self.delay)
        yield "links", f"{self.links} on the home page look like articles"
        if self.article is None:
            yield "sample", self.article_problem or "no article found to try"
            return
        article = self.article
        yield "sample", article.url or ""
        yield "headline", article.headline or "—"
        yield "dateline", article.dateline.text if article.dateline else "—"
        yield "published", str(article.published_at or "—")
        image = article.lead_image
        yield "caption", (image.caption if image else None) or "—"
        yield "credit", (image.credit if image else None) or "—"
        yield "text", f"{len(article.body.split())} words in {len(article.paragraphs)} paragraphs"


def probe(target: Target, options: Options, targets: Sequence[Target] = ()) -> Probe:
    """Look at *target* with a few polite requests.

    What is said of *targets* holds for the pages of their sites: cookies, headers, proxies.
    """
    with Workers(1) as workers:
        return asyncio.run(_probe(target, options, targets, workers))


async def _probe(
    target: Target, options: Options, targets: Sequence[Target], workers: Workers
) -> Probe:
    async with fetcher_for(target.addresses, options, [*targets, target]) as fetcher:
        fetched = await _first_that_answers(fetcher, target)
        home = fetched.final_url or fetched.url
        found = Probe(home, coverage=Coverage(Admission(options.scope)))
        rules = await fetcher.robots.rules(home)
        found.robots = rules.refusal or _describe(rules.status, rules.crawl_delay)
        found.delay = max(options.download.delay, rules.crawl_delay or 0.0)
        if fetched.outcome:
            found.problem = f"{home}: {fetched.detail}"
            return found
        parse = partial(parse_page, with_links=True)
        reading = await workers.run(parse, fetched.body, home, fetched.content_type)
        candidates = _article_links(reading, home)
        found.links = len(candidates)
        parts = urlsplit(home)
        origin = f"{parts.scheme}://{parts.netloc}"
        places = list(rules.sitemaps) or [origin + place for place in SITEMAP_PLACES]
        for url in places[:_MOST_LISTS]:
            candidates += await _read_sitemaps(found, fetcher, workers, url)
        linked = [url for url, _, _ in reading.links if is_feed_like(url)]
        declared = list(dict.fromkeys([*reading.feeds, *linked]))
        for url in (declared or [origin + place for place in FEED_PLACES])[:_MOST_LISTS]:
            answer = await fetcher.fetch(url)
            if answer.outcome is None and content_of(answer.body, answer.content_type) == "feed":
                feed = await workers.run(read_feed, answer.body, url)
                found.feeds.append(ListDepth.of(url, "feed", feed.entries))
                found.coverage.take(feed.entries, is_feed=True)
                candidates = [entry.url for entry in feed.entries] + candidates
        await _try_article(found, fetcher, workers, candidates)
        return found


async def _read_sitemaps(found: Probe, fetcher: Fetcher, workers: Workers, url: str) -> list[str]:
    """Take up the sitemap at *url*, and the newest of those it names; the articles in them."""
    candidates: list[str] = []
    waiting, seen = [url], {url}
    while waiting:
        if len(found.sitemaps) > MOST_READ:
            found.coverage.unread += len(waiting)
            break
        url = waiting.pop(0)
        answer = await fetcher.fetch(url, max_bytes=SITEMAP_BYTES)
        if answer.outcome or content_of(answer.body, answer.content_type) != "sitemap":
            continue
        sitemap = await workers.run(read_sitemap, answer.body, url)
        if sitemap.children:
            found.sitemaps.append(ListDepth.of(url, "index", sitemap.children))
            further = found.coverage.worth_reading(sitemap.children)
            waiting += [one for one in further if one not in seen]
            seen.update(further)
        else:
            found.sitemaps.append(ListDepth.of(url, "sitemap", sitemap.entries))
        found.coverage.take(sitemap.entries)
        candidates += [entry.url for entry in sitemap.entries if guess(entry.url) == "article"]
    return candidates


async def _first_that_answers(fetcher: Fetcher, target: Target) -> Fetched:
    for url in target.spellings[:-1]:
        fetched = await fetcher.fetch(url)
        if fetched.status is not None:
            return fetched
    return await fetcher.fetch(target.spellings[-1])


async def _try_article(
    found: Probe, fetcher: Fetcher, workers: Workers, candidates: list[str]
) -> None:
    """Read the first of a few candidates that is an article."""
    for url in list(dict.fromkeys(candidates))[:3]:
        fetched = await fetcher.fetch(url)
        if fetched.outcome:
            found.article_problem = f"{url}: {fetched.detail}"
            continue
        reading = await workers.run(parse_page, fetched.body, url, fetched.content_type)
        if reading.article:
            found.article = reading.article
            return
        found.article_problem = f"{url}: {reading.reason}"


def _article_links(reading: ParsedPage, home: str) -> list[str]:
    host = urlsplit(home).hostname
    return [
        url
        for url, text, _ in reading.links
        if urlsplit(url).hostname == host and guess(url, text) == "article"
    ]


def _describe(status: int | None, delay: float | None) -> str:
    text = f"read ({status})" if status == 200 else f"none ({status}): everything is allowed"
    return f"{text}, asks for {delay:g} seconds between requests" if delay else text
