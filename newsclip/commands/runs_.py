"""newsclip runs: what was done to the archive, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from archive import Archive
from newsclip.terminal.options.common_options import archive_option, list_options, newest_option
from newsclip.terminal.output.printing import errors
from newsclip.terminal.output.row_printing import print_rows

COLUMNS = ("id", "command", "started_at", "finished_at", "state", "exit_code", "ended", "counts")


@click.command(
    "runs",
    epilog="""\b
Examples:
  newsclip runs
  newsclip runs --limit 1 --format jsonl""",
)
@newest_option
@list_options
@archive_option
@errors
def command(archive: Path, form: str, limit: int) -> None:
    """List the runs, newest first, each with its counts by outcome.

    A run that ended without saying so, killed or by a power cut, is shown as died; its counts
    are those of the visits it had saved.
    """
    with Archive(archive) as opened:
        found = opened.runs(limit)
    rows: list[dict[str, Any]] = [
        {
            "id": run.id,
            "command": run.command,
            "started_at": run.started_at,
            "finished_at": run.finished_at,
            "state": run.state,
            "exit_code": run.exit_code,
            "ended": run.ended,
            "counts": dict(run.counts),
        }
        for run in found
    ]
    if form == "table":
        rows = [_brief(row) for row in rows]
        print_rows(rows, form, empty="No runs yet. Begin with newsclip crawl TARGET")
    else:
        print_rows(rows, form, COLUMNS)


def _brief(row: Mapping[str, Any]) -> dict[str, Any]:
    """A run as a line of a table: how long it took, and how it ended in a word."""
    took = ""
    if row["finished_at"]:
        started, finished = (
            datetime.fromisoformat(row[f"{n}_at"]) for n in ("started", "finished")
        )
        # The machine's clock may have been put back meanwhile.
        seconds = max(0, int((finished - started).total_seconds()))
        took = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return {
        "id": row["id"],
        "started": row["started_at"],
        "took": took,
        "ended": _how(row),
        "command": row["command"],
        "counts": row["counts"],
    }


def _how(row: Mapping[str, Any]) -> str:
    if not row["finished_at"]:
        return str(row["state"])
    if row["ended"] == "signal":
        return "by a signal"
    if row["ended"] in ("interrupted", "limit", "max-time"):
        return str(row["ended"])
    return f"exit {row['exit_code']}" if row["exit_code"] else "done"
