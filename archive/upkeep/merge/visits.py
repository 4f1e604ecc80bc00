"""The rest of a merge: runs, visits, and what is known of addresses and sites."""

from __future__ import annotations

import sqlite3

from archive.reading.forgotten_urls import has_forgotten, is_forgotten
from archive.schema.database import immediate
from archive.schema.tables import insert_row
from archive.upkeep.batches import each_range
from archive.values.url_identity import site_of

BATCH = 1_000
"""Rows copied in one transaction."""


def copy_runs(source: sqlite3.Connection, target: sqlite3.Connection) -> dict[int, int]:
    """Copy the runs that *target* has not; the number of each of them there."""
    numbers: dict[int, int] = {}
    with immediate(target):
        names = source.execute("SELECT name FROM pragma_table_info('runs')").fetchall()
        ended = "ended" if ("ended",) in names else "NULL"
        for number, *values in source.execute(
            "SELECT id, command, started_at, finished_at, exit_code, version, counts,"
            f" {ended} FROM runs ORDER BY id"
        ).fetchall():
            if known := _known_run(source, target, number, values):
                numbers[number] = known
                continue
            run = dict(zip(_RUN, values, strict=True))
            numbers[number] = insert_row(target, "runs", run)
    return numbers


def _known_run(
    source: sqlite3.Connection, target: sqlite3.Connection, number: int, values: list[object]
) -> int | None:
    """The same run in *target*: begun at the same moment, with the same first visit if any."""
    first = "SELECT url, visited_at FROM visits WHERE run_id = ? ORDER BY id LIMIT 1"
    begun = source.execute(first, [number]).fetchone()
    for (one,) in target.execute(
        "SELECT id FROM runs WHERE command = ? AND started_at = ? AND version IS ?",
        [values[0], values[1], values[4]],
    ).fetchall():
        there = target.execute(first, [one]).fetchone()
        if begun is None and there is None:
            return int(one)
        if (
            begun
            and target.execute(
                "SELECT 1 FROM visits WHERE run_id = ? AND url = ? AND visited_at = ?",
                [one, *begun],
            ).fetchone()
        ):
            return int(one)
    return None


def copy_visits(
    source: sqlite3.Connection,
    target: sqlite3.Connection,
    number: int,
    runs: dict[int, int],
    damage: list[str],
) -> int:
    """Copy the visits that *target* has not, each with its article there; how many they were.

    ``temp.merged`` of *target* says what became of the articles of source *number*, and
    ``temp.outcomes`` of its captures: what was new to one archive may be known to the others.
    """
    sql = (
        "SELECT id, url, url_key, run_id, visited_at, outcome, status, detail, article_id"
        " FROM visits WHERE id BETWEEN ? AND ?"
    )
    must_ask = has_forgotten(target)
    count = 0
    for part in each_range(source, "visits", "id", sql, BATCH, damage):
        wanted = [
            (url, key, runs.get(run) if run else None, at, outcome, status, detail,
             number, article_id)
            for _, url, key, run, at, outcome, status, detail, article_id in part
            if not must_ask or outcome == "skipped" or not is_forgotten(target, url)
        ]  # fmt: skip
        with immediate(target):
            before = target.total_changes
            target.executemany(_INSERT_VISIT, [_named(row) for row in wanted])
            count += target.total_changes - before
    return count


def correct_outcomes(target: sqlite3.Connection) -> None:
    """Let only the first visit of an article be ``new``."""
    with immediate(target):
        target.execute(_CORRECT_OUTCOMES)


def copy_addresses(
    source: sqlite3.Connection, target: sqlite3.Connection, damage: list[str]
) -> None:
    """Copy addresses, of which the latest visit counts, sites, and pages passed over."""
    must_ask = has_forgotten(target)
    names = ", ".join(_ADDRESS)
    sql = f"SELECT {names} FROM frontier WHERE rowid BETWEEN ? AND ?"
    for part in each_range(source, "frontier", "rowid", sql, BATCH, damage):
        if must_ask:
            part = [row for row in part if not is_forgotten(target, row[1])]
        with immediate(target):
            target.executemany(
                _INSERT_ADDRESS, (dict(zip(_ADDRESS, row, strict=True)) for row in part)
            )
    sites = source.execute("SELECT domain, name, home_url, added_at FROM sites").fetchall()
    with immediate(target):
        target.executemany(
            "INSERT INTO sites (domain, name, home_url, added_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (domain) DO UPDATE SET name = coalesce(name, excluded.name),"
            " home_url = coalesce(home_url, excluded.home_url),"
            " added_at = min(added_at, excluded.added_at)",
            [row for row in sites if not _is_forgotten_site(target, row[0])],
        )
        if source.execute("SELECT 1 FROM sqlite_master WHERE name = 'passed_over'").fetchone():
            passed = source.execute("SELECT capture_id, parser, reason FROM passed_over")
            target.executemany(
                "INSERT OR IGNORE INTO passed_over VALUES (?, ?, ?)", passed.fetchall()
            )


