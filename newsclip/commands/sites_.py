"""newsclip sites: the sites an archive knows; a sites.toml checked; a site looked at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive import Archive
from newsclip.options import (
    allow_private_option,
    archive_option,
    contact_option,
    delay_option,
    format_option,
)
from newsclip.printing import clean, counted, fail, print_rows
from newsclip.reporting import failing_politely

if TYPE_CHECKING:
    from crawler.settings import Options

_QUERY = """
SELECT s.domain, s.name,
       (SELECT count(*) FROM articles a WHERE a.site = s.domain) AS articles,
       (SELECT max(last_seen_at) FROM articles a WHERE a.site = s.domain) AS last_seen_at,
       (SELECT count(*) FROM frontier f WHERE f.site = s.domain
        AND f.due_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now')) AS waiting
FROM sites s ORDER BY s.domain
"""


@click.command(
    "sites",
    epilog="""\b
Examples:
  newsclip sites
  newsclip sites --check sites.toml
  newsclip sites --probe https://www.africanews.com""",
)
@click.option(
    "--check",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Check a sites.toml; keep nothing.",
)
@click.option("--probe", metavar="URL", help="Show what a crawl would find; keep nothing.")
@contact_option
@delay_option
@allow_private_option
@format_option
@archive_option
def command(
    check: Path | None,
    probe: str | None,
    contact: str | None,
    delay: float,
    allow_private: bool,
    form: str,
    archive: Path,
) -> None:
    """List the sites with their articles, or look before crawling."""
    if check:
        _check(check)
    elif probe:
        from crawler.settings import Manners, Options

        options = Options(allow_private=allow_private, contact=contact, manners=Manners(delay))
        _probe(probe, options)
    else:
        with failing_politely(), Archive(archive) as opened:
            cursor = opened.connection.execute(_QUERY)
            names = [column[0] for column in cursor.description]
            rows: list[dict[str, Any]] = [
                dict(zip(names, row, strict=True)) for row in cursor.fetchall()
            ]
        print_rows(rows, form, empty="No sites yet. Begin with newsclip crawl https://…")


def _check(path: Path) -> None:
    from crawler.targets import TargetError, read_sites

    try:
        targets = read_sites(path)
    except TargetError as error:
        *before, last = str(error).splitlines()
        for mistake in before:
            click.echo(f"newsclip: {clean(mistake)}", err=True)
        fail(last)
    for target in targets:
        delay = f", every {target.delay:g} seconds" if target.delay is not None else ""
        click.echo(clean(f"{target.name or target.site}: {target.url}{delay}"))
    click.echo(f"{path}: {counted(len(targets), 'sites')}, no mistake found")


def _probe(text: str, options: Options) -> None:
    from crawler.probe import probe
    from crawler.targets import TargetError, resolve

    try:
        (target,) = resolve([text])
    except (TargetError, ValueError) as error:
        fail(str(error))
    found = probe(target, options)
    for name, value in found.lines():
        click.echo(clean(f"{name + ':':<12} {value}"))
    raise SystemExit(int(found.problem is not None))
