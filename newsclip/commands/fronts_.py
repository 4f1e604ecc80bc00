"""newsclip fronts: front pages over time, and one as it stood."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from archive import Archive, Filters
from archive.reading.fronts.front_queries import kept
from archive.reading.fronts.front_records import FrontPage, StoredFront
from newsclip.terminal.options.common_options import (
    Moment,
    MomentOrDay,
    WebAddress,
    archive_option,
    list_options,
    newest_option,
    same_archive,
)
from newsclip.terminal.options.filter_options import print_unknown
from newsclip.terminal.output.printing import clean, errors, fail, minute
from newsclip.terminal.output.row_printing import print_rows

COLUMNS = (
    "id", "site", "url", "seen_at", "last_seen_at", "until", "stories", "came", "went", "top",
    "capture_id",
)  # fmt: skip
KEPT = ("site", "url", "sightings", "changes", "first_seen_at", "last_seen_at")
STORIES = (
    "front", "seen_at", "position", "level", "text", "since", "until", "article_id", "headline",
    "url_key",
)  # fmt: skip


@click.command(
    "fronts",
    epilog="""\b
Examples:
  newsclip fronts
  newsclip fronts bbc.co.uk --since 7d
  newsclip fronts bbc.co.uk --at 2026-05-03T12:00
  newsclip fronts https://www.bbc.co.uk/sport --at 2026-05-03 --format csv""",
)
@click.argument("site", metavar="[SITE|URL]", required=False, type=WebAddress())
@click.option(
    "--at",
    type=MomentOrDay(),
    help="The front page as it stood then, story by story; of a bare day, at its end.",
)
@click.option("--since", type=Moment(), help="Only fronts seen from this on: 2026-05-01, 7d, 12h.")
@click.option("--until", type=Moment(), help="Only fronts seen before this (exclusive).")
@newest_option
@list_options
@archive_option
@errors
def command(
    site: str | None,
    at: datetime | None,
    since: datetime | None,
    until: datetime | None,
    limit: int,
    archive: Path,
    form: str,
) -> None:
    """List the front pages kept of SITE, newest first; with --at one of them as it stood.

    Without SITE, all front pages are listed that there are, with how often they were seen.

    A line stands for a time in which a front showed the same: how many stories, how many of them
    came and how many went since the line before, and the headline on top. A front is kept by the
    crawls that fetch it, when what it shows changed. --at shows what was seen last before that
    time, in reading order: the headline as printed there, the level of the heading, since when
    and until when the story stood there, and its article. SITE's own front page is meant; name
    the URL of a section for another.
    """
    if at and (since or until):
        raise click.UsageError("--at is one moment; --since and --until are for the list.")
    if site is None and (at or since or until):
        raise click.UsageError("Of which SITE? newsclip fronts alone lists what there is.")
    with Archive(archive) as opened:
        if site is None:
            print_rows(
                kept(opened.connection).rows(), form, KEPT, empty="No front page is kept yet."
            )
            return
        if at is None:
            rows = list(opened.fronts(site, since=since, until=until, limit=limit).rows())
            _print_list(rows, form, site, is_narrowed=bool(since or until))
            if not rows:
                print_unknown(opened.unknown_values(Filters(site=site)))
            return
        page = opened.front(site, at)
    if page is None:
        fail(
            f"{site}: no front page was seen by {minute(f'{at:%FT%TZ}')}. What there is: newsclip"
            f" fronts {site}{same_archive()}"
        )
    _print_page(page, form)


def _print_list(rows: Any, form: str, site: str, *, is_narrowed: bool) -> None:
    if form != "table":
        print_rows(rows, form, COLUMNS)
        return
    then = "in that time" if is_narrowed else "yet: crawls keep them"
    print_rows(
        [
            {
                "seen": row["seen_at"],
                "to": row["last_seen_at"],
                "front": row["url"],
                "stories": row["stories"],
                "came": row["came"],
                "went": row["went"],
                "top": row["top"],
            }
            for row in rows
        ],
        form,
        empty=f"No front page of {clean(site)} is kept {then}.",
    )


def _print_page(page: FrontPage, form: str) -> None:
    front = page.front
    rows = [{"front": front.url, "seen_at": front.seen_at, **row} for row in page.stories.rows()]
    if form != "table":
        print_rows(rows, form, STORIES)
        return
    click.echo(_told(front), err=True)
    print_rows(
        [
            {
                "": row["position"],
                "level": row["level"] and f"h{row['level']}",
                "headline there": row["text"],
                "since": row["since"],
                "until": row["until"],
                "article": row["article_id"],
                "its headline": row["headline"] if row["headline"] != row["text"] else None,
            }
            for row in rows
        ],
        form,
    )


def _told(front: StoredFront) -> str:
    until = f"until {minute(front.until)}" if front.until else "the newest"
    return f"{clean(front.url)}, seen so from {minute(front.seen_at)}, {until}"
