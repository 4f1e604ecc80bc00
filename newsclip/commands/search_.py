"""newsclip search: full text over the archive."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.padding import Padding
from rich.text import Text

from archive import Archive, Filters, Hit, Hits
from archive.search.query_language.highlights import Highlights
from newsclip.terminal.options.common_options import archive_option, list_options, same_archive
from newsclip.terminal.options.filter_options import filter_options, filters_from, print_unknown
from newsclip.terminal.options.query_command import QueryCommand
from newsclip.terminal.options.sample_options import check_sample, drawn, sample_options
from newsclip.terminal.output.printing import clean, console, errors, undated_text
from newsclip.terminal.output.row_printing import print_rows

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
    cls=QueryCommand,
    epilog="""\b
Examples:
  newsclip search Ankara
  newsclip search '"climate summit" minister' --since 30d --site bbc.co.uk
  newsclip search 'climate OR weather' -sport
  newsclip search 'headline:(flood* OR storm) byline:moss'
  newsclip search --place Ankara --agency AP
  newsclip search 北京 --format jsonl | jq -r .url""",
)
@click.argument("query", nargs=-1)
@filter_options
@sample_options
@click.option("--relevance", is_flag=True, help="Best matches first, instead of newest first.")
@list_options
@archive_option
@errors
def command(
    query: tuple[str, ...],
    archive: Path,
    form: str,
    relevance: bool,
    sample: int | None,
    by: tuple[str, ...] | None,
    seed: str | None,
    **chosen: Any,
) -> None:
    """Find articles that have all the words of QUERY, newest first.

    Quotes make phrases, OR finds either, -word or NOT leaves out, word* finds beginnings,
    brackets group, and headline:word looks in one field: headline, dek, byline, caption,
    dateline, section or body. Case and accents make no difference, in any script. Any text can
    be searched for: what looks like an operator and is none is said. Without a query the options
    alone choose. 20 articles are shown, or --limit; how many there are is said too. --sample shows
    a sample of all that are found instead.
    """
    words = " ".join(query)
    check_sample(chosen | {"sample": sample, "by": by, "seed": seed})
    with Archive(archive) as opened:
        filters = filters_from(chosen, opened)
        if sample:
            found = drawn(opened, words, filters, sample, by, seed)
            filters = Filters(ids=frozenset(found.ids), limit=sample)
        hits = opened.search(words, filters, by_relevance=relevance)
        told = _told_of(hits, relevance) if hits else ""
        unknown = [] if hits else opened.unknown_values(filters)
        is_no_tag = not hits and chosen["tag"] and not opened.noted_ids(tag=chosen["tag"])
    for note in hits.notes:
        click.echo(clean(note), err=True)
    if is_no_tag:
        told = f"No article has the tag {chosen['tag']}. All: newsclip tag{same_archive()}"
        click.echo(clean(told), err=True)
    if unknown:
        print_unknown(unknown)
    elif form == "table":
        _print_hits(hits, hits.query.highlights)
    if form != "table":
        print_rows((_row(hit) for hit in hits), form, COLUMNS)
    if hits:
        click.echo(told, err=True)
    undated = sum(hit.published_at is None for hit in hits)
    if undated and (chosen["since"] or chosen["until"]):
        click.echo(f"Of those shown, {undated_text(undated)}.", err=True)


def _told_of(hits: Hits, relevance: bool) -> str:
    """How many were found, and what more one can do."""
    articles = "article" if hits.total == 1 else "articles"
    told = f"{hits.total_text} {articles} found"
    if hits.is_more or hits.total > len(hits):
        order = "best" if relevance else "newest"
        told += f", the {order} {len(hits)} shown" if len(hits) > 1 else f", the {order} shown"
    return f"{told[0].upper()}{told[1:]}. To read one: newsclip show {hits[0].id}{same_archive()}"


def _row(hit: Hit) -> dict[str, Any]:
    row = asdict(hit)
    row["published_at"] = hit.published_at or hit.first_seen_at
    return {name: row[name] for name in COLUMNS}


def _print_hits(hits: Hits, marked: Highlights) -> None:
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


def _marked(text: str, marked: Highlights, style: str = "") -> Text:
    """*text* with the words that were found made visible (on a terminal)."""
    shown = Text(clean(text), style=style)
    for start, end in marked.spans(shown.plain):
        shown.stylize("black on yellow", start, end)
    return shown
