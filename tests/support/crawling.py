"""Runs the crawler as people do: as a command, one process for each crawl."""

from __future__ import annotations

import json
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import commands

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


def newsclip(*args: object, timeout: float = 100) -> Done:
    done = commands.run(*map(str, args), timeout=timeout)
    return Done(done.returncode, _text(done.stdout), _text(done.stderr))


def _text(written: bytes) -> str:
    return written.decode().replace("\r\n", "\n")


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
