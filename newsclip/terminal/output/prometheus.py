"""What a check finds, as metrics for Prometheus: the text format that node_exporter collects.

Names and forms follow https://prometheus.io/docs/instrumenting/exposition_formats/ (0.0.4).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from archive import Archive
from archive.upkeep.check.problems import Kind, Report
from archive.upkeep.health import Health

Samples = Sequence[tuple[Mapping[str, str], float]]


def metrics(archive: Archive, report: Report, health: Sequence[Health]) -> Iterator[str]:
    """The lines of all metrics of *archive*, each with its label ``archive``."""
    name = str(archive.path)
    counts = dict.fromkeys(get_args(Kind), 0)
    for problem in report.problems:
        counts[problem.kind] += 1
    yield from _gauge(
        name, "problems", "What is wrong with the archive, by kind.",
        [({"kind": kind}, count) for kind, count in counts.items()],
    )  # fmt: skip
    yield from _gauge(
        name, "file_bytes", "Size of the archive's files.",
        [({"file": file.name}, file.stat().st_size)
         for file in (Path(archive.path), Path(archive.captures.path)) if file.exists()],
    )  # fmt: skip
    yield from _gauge(
        name, "check_timestamp_seconds", "When the check was made.",
        [({}, int(datetime.now(UTC).timestamp()))],
    )  # fmt: skip
    if not report.has_damaged_file:
        yield from _runs(name, archive)
        yield from _sites(name, health)


def _runs(name: str, archive: Archive) -> Iterator[str]:
    (articles,) = archive.connection.execute("SELECT count(*) FROM articles").fetchone()
    yield from _gauge(name, "articles", "Articles in the archive.", [({}, articles)])
    last = {}
    for run in archive.runs(100):  # the newest first
        words = run.command.split()
        if run.finished_at and words and words[0] not in last:
            last[words[0]] = run
    yield from _gauge(
        name, "run_finished_timestamp_seconds", "When the last run of each command ended.",
        [({"command": command}, datetime.fromisoformat(str(run.finished_at)).timestamp())
         for command, run in last.items()],
    )  # fmt: skip
    yield from _gauge(
        name, "run_exit_code", "How the last run of each command ended.",
        [({"command": command}, run.exit_code or 0) for command, run in last.items()],
    )  # fmt: skip


def _sites(name: str, health: Sequence[Health]) -> Iterator[str]:
    yield from _gauge(
        name, "site_degraded", "1 where a site gives less than it used to.",
        [({"site": one.site}, int(bool(one.changes))) for one in health],
    )  # fmt: skip
    yield from _gauge(
        name, "site_articles_per_day", "Articles a day of each site, of late.",
        [({"site": one.site}, one.articles_per_day)
         for one in health if one.articles_per_day is not None],
    )  # fmt: skip
    yield from _gauge(
        name, "site_filled_ratio", "How often each field of a site's articles is filled.",
        [({"site": one.site, "field": field}, rate)
         for one in health for field, rate in one.rates.items()],
    )  # fmt: skip
    yield from _gauge(
        name, "site_last_article_timestamp_seconds", "When each site's newest article came out.",
        [({"site": one.site}, _seconds(one.last_article_at))
         for one in health if one.last_article_at],
    )  # fmt: skip


def _gauge(archive: str, metric: str, meaning: str, samples: Samples) -> Iterator[str]:
    metric = f"newsclip_{metric}"
    if samples:
        yield f"# HELP {metric} {meaning}"
        yield f"# TYPE {metric} gauge"
    for labels, value in samples:
        told = ",".join(
            f'{label}="{_escaped(text)}"' for label, text in {"archive": archive, **labels}.items()
        )
        yield f"{metric}{{{told}}} {value:.15g}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _seconds(text: str | None) -> float:
    """A stored time, or a day's beginning, in seconds since 1970."""
    moment = datetime.fromisoformat(str(text))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
