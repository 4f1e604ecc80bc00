"""newsclip parse: read one page and print it; nothing is kept."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

import parsers
from newsclip.terminal.options.common_options import (
    WebAddress,
    allow_private_option,
    contact_option,
    sites_option,
)
from newsclip.terminal.options.given_rules import rules_for, targets_in
from newsclip.terminal.output.article_text import json_text, print_article
from newsclip.terminal.output.explanation_text import explanation_data, print_explanation
from newsclip.terminal.output.printing import errors, fail, on_terminal
from newsclip.terminal.output.run_summary import tell_proxies
from parsers.reader.standing_text import NOTHING, SiteKnowledge

if TYPE_CHECKING:
    from crawler.targets import Target

READ_AT_MOST = 64 * 1024 * 1024
"""Bytes taken from a file: more than any page the parser accepts, so that it can refuse."""

CONTENT_TYPES = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}


class Page(NamedTuple):
    """What there is to read, and where it comes from."""

    body: bytes
    url: str | None
    content_type: str | None


@click.command(
    "parse",
    epilog="""\b
Examples:
  newsclip parse page.html
  newsclip parse https://www.africanews.com/2023/11/06/some-story/
  newsclip parse page.html --url https://www.example.com/2026/11/some-story
  newsclip parse page.html --explain | less
  newsclip parse page.html --url https://www.example.com/2026/a --sites sites.toml
  newsclip parse https://www.example.com/some-story --explain --archive news.db
  curl -s https://www.example.com/some-story | newsclip parse - | jq .headline""",
)
@click.argument("source", metavar="FILE|URL|-", type=WebAddress())
@click.option(
    "--url",
    metavar="ADDRESS",
    type=WebAddress(),
    help="Where a file was fetched; makes its links whole.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    help="How it is printed.  [default: json into a pipe, text with --explain and on a terminal]",
)
@click.option(
    "--explain",
    is_flag=True,
    help="Say where each field was found and why each piece of the page was kept or left out.",
)
@click.option(
    "--archive",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Leave out what the page's site repeats, as this archive has learned it.",
)
@sites_option
@contact_option
@allow_private_option
@errors
def command(
    source: str,
    url: str | None,
    form: str | None,
    explain: bool,
    archive: Path | None,
    sites_file: Path | None,
    contact: str | None,
    allow_private: bool,
) -> None:
    """Read one page, HTML or plain text, and print the article; nothing is kept.

    Give a file, an address, or - for standard input. An address is fetched as in a crawl:
    what robots.txt forbids is not read.

    Exit code 1 means that there is no article, or that the page could not be fetched.
    """
    targets = targets_in(sites_file)
    if source.lower().startswith(("http://", "https://")):
        page = _fetched(source, url, allow_private, contact, targets)
    else:
        page = _from_file(source, url)
    form = form or ("text" if on_terminal() or explain else "json")
    knowledge = _known_to(archive, page, source) if archive else NOTHING
    if sites_file:
        rules = rules_for(_site_known(page, source, "--sites"), targets)
        knowledge = replace(knowledge, rules=rules or knowledge.rules)
    try:
        if explain:
            _explain(page, form, knowledge)
            return
        article = parsers.parse(
            page.body, page.url, content_type=page.content_type, knowledge=knowledge
        )
    except parsers.ReadingError as error:
        fail(str(type(error)(error.url or source, error.reason)), 1)
    if form == "json":
        click.echo(json_text(article.to_dict()))
    else:
        print_article(article)


def _known_to(path: Path, page: Page, source: str) -> SiteKnowledge:
    """What the archive at *path* has learned of the page's site."""
    from archive import Archive
    from crawler.reparse.knowledge import Sites

    url = _site_known(page, source, "--archive")
    with Archive(path) as opened:
        return Sites(opened).of(url)


def _site_known(page: Page, source: str, option: str) -> str:
    """The page's address; *option* is no use without."""
    if page.url:
        return page.url
    raise click.UsageError(
        f"{option} needs to know the site: say with --url where {source} was fetched."
    )


def _explain(page: Page, form: str, knowledge: SiteKnowledge) -> None:
    """Print how the page was read; a page without an article ends with 1 all the same."""
    explanation = parsers.explain(
        page.body, page.url, content_type=page.content_type, knowledge=knowledge
    )
    if form == "json":
        click.echo(json_text(explanation_data(explanation)))
    else:
        print_explanation(explanation)
    if explanation.refused:
        raise SystemExit(1)


def _from_file(source: str, url: str | None) -> Page:
    if source == "-":
        return Page(sys.stdin.buffer.read(READ_AT_MOST), url, None)
    path = Path(source)
    if path.is_dir():
        raise click.UsageError(
            f"{source} is a folder. Name one page of it, "
            f"or keep all its pages: newsclip import {source}"
        )
    try:
        with path.open("rb") as file:
            body = file.read(READ_AT_MOST)
    except FileNotFoundError:
        raise click.UsageError(
            f"{source}: there is no such file. An address begins with https://, "
            "and - reads standard input."
        ) from None
    except (OSError, ValueError) as error:
        raise click.UsageError(f"{source}: cannot be read ({error}).") from error
    return Page(body, url, CONTENT_TYPES.get(path.suffix.lower()))


def _fetched(
    address: str,
    url: str | None,
    allow_private: bool,
    contact: str | None,
    targets: Sequence[Target],
) -> Page:
    from crawler.single.single_page import fetch_page  # takes a second to load

    if url:
        raise click.UsageError("--url is for files: a page that is fetched knows its address.")
    tell_proxies(targets)
    page = fetch_page(address, allow_private=allow_private, contact=contact, targets=targets)
    if page.outcome:
        fail(f"{address}: {page.detail or page.outcome}. Nothing was read.", 1)
    return Page(page.body, page.final_url or address, page.content_type)
