"""newsclip add: fetch single pages now and keep them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsclip.terminal.options.common_options import (
    WebAddress,
    allow_private_option,
    archive_option,
    contact_option,
    delay_option,
    quiet_option,
    reservations_option,
    sites_option,
)
from newsclip.terminal.options.given_rules import give_rules
from newsclip.terminal.output.printing import clean
from newsclip.terminal.output.run_summary import failing_politely, tell_proxies

if TYPE_CHECKING:
    from crawler.single.add import Added


@click.command(
    "add",
    epilog="""\b
Examples:
  newsclip add https://www.africanews.com/2026/11/20/some-story/
  newsclip add --from wayback https://www.example.com/a-story-that-is-gone
  newsclip add --archive clippings.db https://www.example.com/a https://www.example.com/b""",
)
@click.argument("urls", nargs=-1, required=True, metavar="URL...", type=WebAddress())
@click.option(
    "--from",
    "source",
    type=click.Choice(["wayback"]),
    help="Take the last copy that the Wayback Machine has, for pages that are gone.",
)
@click.option(
    "--server",
    metavar="URL",
    help="With --from: another server that lists captures, by the same rules.",
)
@archive_option
@sites_option
@contact_option
@reservations_option
@delay_option
@allow_private_option
@quiet_option
def command(
    urls: tuple[str, ...],
    source: str | None,
    server: str | None,
    archive: Path,
    sites_file: Path | None,
    contact: str | None,
    delay: float,
    allow_private: bool,
    obey_reservations: bool,
    quiet: bool,
) -> None:
    """Fetch the pages at URLs, read them, and keep them in the archive.

    robots.txt is obeyed, as in a crawl. If another run holds the archive, it waits up to 30
    seconds. The exit code is 1 if a page gave no article.
    """
    from crawler.run.options import DownloadOptions, Options
    from crawler.single.add import add

    for url in urls:
        if not url.startswith(("http://", "https://")):
            raise click.UsageError(
                f"{url!r} is no web address. Write it in full, as https://www.example.com/story; "
                "for a file: newsclip import FILE"
            )

    targets = give_rules(archive, sites_file, quiet=quiet)
    tell_proxies(targets, quiet=quiet)
    if source:
        from newsclip.terminal.imports import add_copies

        raise SystemExit(add_copies(urls, archive, server, delay, contact, allow_private, quiet))
    if server:
        raise click.UsageError("--server belongs to --from wayback")

    def show(added: Added) -> None:
        if not added.is_kept:
            line = f"{added.saved.url}: {added.saved.outcome}: {added.detail or 'no article'}"
            click.echo(clean(line), err=True)
        elif not quiet:
            headline = f" {added.headline}" if added.headline else ""
            click.echo(clean(f"{added.saved.outcome}: {added.saved.article_id}{headline}"))

    options = Options(
        allow_private=allow_private,
        obey_reservations=obey_reservations,
        contact=contact,
        download=DownloadOptions(delay),
    )
    with failing_politely():
        done = add(archive, urls, options, targets, on_added=show)
    raise SystemExit(int(not all(added.is_kept for added in done)))
