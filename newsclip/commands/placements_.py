"""newsclip placements: where a story stood on front pages."""

from __future__ import annotations

from pathlib import Path

import click

from archive import Archive
from newsclip.terminal.options.common_options import (
    WebAddress,
    archive_option,
    list_options,
    same_archive,
)
from newsclip.terminal.output.printing import clean, errors, fail
from newsclip.terminal.output.row_printing import print_rows


@click.command(
    "placements",
    epilog="""\b
Examples:
  newsclip placements 17
  newsclip placements https://www.africanews.com/2023/11/06/some-story/ --format csv""",
)
@click.argument("story", metavar="ID|URL", type=WebAddress())
@list_options
@archive_option
@errors
def command(story: str, archive: Path, form: str) -> None:
    """Show where a story stood on front pages, how long, and under which headlines.

    The story is an article, by its number or any spelling of its address, or an address that the
    archive has no article of. A line stands for a stay under one headline: it ends when the front
    is seen without the story, or with other words. What was seen is taken to have stood until the
    front was seen again; of that, a day at most is counted as hours.
    """
    with Archive(archive) as opened:
        if story.isdecimal() and opened.article(story) is None:
            fail(
                f"{story}: not in {archive}. To look for an article: "
                f"newsclip search WORDS{same_archive()}"
            )
        found = opened.placements(story)
    rows = list(found.rows())
    if form == "table":
        rows = [
            {
                "front": row["front"],
                "headline there": row["text"],
                "level": row["level"] and f"h{row['level']}",
                "best": row["best_position"],
                "since": row["since"],
                "until": row["until"],
                "hours": row["hours"],
            }
            for row in rows
        ]
        print_rows(rows, form, empty=f"No front page that is kept shows {clean(story)}.")
    else:
        print_rows(rows, form, found.columns)
