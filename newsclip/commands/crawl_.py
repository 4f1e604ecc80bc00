"""newsclip crawl: find the articles of news sites, read them, keep them."""

from __future__ import annotations

import re
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import click

from newsclip.terminal.options.common_options import (
    WebAddress,
    allow_private_option,
    archive_option,
    cluster_options,
    contact_option,
    period_options,
    quiet_option,
    reservations_option,
)
from newsclip.terminal.options.completion import known_targets
from newsclip.terminal.output.run_summary import (
    Log,
    failing_politely,
    print_report,
    progress,
    summaries,
    tell_proxies,
)


class Length(click.ParamType[float]):
    """A length of time: ``90s``, ``30m``, ``6h``, ``7d``; a bare number is seconds."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Seconds."""
        if isinstance(value, (int, float)):
            return float(value)
        found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhd]?)", str(value).strip())
        if not found:
            self.fail(f"{value!r} is no length of time. Write 90s, 30m, 6h or 7d.", param, ctx)
        unit = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}[found[2]]
        return float(found[1]) * unit


def _regex(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    try:
        if value is not None:
            re.compile(value)
    except re.error as error:
        raise click.BadParameter(f"{value!r} is no regular expression: {error}") from None
    return value


def _setting(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Names and values of Scrapy settings."""
    pairs = [value.partition("=") for value in values]
    for name, sign, _ in pairs:
        if not sign or not re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
            given = name + sign
            raise click.BadParameter(
                f"{given!r} is no setting. Write NAME=VALUE, as Scrapy's -s does."
            )
    return tuple((name, value) for name, _, value in pairs)


@click.command(
    "crawl",
    epilog="""\b
Examples:
  newsclip crawl https://www.africanews.com --limit 20
  newsclip crawl bbc.co.uk africanews --since 7d --quiet
  newsclip crawl https://www.example.com/feed.xml --archive example.db
  newsclip crawl sites.toml --cluster scheduler.json""",
)
@click.argument(
    "targets",
    nargs=-1,
    required=True,
    metavar="TARGET...",
    type=WebAddress(),
    shell_complete=known_targets,
)
@archive_option
@click.option(
    "--limit", metavar="N", type=click.IntRange(min=1), help="Fetch at most so many article pages."
)
@period_options
@click.option(
    "--section",
    "sections",
    metavar="FOLDER",
    multiple=True,
    help="Only addresses below this folder: /sport/. May be given again.",
)
@click.option(
    "--match",
    metavar="REGEX",
    callback=_regex,
    help="Only addresses this regular expression fits.",
)
@click.option(
    "--delay",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    help="Seconds between requests to a host; 0, a few at once, is for servers of your own.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    default=30,
    show_default=True,
    help="Seconds for one request, first to last byte.",
)
@click.option("--max-time", type=Length(), help="End after this time: 30m, 6h.")
@click.option("--all", "everything", is_flag=True, help="Backfill: walk all sitemaps and lists.")
@click.option(
    "--recheck",
    type=Length(),
    help="Visit again every article not seen for this time (0: all of them), due or not.",
)
@click.option(
    "--set",
    "scrapy_settings",
    metavar="NAME=VALUE",
    multiple=True,
    callback=_setting,
    help="A setting of Scrapy, such as HTTPCACHE_ENABLED=True. May be given again.",
)
@contact_option
@reservations_option
@allow_private_option
@cluster_options
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "jsonl"]),
    default="text",
    show_default=True,
    help="How the summary is printed.",
)
@click.option(
    "--log",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Add a JSON object for each visit to this file; - is standard error. With --cluster only"
    " how the crawl began and ended.",
)
@quiet_option
def command(
    targets: tuple[str, ...],
    archive: Path,
    limit: int | None,
    since: datetime | None,
    until: datetime | None,
    sections: tuple[str, ...],
    match: str | None,
    delay: float | None,
    timeout: float,
    max_time: float | None,
    everything: bool,
    recheck: float | None,
    scrapy_settings: tuple[tuple[str, str], ...],
    contact: str | None,
    allow_private: bool,
    obey_reservations: bool,
    cluster: str | None,
    shards: Path | None,
    cluster_without_tls: bool,
    form: str,
    log: Path | None,
    quiet: bool,
) -> None:
    """Crawl TARGETs: home pages, domains, feeds, sitemaps, names of known sites, a sites.toml.

    Finds articles by robots.txt, sitemaps, feeds and the links of home and section pages;
    asks one page at a time of each host, with a pause; fetches again only what is new or due.
    """
    from crawler.workers.forkserver import prepare

    if not cluster:
        prepare()
    from crawler.bounds import DELAY
    from crawler.errors import TargetError
    from crawler.run.crawl import crawl
    from crawler.run.options import DownloadOptions, Options, Scope
    from crawler.targets import known_sites, resolve, within_period

    try:
        with failing_politely():
            scope = Scope(since, until, sections, match)
            resolved = within_period(resolve(targets, known_sites(archive)), scope)
    except TargetError as error:
        raise click.UsageError(str(error)) from None
    contact = contact or next((one.contact for one in resolved if one.contact), None)
    options = Options(
        limit=limit,
        max_seconds=max_time,
        all=everything,
        recheck_before=_ago(recheck),
        allow_private=allow_private,
        obey_reservations=obey_reservations,
        contact=contact,
        scrapy_settings=scrapy_settings,
        download=DownloadOptions(DELAY if delay is None else delay, timeout),
        scope=scope,
    )
    try:
        options = options.heeding_settings()
    except TargetError as error:
        raise click.UsageError(str(error)) from None
    if not contact and not allow_private and not quiet:
        click.echo(
            "No contact address given: sites cannot reach you if something goes wrong. "
            "Give one with --contact or NEWSCLIP_CONTACT.",
            err=True,
        )
    tell_proxies(resolved, quiet=quiet)
    with Log(log) as logged, ExitStack() as stack:
        logged.write("begins", command="crawl", targets=list(targets), archive=str(archive))
        stack.enter_context(failing_politely())
        crawler = partial(crawl, archive, on_saved=logged.saved)
        if cluster:
            from newsclip.cluster.command import cluster_at
            from newsclip.cluster.crawling import crawl_on

            far, folder = stack.enter_context(
                cluster_at(cluster, archive, shards, cluster_without_tls)
            )
            crawler = partial(crawl_on, far, folder, archive)
        on_change = stack.enter_context(progress(enabled=not quiet, limit=limit))
        report = crawler(
            resolved, options, command=f"crawl {' '.join(targets)}", on_change=on_change
        )
        for record in summaries(report):
            logged.write("ends", **record)
    if report.created and not quiet:
        click.echo(f"Made a new archive: {archive}", err=True)
    print_report(report, form, quiet)
    raise SystemExit(report.exit_code)


def _ago(seconds: float | None) -> datetime | None:
    if seconds is None:
        return None
    try:
        return datetime.now(UTC) - timedelta(seconds=seconds)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)
