"""The options that choose articles, the same for every command that lists them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from archive import Filters
from newsclip.terminal.common_options import period_options

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = (
    ("--site", "DOMAIN", "Only this site: a domain, a host or an address on it."),
    ("--language", "CODE", "Only this language; en takes en-GB along."),
    ("--place", "NAME", "Only where the dateline names this place."),
    ("--agency", "NAME", "Only with this agency in the dateline or on a picture."),
    ("--credit", "TEXT", "Only with this in a picture's credit line."),
    ("--photographer", "NAME", "Only with a picture by this person."),
    ("--section", "NAME", "Only from this section."),
    ("--author", "NAME", "Only by this author."),
    ("--keyword", "WORD", "Only with this keyword of the page's own."),
    ("--kind", "KIND", "Only of this kind: article, live-blog, gallery, video or audio."),
)


def filter_options(command: Command) -> Command:
    """Add the options; their values come as keyword arguments, for :func:`filters_from`."""
    return choice_options(
        click.option(
            "--limit",
            metavar="N",
            type=click.IntRange(min=1),
            help="At most so many articles, the newest.",
        )(command)
    )


def choice_options(command: Command) -> Command:
    """Add the options of :func:`filter_options` but for ``--limit``."""
    command = click.option(
        "--revised", is_flag=True, help="Only what readers saw change after publication."
    )(command)
    for name, metavar, text in reversed(_OPTIONS):
        command = click.option(name, metavar=metavar, help=text)(command)
    return period_options(command)


def filters_from(chosen: dict[str, Any]) -> Filters:
    """The filters that the options chose."""
    return Filters(**chosen)
