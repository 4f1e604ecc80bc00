"""Runs the crawler as people do: as a command, one process for each crawl."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NEWSCLIP = (sys.executable, "-m", "newsclip")


@dataclass
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def total(self) -> dict[str, Any]:
        """The summary line over all sites."""
        return next(r for r in map(json.loads, self.out.splitlines()) if r["site"] == "all")

    @property
    def sites(self) -> list[dict[str, Any]]:
        """The summary line of each site."""
        return [r for r in map(json.loads, self.out.splitlines()) if r["site"] != "all"]


def newsclip(*args: object, timeout: float = 60) -> Done:
    done = subprocess.run(
        [*NEWSCLIP, *map(str, args)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=timeout,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def crawl(archive: Path, *targets_and_options: object, delay: float = 0) -> Done:
    """Crawl a site on loopback, without a delay unless one is given."""
    options = ("--allow-private", "--delay", delay, "--format", "jsonl", "--archive", archive)
    return newsclip("crawl", *targets_and_options, *options)


def rows(archive: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(archive)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def outcomes(archive: Path, site_url: str) -> dict[str, tuple[str, str | None]]:
    """Path to outcome and detail of the latest visit."""
    found = rows(archive, "SELECT url, outcome, detail FROM visits ORDER BY id")
    return {url.removeprefix(site_url): (outcome, detail) for url, outcome, detail in found}
