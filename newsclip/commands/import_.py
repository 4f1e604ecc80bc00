"""newsclip import: pages that others fetched into the archive."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path

import click

from crawler.imports import UnknownSource, import_paths
from crawler.imports.elsewhere.cdx import PREFIX as CDX
from crawler.imports.elsewhere.cdx import WAYBACK
from crawler.imports.elsewhere.wanted import BASE
from crawler.imports.elsewhere.wanted import PREFIX as CC_NEWS
from newsclip.terminal.imports import (
    asked_of,
    import_captures,
    import_months,
    import_months_far,
    tell,
    tell_problems,
    wanted_of,
)
from newsclip.terminal.options.common_options import (
    Moment,
    archive_option,
    cluster_options,
    quiet_option,
    sites_option,
)
from newsclip.terminal.options.given_rules import give_rules
from newsclip.terminal.output.printing import counted, fail, progress_bar
from newsclip.terminal.output.run_summary import failing_politely, tell_proxies


@click.command(
    "import",
    epilog="""\b
Examples:
  newsclip import saved-pages/
  newsclip import story.html clipping.txt --archive clippings.db
  newsclip import exported-by-zotero.zip story.mhtml
  newsclip import CC-NEWS-20261101020202-00042.warc.gz
  curl -s https://www.example.com/pages.warc.gz | newsclip import -
  newsclip import cc-news:2026-03..2026-06 --site bbc.co.uk --site africanews.com
  newsclip import 'cdx:bbc.co.uk/news/*' --from 2026-03-01 --to 2026-07-01
  newsclip import warcs/ --cluster local:8
  newsclip import cc-news:2026-03 --site bbc.co.uk --cluster scheduler.json
  newsclip import warcs/ --cluster scheduler.json --parquet articles/""",
)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--site",
    "sites",
    multiple=True,
    metavar="DOMAIN",
    help="Of cc-news: keep the pages of this site; several are given one by one.",
)
@click.option("--match", metavar="REGEX", help="Of cc-news: keep pages whose address matches.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="LANG",
    help="Of cc-news: keep articles in this language, such as en or pt-BR.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 16),
    default=2,
    show_default=True,
    help="Of cc-news: files read side by side, a connection each.",
)
@click.option("--from", "since", type=Moment(), help="Of cdx: captures of this day and later.")
@click.option("--to", "until", type=Moment(), help="Of cdx: captures before this day.")
@click.option(
    "--every", is_flag=True, help="Of cdx: every capture of an address, not the first alone."
)
@click.option(
    "--server",
    metavar="URL",
    default=WAYBACK,
    show_default=True,
    help="Of cdx: the server that lists captures; Common Crawl's end in -index.",
)
@click.option(
    "--delay",
    type=click.FloatRange(0),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="Of cdx: pause between two captures.",
)
@click.option(
    "--base",
    metavar="URL",
    default=BASE,
    show_default=True,
    help="Of cc-news and cdx: where Common Crawl's files are, or a mirror of them.",
)
@click.option("--contact", metavar="ADDRESS", help="Who is asking: goes into the user agent.")
@click.option(
    "--allow-private", is_flag=True, help="Let the server of --base be on this machine or network."
)
@sites_option
@archive_option
@cluster_options
@click.option(
    "--parquet",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="With --cluster: leave the articles there as a Parquet data set, and no archive.",
)
@quiet_option
def command(
    sources: tuple[str, ...],
    sites: tuple[str, ...],
    match: str | None,
    languages: tuple[str, ...],
    jobs: int,
    since: datetime | None,
    until: datetime | None,
    every: bool,
    server: str,
    delay: float,
    base: str,
    contact: str | None,
    allow_private: bool,
    sites_file: Path | None,
    archive: Path,
    cluster: str | None,
    shards: Path | None,
    cluster_without_tls: bool,
    parquet: Path | None,
    quiet: bool,
) -> None:
    """Read pages that others fetched and keep their articles.

    SOURCE is a file, a folder, - for standard input; months of Common Crawl's news archive,
    such as cc-news:2026-03..2026-06; or what an index of captures lists of an address, such as
    cdx:example.com/news/*. What a file is, its content tells:
    HTML and text; pages saved by browsers (SingleFile, MHTML, Safari's webarchive); web
    archives (WARC 1.0 and 1.1, WET, WACZ, ARC), plain, gzip or Zstandard; captures as JSON,
    in lines or an array (url, fetched_at, body or body_base64); ZIP and tar files of all these.
    From a folder, files with the usual endings are taken.

    A local page is filed under the address that its saver wrote into it or that it names as
    its own; one that names none, under its path below the folder given. Everything in a web
    archive that is no page is told in `visits`. Damaged and cut files are read as far as they
    go. Importing the same again adds nothing.

    Files of cc-news are read as they come and not stored; what was cut short goes on where all
    was saved, with the same command.
    """
    if parquet and not cluster:
        fail("--parquet works with --cluster; else: newsclip export --format parquet")
    if parquet and sites_file:
        fail("--sites needs an archive, that tells which rules its articles were read by")
    elsewhere = [source for source in sources if source.startswith((CC_NEWS, CDX))]
    if elsewhere and len(sources) > 1:
        fail(f"{elsewhere[0]} is imported by itself")
    if elsewhere and cluster and (parquet or elsewhere[0].startswith(CDX)):
        fail(f"{elsewhere[0]} is not imported {'as --parquet' if parquet else 'on a cluster'}")
    give_rules(archive, sites_file, quiet=quiet)
    if elsewhere:
        tell_proxies(quiet=quiet)
    if sources[0].startswith(CC_NEWS):
        wanted = wanted_of(sites, match, languages)
        if cluster:
            return import_months_far(
                sources[0],
                wanted,
                archive,
                (cluster, shards, cluster_without_tls),
                base,
                contact,
                allow_private,
                quiet,
            )
        return import_months(sources[0], wanted, archive, jobs, base, contact, allow_private, quiet)
    if sites or match or languages:
        fail("--site, --match and --language choose of cc-news:MONTHS")
    if sources[0].startswith(CDX):
        asked = asked_of(sources[0], since, until, every=every)
        return import_captures(asked, archive, server, base, delay, contact, allow_private, quiet)
    if since or until or every:
        fail("--from, --to and --every choose of cdx:ADDRESS")
    paths = [Path(source) for source in sources]
    try:
        with ExitStack() as stack:
            stack.enter_context(failing_politely())
            importer = partial(import_paths, archive)
            if cluster:
                from newsclip.cluster.command import cluster_at
                from newsclip.cluster.importing import import_as_parquet, import_on

                far, folder = stack.enter_context(
                    cluster_at(cluster, archive, shards, cluster_without_tls)
                )
                importer = (
                    partial(import_as_parquet, far, folder, parquet)
                    if parquet
                    else partial(import_on, far, folder, archive)
                )
            on_progress = stack.enter_context(progress_bar("Importing", quiet))
            report = importer(paths, on_progress=on_progress)
    except UnknownSource as error:
        fail(str(error))
    if not report.files and not report.stopped_by:
        tell_problems(report)
        fail(f"no pages or web archives in {' '.join(map(str, paths))}", 1)
    files = counted(report.files, "files")
    if report.pages != report.files:
        files += f" with {report.pages} pages"
    tell(report, files, archive, quiet)
