"""``scrapy crawl news``: a run that its spider's arguments and Scrapy's settings ask for."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from archive.errors import ArchiveError
from crawler.bounds import TIMEOUT
from crawler.errors import CrawlerError, TargetError
from crawler.run.options import DownloadOptions, Options, Scope, check_switches
from crawler.run.run import Run
from crawler.run.stats import total
from crawler.targets import known_sites, moment, resolve

ARGUMENTS = ("target", "archive", "limit", "since", "until", "section", "match", "all")


def begin_by_arguments(arguments: Mapping[str, str], crawler: Crawler) -> Run:
    """The run that *arguments* (``-a``) and settings (``-s``) ask for, begun.

    ``DOWNLOAD_DELAY``, ``DOWNLOAD_TIMEOUT`` and ``CLOSESPIDER_TIMEOUT`` count as ``--delay``,
    ``--timeout`` and ``--max-time`` do. What cannot be used ends the program with a line: Scrapy
    has nothing but a traceback for it.
    """
    try:
        run = run_by_arguments(arguments, crawler.settings)
        run.writer.__enter__()
    except (CrawlerError, ArchiveError, sqlite3.Error, OSError, ValueError) as error:
        raise SystemExit(f"scrapy crawl news: {error}") from None
    run.keep_rules()
    run.workers.__enter__()
    return run


def end_alone(run: Run) -> None:
    """End what :func:`begin_by_arguments` began, and note how it ended."""
    run.workers.__exit__(None, None, None)
    whole = total(run.stats)
    run.writer.counts = whole.counts()
    run.writer.ended = run.ended
    is_degraded = any(health.state == "degraded" for health in run.health)
    has_failed = run.error is not None or any(one.has_failed for one in run.stats)
    run.writer.exit_code = int(is_degraded or has_failed)
    run.writer.__exit__(None, None, None)


def run_by_arguments(arguments: Mapping[str, str], settings: BaseSettings) -> Run:
    """The run that *arguments* and *settings* ask for. Raises :class:`TargetError`."""
    if unknown := sorted(set(arguments) - set(ARGUMENTS)):
        raise TargetError(f"unknown argument {unknown[0]!r}; known are {', '.join(ARGUMENTS)}")
    if not arguments.get("target"):
        raise TargetError(
            "no target. Give one: scrapy crawl news -a target=https://www.example.com"
        )
    check_switches(settings)
    archive = Path(arguments.get("archive", "news.db"))
    targets = resolve(arguments["target"].split(), known_sites(archive))
    limit, seconds = arguments.get("limit"), settings.getfloat("CLOSESPIDER_TIMEOUT")
    options = Options(
        contact=next((target.contact for target in targets if target.contact), None),
        limit=_whole(limit) if limit else None,
        max_seconds=seconds or None,
        all=bool(arguments.get("all")),
        allow_private=bool(settings.getlist("NEWSCLIP_PRIVATE_ORIGINS")),
        download=DownloadOptions(
            settings.getfloat("DOWNLOAD_DELAY"), settings.getfloat("DOWNLOAD_TIMEOUT") or TIMEOUT
        ),
        scope=Scope(
            moment(arguments.get("since")),
            moment(arguments.get("until")),
            tuple(arguments.get("section", "").split()),
            arguments.get("match"),
        ),
    )
    return Run(archive, targets, options, f"scrapy crawl news -a target={arguments['target']}")


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise TargetError(f"limit={text}: a whole number is wanted")
    return int(text)