def _is_forgotten_site(target: sqlite3.Connection, domain: str) -> bool:
    row = target.execute(
        "SELECT 1 FROM forgotten WHERE scope = 'site' AND url_key = ?",
        [site_of(f"https://{domain}") or domain],
    )
    return row.fetchone() is not None


def _named(row: tuple[object, ...]) -> dict[str, object]:
    return dict(zip(_VISIT, row, strict=True))


_RUN = (
    "command", "started_at", "finished_at", "exit_code", "version", "counts", "ended"
)  # fmt: skip

_VISIT = (
    "url", "key", "run", "at", "outcome", "status", "detail", "source", "article"
)  # fmt: skip

_INSERT_VISIT = (
    "INSERT INTO visits (url, url_key, run_id, visited_at, outcome, status, detail, article_id)"
    " SELECT :url, :key, :run, :at,"
    " CASE WHEN :outcome IN ('new', 'revised', 'unchanged') THEN coalesce("
    "(SELECT outcome FROM temp.outcomes WHERE source = :source AND article_id = :article"
    " AND seen_at = :at ORDER BY page_key != :key LIMIT 1), :outcome) ELSE :outcome END,"
    " :status, :detail,"
    # An article that went back to its own address is found by that.
    " CASE WHEN :article IS NULL THEN NULL ELSE coalesce("
    "(SELECT id FROM articles WHERE url_key = :key),"
    " (SELECT merged_id FROM temp.merged WHERE source = :source AND article_id = :article)) END"
    " WHERE NOT EXISTS (SELECT 1 FROM visits WHERE url_key = :key AND visited_at = :at"
    " AND url = :url AND status IS :status)"
)

_CORRECT_OUTCOMES = (
    "UPDATE visits SET outcome = CASE WHEN EXISTS (SELECT 1 FROM revisions r"
    " WHERE r.article_id = visits.article_id AND r.revision > 1 AND r.seen_at = visits.visited_at)"
    " THEN 'revised' ELSE 'unchanged' END WHERE outcome = 'new'"
    " AND article_id IN (SELECT merged_id FROM temp.merged)"
    " AND EXISTS (SELECT 1 FROM visits AS v WHERE v.article_id = visits.article_id"
    " AND v.outcome = 'new' AND (v.visited_at, v.id) < (visits.visited_at, visits.id))"
)

_ADDRESS = (
    "url_key", "url", "site", "host", "found_in", "found_at", "published_at", "due_at",
    "attempts", "etag", "last_modified", "kind", "visited_at", "outcome",
)  # fmt: skip

_OUTCOME = (
    "CASE WHEN :outcome IN ('new', 'revised', 'unchanged') THEN coalesce("
    "(SELECT v.outcome FROM visits v WHERE v.url_key = :url_key"
    " AND v.visited_at = :visited_at ORDER BY v.id LIMIT 1), :outcome) ELSE :outcome END"
)
"""What the last visit came to here, where the visits were copied before."""

_INSERT_ADDRESS = (
    f"INSERT INTO frontier ({', '.join(_ADDRESS)}) VALUES ("
    + ", ".join(_OUTCOME if name == "outcome" else f":{name}" for name in _ADDRESS)
    + ")"
    " ON CONFLICT (url_key) DO UPDATE SET "
    + ", ".join(
        f"{name} = excluded.{name}"
        for name in _ADDRESS
        if name not in ("url_key", "found_in", "found_at")
    )
    + " WHERE coalesce(excluded.visited_at, '') > coalesce(frontier.visited_at, '')"
)
