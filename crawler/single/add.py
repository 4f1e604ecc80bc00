"""Single pages: fetched through httpx, past the same gates, read and saved the same way."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from archive.reading.forgotten_urls import FORGOTTEN
from archive.records import FoundBy, Outcome, Saved, Visit, Waiting
from archive.values.url_identity import site_of, url_key
from crawler.discovery.front_stories import is_front
from crawler.errors import WorkerFailed
from crawler.http.fetched import Fetched
from crawler.pipelines.page_visits import capture_of, front_by_itself, moved_to
from crawler.pipelines.revisit_policy import schedule
from crawler.pipelines.robots_directives import reservation
from crawler.pipelines.writer import Writer
from crawler.reparse.knowledge import Sites
from crawler.run.options import Options
from crawler.single.cancellation import cancelled_by_signals
from crawler.single.fetcher import Fetcher, fetcher_for
from crawler.targets import Target
from crawler.urls.scope import moment_of
from crawler.workers.page_parsing import content_of, parse_page
from crawler.workers.pool import Workers
from crawler.workers.shortage import want_files
from parsers.reader.standing_text import SiteKnowledge

LOCK_WAIT = 30.0
"""Seconds that a page to be added waits for another run to end."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one address."""

    saved: Saved
    detail: str | None = None
    headline: str | None = None

    @property
    def is_kept(self) -> bool:
        """Whether its article is in the archive as it is now."""
        return self.saved.outcome in ("new", "revised", "unchanged")


def add(
    path: Path,
    urls: Sequence[str],
    options: Options,
    targets: Sequence[Target] = (),
    *,
    on_added: Callable[[Added], None] = lambda added: None,
) -> list[Added]:
    """Fetch *urls* now and keep them in the archive at *path*.

    What is said of *targets* holds for the pages of their sites: cookies, headers, proxies.
    *on_added* is called for each after its commit. Raises the archive's errors and
    ``WriterFailed`` and ``TooLittle``. robots.txt is obeyed here too.
    """
    want_files()
    done: list[Added] = []
    with Writer(path, f"add {' '.join(urls)}"[:500], wait=LOCK_WAIT) as writer:
        with Workers(1) as workers:

            async def work() -> None:
                async with fetcher_for(urls, options, targets) as fetcher:
                    for url in dict.fromkeys(urls):
                        added = await _add_one(fetcher, workers, writer, url, options)
                        done.append(added)
                        on_added(added)

            try:
                asyncio.run(cancelled_by_signals(work()))
            finally:
                writer.counts = dict(Counter(added.saved.outcome for added in done))
        writer.exit_code = int(not all(added.is_kept for added in done))
    return done


async def _add_one(
    fetcher: Fetcher, workers: Workers, writer: Writer, url: str, options: Options
) -> Added:
    if await asyncio.wrap_future(writer.call(lambda archive: archive.is_forgotten(url))):
        detail = f"{FORGOTTEN}. To allow it again: newsclip forget URL --undo"
        put = writer.put(Visit(url, datetime.now(UTC), "skipped", detail=detail), is_awaited=True)
        written = await asyncio.wrap_future(put)
        assert written.saved is not None
        return Added(written.saved, detail)
    fetched = await fetcher.fetch(url)
    knowledge = await asyncio.wrap_future(
        writer.call(lambda archive: Sites(archive).of(fetched.final_url or url))
    )
    visit, headline = await _visit(fetched, workers, options, knowledge)
    put = writer.put(visit, moved_to=moved_to(fetched), is_awaited=True)
    written = await asyncio.wrap_future(put)
    assert written.saved is not None
    return Added(written.saved, visit.detail, headline)


async def _visit(
    fetched: Fetched, workers: Workers, options: Options, knowledge: SiteKnowledge
) -> tuple[Visit, str | None]:
    url, final_url = fetched.url, fetched.final_url or fetched.url
    waiting = Waiting(url_key(url), url, site_of(url), FoundBy.GIVEN, fetched.fetched_at)
    outcome: Outcome | None = fetched.outcome
    detail, article, parser, headline, keep = fetched.detail, None, None, None, False
    marks, front = None, None
    if outcome is None and content_of(fetched.body, fetched.content_type) != "page":
        outcome, detail = "not-an-article", "a feed or sitemap: newsclip crawl reads those"
    elif outcome is None:
        try:
            reading = await workers.run(
                partial(parse_page, with_links=True, as_front=is_front(final_url)),
                fetched.body,
                final_url,
                fetched.content_type,
                knowledge,
            )
        except WorkerFailed as error:
            outcome, detail = "failed", str(error)
            keep = not options.obey_reservations
        else:
            article, parser, keep = reading.article, reading.parser, reading.is_readable
            marks = reading.marks
            reserved = options.obey_reservations and reservation(reading.directives, fetched)
            if reserved:
                outcome, detail, article, keep = "skipped", reserved, None, False
                marks = None
            elif front := front_by_itself(reading, capture_of(fetched)):
                outcome, detail = "not-an-article", "a front page, kept; newsclip fronts shows it"
            elif article is None:
                outcome = "failed" if reading.has_failed else "not-an-article"
                detail = reading.reason
            else:
                headline, detail = article.headline, reading.doubt
    plan = schedule(
        fetched, outcome, waiting, options.recheck, moment_of(article) if article else None
    )
    visit = Visit(
        url,
        fetched.fetched_at,
        outcome,
        fetched.status,
        detail,
        capture=capture_of(fetched) if keep else None,
        article=article,
        parser=parser if article else None,
        marks=marks,
        schedule=plan,
        front=front,
    )
    return visit, headline
