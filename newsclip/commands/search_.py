"""newsclip search: full text over the archive."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.padding import Padding
from rich.text import Text

from archive import Archive, Filters, Hit
from archive.search.query import highlights
from newsclip.terminal.filter_options import filter_options, filters_from
from newsclip.terminal.options import archive_option, format_option, same_archive
from newsclip.terminal.printing import clean, console, errors, print_rows

COLUMNS = (
    "id",
    "published_at",
    "site",
    "headline",
    "dateline",
    "byline",
    "caption",
    "credit",
    "language",
    "word_count",
    "revision",
    "url",
    "snippet",
)


@click.command(
    "search",
    epilog="""\b
Examples:
  newsclip search Ankara
  newsclip search '"climate summit" minister' --since 30d --site bbc.co.uk
  newsclip search --place Ankara --agency AP
  newsclip search 北京 --format jsonl | jq -r .url""",
)
@click.argument("query", nargs=-1)
@filter_options
@click.option("--relevance", is_flag=True, help="Best matches first, instead of newest first.")
@format_option
@archive_option
@errors
def command(
    query: tuple[str, ...], archive: Path, form: str, relevance: bool, **chosen: Any
) -> None:
    """Find articles that have all the words of QUERY, newest first.

    Quotes make phrases; nothing else has a meaning, so any text can be searched for. Without
    a query the options alone choose. 20 articles are shown, or --limit.
    """
    words = " ".join(query)
    with Archive(archive) as opened:
        hits = opened.search(words, filters_from(chosen), by_relevance=relevance)
        site = chosen["site"]
        is_strange = not hits and site and not opened.search("", Filters(site=site, limit=1))
    if is_strange:
        told = f"{archive} has no article of {clean(site)}."
        click.echo(f"{told} What it has: newsclip sites{same_archive()}", err=True)
    elif form == "table":
        _print_hits(hits, highlights(words))
    if form != "table":
        print_rows((_row(hit) for hit in hits), form, COLUMNS)


def _row(hit: Hit) -> dict[str, Any]:
    row = asdict(hit)
    row["published_at"] = hit.published_at or hit.first_seen_at
    return {name: row[name] for name in COLUMNS}


def _print_hits(hits: list[Hit], marked: re.Pattern[str] | None) -> None:
    if not hits:
        click.echo("Nothing found.", err=True)
        return
    out = console()
    for hit in hits:
        headline = _marked(hit.headline or "(no headline)", marked, "bold")
        out.print(Text(f"{hit.id:>6}  ", style="cyan").append_text(headline), soft_wrap=True)
        when = (hit.published_at or hit.first_seen_at)[:16].replace("T", " ")
        facts = [when, hit.site or "local", hit.dateline, hit.byline]
        if hit.revision > 1:
            facts.append(f"{hit.revision} revisions")
        if hit.elsewhere:
            sites = "site" if hit.elsewhere == 1 else "sites"
            facts.append(f"same story on {hit.elsewhere} other {sites}")
        if hit.gone_at:
            facts.append(f"gone since {hit.gone_at[:10]}")
        line = " · ".join(clean(fact) for fact in facts if fact)
        out.print(Text(f"        {line}", style="dim"), soft_wrap=True)
        if hit.snippet:
            shown = _marked(hit.snippet, marked)
            if out.is_terminal:
                out.print(Padding(shown, (0, 0, 0, 8)))
            else:
                out.print(Text(" " * 8).append_text(shown), soft_wrap=True)
    click.echo(f"To read one: newsclip show {hits[0].id}{same_archive()}", err=True)


def _marked(text: str, marked: re.Pattern[str] | None, style: str = "") -> Text:
    """*text* with the words that were found made visible (on a terminal)."""
    shown = Text(clean(text), style=style)
    if marked:
        shown.highlight_regex(marked, style="black on yellow")
    return shown
