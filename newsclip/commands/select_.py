"""newsclip select: sets of articles, kept under a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from archive import Archive, ArchiveMissing, SelectionThere
from archive.notes import selections
from archive.notes.noted_articles import noted
from archive.notes.notes_file import open_notes
from archive.notes.selections import Origin, Selection
from archive.search.query_language.query import read_query
from newsclip.terminal.options.chosen_articles import are_articles, article_ids
from newsclip.terminal.options.common_options import archive_option, list_options
from newsclip.terminal.options.filter_options import (
    as_given,
    filter_options,
    filters_from,
    print_unknown,
)
from newsclip.terminal.options.query_command import QueryCommand
from newsclip.terminal.options.sample_options import check_sample, drawn, sample_options
from newsclip.terminal.output.printing import clean, counted, errors, fail
from newsclip.terminal.output.row_printing import print_rows

COLUMNS = ("id", "published_at", "site", "headline", "url")
LISTED = ("name", "articles", "query", "options", "sample", "made_at", "changed_at")


@click.command(
    "select",
    cls=QueryCommand,
    epilog="""\b
Examples:
  newsclip select floods 'flood* OR storm' --since 2026-01-01
  newsclip select floods --add 'headline:dyke'
  newsclip select floods --remove 17 https://www.example.com/sport/story
  newsclip select coding --selection floods --sample 200 --by site,month --seed 1
  newsclip select floods
  newsclip count --selection floods --by month""",
)
@click.argument("name", required=False)
@click.argument("query", nargs=-1)
@filter_options
@sample_options
@click.option("--add", is_flag=True, help="Add what is found to the selection NAME.")
@click.option("--remove", is_flag=True, help="Take what is found out of it.")
@click.option("--delete", is_flag=True, help="Delete the selection NAME; its articles stay.")
@click.option("--list", "listing", is_flag=True, help="All selections; so it is without NAME too.")
@list_options
@archive_option
@errors
def command(
    name: str | None,
    query: tuple[str, ...],
    sample: int | None,
    by: tuple[str, ...] | None,
    seed: str | None,
    add: bool,
    remove: bool,
    delete: bool,
    listing: bool,
    archive: Path,
    form: str,
    **chosen: Any,
) -> None:
    """Keep the articles that QUERY and the options find under NAME; without them, show those of it.

    A selection keeps its articles as they were found, with the query, the options and the date; new
    articles do not join it. search, count, export, report and watch take it with --selection NAME.
    Behind --add and --remove, numbers and addresses are articles; to look for a number, quote it:
    '"2026"'. Everything is a selection with an empty query: ''. Where nothing is found, none is
    made.

    Selections are kept in news.notes.db beside the archive, by the addresses of the articles: they
    outlive a merge, another import and another archive of the same pages.
    """
    check_sample(chosen | {"sample": sample, "by": by, "seed": seed})
    given = as_given(chosen)
    finds = bool(query or given or sample)
    if sum((add, remove, delete, listing)) > 1:
        raise click.UsageError("--add, --remove, --delete and --list: one at a time.")
    if (add or remove or delete) and name is None:
        raise click.UsageError("Which one? newsclip select --list tells their names.")
    if (add or remove) and not finds:
        raise click.UsageError("Say which articles: a QUERY, options, numbers or addresses.")
    if (delete or listing) and finds:
        raise click.UsageError("--delete and --list take no QUERY.")
    if not archive.exists():
        raise ArchiveMissing(archive)
    with Archive(archive) as opened:
        if name is None or listing:
            print_rows(map(_listed, opened.selections()), form, LISTED, empty="No selection yet.")
            return
        if not finds:
            selection = opened.selection(name)
            if delete:
                _delete(opened, selection)
            else:
                _show(opened, selection, form)
            return
        selected = opened.selection(name) if add or remove else None
        if selected is None:
            _refuse_known(opened, name)
        words = " ".join(query)
        if selected is not None and query and not given and not sample and are_articles(query):
            ids: Sequence[int] = article_ids(opened, query)
            origin = Origin()
        else:
            filters = filters_from(chosen, opened)
            for note in read_query(words).notes:
                click.echo(clean(note), err=True)
            found = drawn(opened, words, filters, sample, by, seed) if sample else None
            ids = found.ids if found else opened.matching_ids(words, filters)
            if not ids and selected is None:
                print_unknown(opened.unknown_values(filters))
                fail(f"{name}: nothing is found, so no selection was made")
            origin = Origin(words, given, found.to_dict() if found else None)
        _change(opened, name, selected, ids, origin, remove)


def _refuse_known(opened: Archive, name: str) -> None:
    if name in selections.names(opened.notes):
        raise SelectionThere(opened.path, name, len(opened.selection(name).keys))


def _change(
    opened: Archive,
    name: str,
    selected: Selection | None,
    ids: Sequence[int],
    origin: Origin,
    remove: bool,
) -> None:
    """Make a selection of the articles *ids*, or add them to *selected*, or take them out."""
    articles = noted(opened.connection, ids)
    with closing(open_notes(opened.path, opened.archive_id)) as notes:
        if selected is None:
            try:
                selections.make(notes, opened.path, name, articles, origin)
            except ValueError as error:
                fail(f"{name!r} is no name for a selection: {error}")
            click.echo(clean(f"{name}: {counted(len(articles), 'articles')} selected"), err=True)
            return
        if remove:
            changed = selections.remove(notes, name, selected.keys_of(ids))
            left = len(selected.keys) - changed
        else:
            known = set(selected.ids)
            new = [one for one in articles if one.id not in known]
            changed = selections.add(notes, name, new)
            left = len(selected.keys) + changed
    done = "taken out of it" if remove else "added"
    click.echo(clean(f"{name}: {changed} {done}, it has {counted(left, 'articles')}"), err=True)


def _delete(opened: Archive, selection: Selection) -> None:
    with closing(open_notes(opened.path, opened.archive_id)) as notes:
        selections.delete(notes, selection.name)
    told = f"{selection.name} deleted, it had {counted(len(selection.keys), 'articles')}"
    click.echo(clean(f"{told}: {_origin(selection)}"), err=True)


def _show(opened: Archive, selection: Selection, form: str) -> None:
    rows = ({name: article.row[name] for name in COLUMNS} for article in selection)
    print_rows(rows, form, COLUMNS, empty="No article of it is in the archive.")
    told = f"{selection.name}: {counted(len(selection.keys), 'articles')}, {_origin(selection)}"
    click.echo(clean(f"{told}, made {selection.made_at[:10]}"), err=True)
    if selection.changed_at != selection.made_at:
        click.echo(f"Changed by hand, last {selection.changed_at[:10]}", err=True)
    if missing := selection.missing:
        shown = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
        click.echo(clean(f"Not in {opened.path} (any more): {len(missing)}: {shown}"), err=True)


def _listed(selection: Selection) -> dict[str, Any]:
    told = selection.to_dict()
    sample = told.get("sample")
    drawn = f"{sample['drawn']} of {sample['frame']}, {_seed_and_strata(sample)}" if sample else ""
    return told | {"options": _options(selection.options), "sample": drawn}


def _origin(selection: Selection) -> str:
    """The query and the options, as one would type them."""
    parts: Iterable[str] = (
        repr(selection.query) if selection.query else "",
        _options(selection.options),
    )
    told = " ".join(part for part in parts if part) or "of all articles"
    if sample := selection.sample:
        told += f", a sample of {sample['frame']:,}, {_seed_and_strata(sample)}"
    return told


def _seed_and_strata(sample: Mapping[str, Any]) -> str:
    by = f", by {' and '.join(sample['by'])}" if sample["by"] else ""
    return f"seed {sample['seed']}{by}"


def _options(options: dict[str, str]) -> str:
    return " ".join(
        f"--{name}" if value == "True" else f"--{name} {value}" for name, value in options.items()
    )
