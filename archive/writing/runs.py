"""Runs: what was done to the archive when, and how it ended."""

from __future__ import annotations

import json
import signal
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from typing import Literal

from archive.records import Visit
from archive.schema.database import immediate, snapshot
from archive.schema.locks import is_running, process_mark
from archive.schema.tables import insert_row, table
from archive.values.sanitize import storable
from archive.values.stored_urls import text_without_credentials
from archive.values.times import stamp, utc
from archive.values.url_identity import url_key


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command that writes."""

    id: int
    command: str
    started_at: str
    finished_at: str | None
    exit_code: int | None
    version: str | None
    state: str
    """``finished``, ``running``, or ``died``: it ended without saying so."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """As the run told at its end; of one that did not, its visits by outcome."""
    ended: str | None = None
    """Why it ended; ``None`` while it runs, and of runs that an earlier newsclip made."""


LONGEST_COMMAND = 4_000
"""Characters of a command that are kept: a shell may have put ten thousand files into one."""

_given: ContextVar[str | None] = ContextVar("the command that a person gave", default=None)

Ended = Literal["done", "limit", "max-time", "interrupted", "signal", "failed", "died"]
"""Why a run ended. ``limit`` and ``max-time``: it was to go no further; ``interrupted``: Ctrl-C;
``signal``: another signal; ``failed``: an error; ``died``: it never said."""


@dataclass(slots=True)
class Running:
    """A run while it is under way: what it says at its end."""

    id: int
    exit_code: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    ended: Ended = "done"

    def end_by(self, error: BaseException) -> None:
        """Note that *error* ended the run; of a signal, ``KeyboardInterrupt`` has the number."""
        self.ended, self.exit_code = "failed", self.exit_code or 1
        if isinstance(error, KeyboardInterrupt):
            number = signal_of(error)
            self.ended = "interrupted" if number == signal.SIGINT else "signal"
            self.exit_code = 128 + number


def signal_of(stop: KeyboardInterrupt) -> int:
    """The signal that raised *stop*."""
    return int(stop.args[0]) if stop.args else signal.SIGINT


@contextmanager
def given_as(command: str) -> Iterator[None]:
    """Note the runs that begin in this context as *command*, which is what a person typed."""
    token = _given.set(command)
    try:
        yield
    finally:
        _given.reset(token)


def start(connection: sqlite3.Connection, command: str) -> int:
    """Note that a run begins, of *command* unless a person gave another that led to it.

    The caller holds the archive's lock.
    """
    command = (_given.get() or command).encode(errors="backslashreplace").decode()
    if len(command) > LONGEST_COMMAND:
        command = command[: LONGEST_COMMAND - 1] + "…"
    with immediate(connection):
        # Whoever holds the lock is alone: what looks unfinished has died.
        connection.execute("UPDATE runs SET process = NULL WHERE finished_at IS NULL")
        run = {
            "command": storable(text_without_credentials(command)),
            "started_at": _now(),
            "version": _version(),
            "process": process_mark(),
        }
        return insert_row(connection, "runs", run)


def finish(
    connection: sqlite3.Connection,
    run_id: int,
    exit_code: int,
    counts: Mapping[str, int],
    ended: Ended,
) -> None:
    """Note how the run ended."""
    end = {
        "finished_at": _now(),
        "exit_code": exit_code,
        "counts": json.dumps(dict(counts)),
        "process": None,
        "ended": ended,
    }
    with immediate(connection):
        table(connection, "runs").update(run_id, end)


def listed(connection: sqlite3.Connection, limit: int | None = None) -> Iterator[Run]:
    """The runs, newest first."""
    with snapshot(connection):
        names = connection.execute("SELECT name FROM pragma_table_info('runs')").fetchall()
        ended = "ended" if ("ended",) in names else "NULL"
        rows = connection.execute(
            "SELECT id, command, started_at, finished_at, exit_code, version, counts, process, "
            f"{ended} FROM runs ORDER BY id DESC LIMIT ?",
            [-1 if limit is None else limit],
        ).fetchall()
        found = []
        for run_id, command, started, finished, exit_code, version, counts, process, why in rows:
            state = "finished" if finished else "running" if is_running(process) else "died"
            told = json.loads(counts) if finished else _visits(connection, run_id)
            why = "died" if state == "died" else why
            found.append(
                Run(run_id, command, started, finished, exit_code, version, state, told, why)
            )
    yield from found


def _visits(connection: sqlite3.Connection, run_id: int) -> dict[str, int]:
    return dict(
        connection.execute(
            "SELECT outcome, count(*) FROM visits WHERE run_id = ? GROUP BY outcome", [run_id]
        ).fetchall()
    )


def _now() -> str:
    return utc(datetime.now(UTC).replace(microsecond=0))


def _version() -> str | None:
    try:
        return metadata.version("newsclip")
    except metadata.PackageNotFoundError:
        return None


def has_visit(connection: sqlite3.Connection, visit: Visit) -> bool:
    """Whether a visit of this address, time and status is kept."""
    row = connection.execute(
        "SELECT 1 FROM visits WHERE url_key = ? AND visited_at = ? AND status IS ? AND url = ?",
        [url_key(visit.url), stamp(visit.visited_at), visit.status, visit.url],
    )
    return row.fetchone() is not None
