"""newsclip sites: the sites an archive knows; a sites.toml checked; a site looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive import Archive, ArchiveMissing
from archive.standing.standing_table import Standing, listed
from archive.standing.standing_table import keep as set_keep
from newsclip.terminal.options.common_options import (
    Moment,
    allow_private_option,
    archive_option,
    contact_option,
    delay_option,
    list_options,
)
from newsclip.terminal.options.given_rules import targets_in
from newsclip.terminal.output.printing import clean, counted, fail
from newsclip.terminal.output.row_printing import print_rows
from newsclip.terminal.output.run_summary import failing_politely, tell_proxies
from newsclip.terminal.output.target_text import target_lines

if TYPE_CHECKING:
    from crawler.run.options import Options
    from crawler.targets import Target

_BITS = 2**64 - 1
_QUERY = """
SELECT s.domain, s.name,
       (SELECT count(*) FROM articles a WHERE a.site = s.domain) AS articles,
       (SELECT min(substr(coalesce(published_at, first_seen_at), 1, 10))
        FROM articles a WHERE a.site = s.domain) AS first_article,
       (SELECT max(substr(coalesce(published_at, first_seen_at), 1, 10))
        FROM articles a WHERE a.site = s.domain) AS last_article,
       (SELECT max(last_seen_at) FROM articles a WHERE a.site = s.domain) AS last_seen_at,
       (SELECT count(*) FROM frontier f WHERE f.site = s.domain AND f.visited_at IS NULL
        AND coalesce(f.kind, '') NOT IN ('front', 'sitemap', 'feed')
        AND f.due_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) AS waiting
FROM sites s ORDER BY s.domain
"""


@click.command(
    "sites",
    epilog="""\b
Examples:
  newsclip sites
  newsclip sites --check sites.toml
  newsclip sites --probe https://www.africanews.com
  newsclip sites --probe https://www.africanews.com --since 180d
  newsclip sites --probe https://www.africanews.com --sites sites.toml
  newsclip sites --standing
  newsclip sites --keep 8b3f0c5d21a9e774""",
)
@click.option(
    "--check",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Check a sites.toml; keep nothing.",
)
@click.option("--probe", metavar="URL", help="Show what a crawl would find; keep nothing.")
@click.option(
    "--standing",
    is_flag=True,
    help="List the paragraphs that sites repeat and that their articles are kept without.",
)
@click.option("--keep", metavar="ID", help="Put a paragraph of that list back into the articles.")
@click.option("--leave-out", metavar="ID", help="Take a paragraph of that list out everywhere.")
@click.option(
    "--since",
    type=Moment(),
    help="With --probe: tell what there is to fetch from this on: 2026-11-01, 180d.",
)
@click.option(
    "--sites",
    "sites_file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --probe: a sites.toml; its cookies, headers and proxies are used.",
)
@contact_option
@delay_option
@allow_private_option
@list_options
@archive_option
def command(
    check: Path | None,
    probe: str | None,
    standing: bool,
    keep: str | None,
    leave_out: str | None,
    since: datetime | None,
    sites_file: Path | None,
    contact: str | None,
    delay: float,
    allow_private: bool,
    form: str,
    archive: Path,
) -> None:
    """List the sites with their articles, or look before crawling."""
    if since and not probe:
        raise click.UsageError("--since tells what --probe would find")
    if sites_file and not probe:
        raise click.UsageError("--sites belongs to --probe; newsclip sites --check FILE checks it")
    if check:
        _check(check)
    elif probe:
        from crawler.run.options import DownloadOptions, Options, Scope

        options = Options(
            allow_private=allow_private,
            contact=contact,
            download=DownloadOptions(delay),
            scope=Scope(since),
        )
        _probe(probe, options, targets_in(sites_file))
    elif keep or leave_out:
        if keep:
            _say(archive, keep, wanted=True)
        if leave_out:
            _say(archive, leave_out, wanted=False)
    elif standing:
        with failing_politely(), Archive(archive) as opened:
            found = [_standing_row(one) for one in listed(opened.connection)]
        print_rows(found, form, empty="No site repeats a paragraph, as far as is known.")
    else:
        with failing_politely(), Archive(archive) as opened:
            cursor = opened.connection.execute(_QUERY)
            names = [column[0] for column in cursor.description]
            rows: list[dict[str, Any]] = [
                dict(zip(names, row, strict=True)) for row in cursor.fetchall()
            ]
        print_rows(rows, form, empty="No sites yet. Begin with newsclip crawl https://…")


def _standing_row(one: Standing) -> dict[str, Any]:
    effect = {"apart": "left out where it stands apart", "anywhere": "left out", None: "stays"}
    return {
        "id": f"{one.fingerprint & _BITS:016x}",
        "site": one.site,
        "pages": one.pages,
        "effect": effect[one.effect],
        "keep": one.keep,
        "first_seen_at": one.first_seen_at,
        "last_seen_at": one.last_seen_at,
        "text": one.text,
    }


def _say(path: Path, name: str, *, wanted: bool) -> None:
    """Say of a paragraph that a site repeats whether it is to stay, and read its pages again."""
    from crawler.reparse.standing_text_update import update_standing_text

    with failing_politely():
        if not path.exists():
            raise ArchiveMissing(path)
        with Archive(path, write=True) as opened, opened.lock():
            chosen = [
                one
                for one in listed(opened.connection)
                if f"{one.fingerprint & _BITS:016x}" == name.lower()
            ]
            if not chosen:
                fail(f"{name} is no paragraph of the list: newsclip sites --standing")
            run = opened.start_run(f"sites {'--keep' if wanted else '--leave-out'} {name}")
            for one in chosen:
                set_keep(opened.connection, one.site, one.fingerprint, wanted)
            update = update_standing_text(opened)
            opened.finish_run(run, 0, update.counts)
    verb = "stays in" if wanted else "is left out of"
    click.echo(
        f"{clean(chosen[0].text)}\n{verb} the articles of {clean(chosen[0].site)}:"
        f" {counted(update.pages, 'pages')} read again"
    )


def _check(path: Path) -> None:
    from crawler.errors import TargetError
    from crawler.targets import read_sites

    try:
        targets = read_sites(path)
    except TargetError as error:
        *before, last = str(error).splitlines()
        for mistake in before:
            click.echo(f"newsclip: {clean(mistake)}", err=True)
        fail(last)
    for target in targets:
        for line in target_lines(target):
            click.echo(line)
    click.echo(f"{path}: {counted(len(targets), 'sites')}, no mistake found")


def _probe(text: str, options: Options, targets: Sequence[Target]) -> None:
    from crawler.errors import TargetError
    from crawler.single.probe import probe
    from crawler.targets import resolve

    try:
        (target,) = resolve([text])
    except (TargetError, ValueError) as error:
        fail(str(error))
    tell_proxies(targets)
    found = probe(target, options, targets)
    for name, value in found.lines():
        click.echo(clean(f"{name + ':':<12} {value}"))
    raise SystemExit(int(found.problem is not None))
