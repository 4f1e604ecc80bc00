"""The options that choose articles, the same for every command that lists them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import click

from archive import Archive, Filters
from archive.search.query_language.stems import stem_language
from archive.search.suggestions.nearest import Unknown
from newsclip.terminal.options.common_options import HowMany, period_options, same_archive
from newsclip.terminal.options.completion import values_of
from newsclip.terminal.output.printing import clean, undated_text

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    ("--site", "SITE", "Only this site: a domain, a host, an address on it, or its name."),
    ("--language", "LANGUAGE", "Only this language, by code or name; en takes en-GB along."),
    ("--place", "NAME", "Only where the dateline names this place."),
    ("--agency", "NAME", "Only with this agency in the dateline or on a picture."),
    ("--credit", "TEXT", "Only with this in a picture's credit line."),
    ("--photographer", "NAME", "Only with a picture by this person."),
    ("--section", "NAME", "Only from this section."),
    ("--author", "NAME", "Only by this author."),
    ("--keyword", "WORD", "Only with this keyword of the page's own."),
    ("--kind", "KIND", "Only of this kind: article, live-blog, gallery, video or audio."),
    ("--selection", "NAME", "Only articles of this selection: newsclip select."),
    ("--tag", "TAG", "Only articles with this tag: newsclip tag."),
)


class StemLanguage(click.ParamType[str]):
    """A language that there are stems for, by code or name."""

    name = "language"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Its code."""
        try:
            return stem_language(value)
        except ValueError as error:
            self.fail(f"{error}.", param, ctx)


def filter_options(command: Command) -> Command:
    """Add the options; their values come as keyword arguments, for :func:`filters_from`."""
    return choice_options(
        click.option(
            "--limit",
            metavar="N",
            type=HowMany(),
            help="At most so many articles, the newest.",
        )(command)
    )


def choice_options(command: Command) -> Command:
    """Add the options of :func:`filter_options` but for ``--limit``."""
    command = click.option(
        "--revised", is_flag=True, help="Only what readers saw change after publication."
    )(command)
    command = click.option(
        "--stem",
        metavar="LANG",
        type=StemLanguage(),
        help="Find all words that share a stem in this language; off unless asked for.",
    )(command)
    for name, metavar, text in reversed(_OPTIONS):
        complete = values_of(name.removeprefix("--"))
        command = click.option(name, metavar=metavar, help=text, shell_complete=complete)(command)
    return period_options(command)


def filters_from(chosen: Mapping[str, Any], opened: Archive) -> Filters:
    """The filters that the options chose; selections and tags are looked up in *opened*.

    Raises ``SelectionMissing``.
    """
    named = {name: chosen.get(name) for name in ("selection", "tag")}
    others = {name: value for name, value in chosen.items() if name not in named}
    return Filters(**others, ids=opened.noted_ids(**named))


def as_given(chosen: Mapping[str, Any]) -> dict[str, str]:
    """The options that were given, as texts to be kept or told."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in chosen.items()
        if value
    }


def tell_undated(archive: Archive, ids: Sequence[int], filters: Filters) -> None:
    """Say how many of the articles *ids* name no date, where *filters* choose by it."""
    if not (filters.since or filters.until):
        return
    sql = (
        "SELECT count(*) FROM articles WHERE published_at IS NULL"
        " AND id IN (SELECT value FROM json_each(?))"
    )
    (count,) = archive.connection.execute(sql, [json.dumps(list(ids))]).fetchone()
    if count:
        click.echo(f"{undated_text(count)}.", err=True)


def print_unknown(unknown: Iterable[Unknown]) -> None:
    """Say on standard error which filters no article passes, and what is near."""
    for one in unknown:
        more = f" All: newsclip sites{same_archive()}" if one.filter == "site" else ""
        click.echo(f"{clean(str(one))}{more}", err=True)
