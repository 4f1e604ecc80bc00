"""newsclip runs: what was done to the archive, and how it ended."""

from __future__ import annotations

from pathlib import Path

import click

from archive import Archive
from newsclip.options import archive_option, format_option
from newsclip.printing import errors, print_rows


@click.command(
    "runs",
    short_help="What was done to the archive, and how it ended.",
    epilog="""\b
Examples:
  newsclip runs
  newsclip runs --limit 1 --format jsonl""",
)
@click.option(
    "--limit",
    metavar="N",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="How many of the newest runs.",
)
@format_option
@archive_option
@errors
def command(archive: Path, form: str, limit: int) -> None:
    """List the runs, newest first, each with its counts by outcome.

    A run that ended without saying so, killed or by a power cut, is shown as died; its counts
    are those of the visits it had saved.
    """
    with Archive(archive) as opened:
        found = opened.runs(limit)
    rows = [
        {
            "id": run.id,
            "command": run.command,
            "started_at": run.started_at,
            "finished_at": run.finished_at,
            "state": run.state,
            "exit_code": run.exit_code,
            "counts": dict(run.counts),
        }
        for run in found
    ]
    columns = ("id", "command", "started_at", "finished_at", "state", "exit_code", "counts")
    print_rows(rows, form, columns, empty="No runs yet. Begin with newsclip crawl TARGET")
