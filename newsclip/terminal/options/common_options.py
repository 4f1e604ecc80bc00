"""Options that several commands share, and how dates, lists and errors are written."""

from __future__ import annotations

import functools
import re
import shlex
from collections.abc import Callable
from datetime import MAXYEAR, UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

import click
from click.core import ParameterSource

Command = TypeVar("Command", bound=Callable[..., Any])


class HowMany(click.IntRange):
    """A number of rows, at least one; all there could be where it is larger than SQLite counts."""

    def __init__(self) -> None:
        super().__init__(min=1)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number."""
        return min(int(super().convert(value, param, ctx)), 2**63 - 1)


_DAY = re.compile(r"\d{4}-?\d\d-?\d\d|\d{4}-?W\d\d-?\d")


class Moment(click.ParamType[datetime]):
    """A day (``2026-11-01``), a time (``2026-11-01T06:00Z``) or an age (``7d``, ``12h``)."""

    name = "when"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """An aware time in UTC; a bare day begins at midnight UTC."""
        if isinstance(value, datetime):
            return value
        if age := re.fullmatch(r"(\d{1,6})([wdhm])", value.strip()):
            unit = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}[age[2]]
            try:
                return datetime.now(UTC) - timedelta(**{unit: int(age[1])})
            except OverflowError:
                self.fail(f"{value!r} is before the year 1.", param, ctx)
        try:
            moment = datetime.fromisoformat(value.strip())
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(
                f"{value!r} is no date. Write a day (2026-11-01), a time (2026-11-01T06:00Z) "
                "or an age (7d, 12h, 30m).",
                param,
                ctx,
            )


class MomentOrDay(Moment):
    """A moment that something is looked at: of a bare day, its end."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """An aware time in UTC; a bare day is meant as it stood when the day was over."""
        moment = super().convert(value, param, ctx)
        is_day = isinstance(value, str) and _DAY.fullmatch(value.strip())
        return moment + timedelta(days=1) if is_day and moment.year < MAXYEAR else moment


class WebAddress(click.ParamType[str]):
    """A web address, without the user and password that it was given with.

    Whatever is no address is taken too: a file, a number, the name of a site.
    """

    name = "address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address; half a character in it is wrong use."""
        text = str(value)
        if not text.isascii() and re.search("[\ud800-\udfff]", text):
            # Bytes of a command line that are no UTF-8: of a file's name they are all right.
            if not Path(text).exists():
                self.fail(f"{text!r} holds bytes that are no UTF-8.", param, ctx)
            return text
        if "@" not in text:
            return text
        from archive.values.stored_urls import without_credentials

        plain = without_credentials(text)
        if plain != text and param and param.name in _FETCHED:
            click.echo(f"{plain}: user and password are left out, nobody is logged in.", err=True)
        return plain


_FETCHED = ("urls", "targets", "source")
"""Parameters whose addresses are asked for; elsewhere nobody would have logged in."""


class ArchivePath(click.Path):
    """The path of an archive's first file."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """As click does; an empty text, as of a variable that is not set, is no path."""
        if not str(value).strip() or value == Path():
            self.fail("it is empty. Name the archive's file, such as news.db.", param, ctx)
        return super().convert(value, param, ctx)


archive_option = click.option(
    "--archive",
    "archive",
    type=ArchivePath(),
    default=Path("news.db"),
    show_default=True,
    envvar="NEWSCLIP_ARCHIVE",
    help="The archive file; NEWSCLIP_ARCHIVE sets it too.",
)


def same_archive() -> str:
    """What a command that is proposed needs to meet the archive of the one that runs."""
    context = click.get_current_context()
    if context.get_parameter_source("archive") is not ParameterSource.COMMANDLINE:
        return ""
    return f" --archive {shlex.quote(str(context.params['archive']))}"


SPREADSHEETS_HELP = (
    "csv that Excel and others open safely: cells that begin as formulas get an apostrophe, the "
    "file a mark for UTF-8."
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl", "csv"]),
    default="table",
    show_default=True,
    help="How a list is printed.",
)


def list_options(command: Command) -> Command:
    """Add ``--format`` and ``--for-spreadsheets``, which makes its value ``spreadsheet``."""

    @functools.wraps(command)
    def chosen(*args: Any, form: str, for_spreadsheets: bool, **kwargs: Any) -> Any:
        if for_spreadsheets:
            source = click.get_current_context().get_parameter_source("form")
            if form != "csv" and source is not ParameterSource.DEFAULT:
                raise click.UsageError(f"--for-spreadsheets is for csv, not for {form}.")
            form = "spreadsheet"
        return command(*args, form=form, **kwargs)

    flag = click.option("--for-spreadsheets", is_flag=True, help=SPREADSHEETS_HELP)
    return cast(Command, format_option(flag(chosen)))


newest_option = click.option(
    "--limit",
    metavar="N",
    type=HowMany(),
    default=20,
    show_default=True,
    help="How many of the newest.",
)
reservations_option = click.option(
    "--obey-reservations",
    is_flag=True,
    help="Keep no page that says noarchive, or reserves text and data mining.",
)
contact_option = click.option(
    "--contact",
    metavar="ADDRESS",
    envvar="NEWSCLIP_CONTACT",
    help="Your mail address or web page, told to the sites; NEWSCLIP_CONTACT sets it too.",
)

allow_private_option = click.option(
    "--allow-private",
    is_flag=True,
    help="Fetch from the targets though their addresses are not public: host and port, no others.",
)

sites_option = click.option(
    "--sites",
    "sites_file",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A sites.toml: its sites are read by the rules that it gives them ([site.read]), and"
    " fetched with its cookies, headers and proxies.",
)

delay_option = click.option(
    "--delay",
    metavar="SECONDS",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="Pause between two requests to one host; robots.txt may ask for more.",
)

quiet_option = click.option("--quiet", "-q", is_flag=True, help="Print only what went wrong.")


def period_options(command: Command) -> Command:
    """Add ``--since`` and ``--until`` (exclusive); one later than the other is wrong use."""

    @functools.wraps(command)
    def checked(*args: Any, **kwargs: Any) -> Any:
        since, until = kwargs["since"], kwargs["until"]
        if since and until and since > until:
            raise click.UsageError(
                f"--since {since:%Y-%m-%d %H:%M}Z is later than --until {until:%Y-%m-%d %H:%M}Z."
            )
        return command(*args, **kwargs)

    until = click.option("--until", type=Moment(), help="Only articles before this (exclusive).")
    since = click.option(
        "--since", type=Moment(), help="Only articles from this on: 2026-11-01, 7d, 12h."
    )
    return since(until(cast(Command, checked)))


def cluster_options(command: Command) -> Command:
    """Add ``--cluster``, ``--shards`` and ``--cluster-without-tls``."""
    command = click.option(
        "--cluster-without-tls",
        is_flag=True,
        help="Use a cluster on the network though it is not encrypted.",
    )(command)
    command = click.option(
        "--shards",
        metavar="FOLDER",
        type=click.Path(file_okay=False, path_type=Path),
        help="Where all machines can write; without it ARCHIVE.shards.",
    )(command)
    return click.option(
        "--cluster",
        metavar="ADDRESS",
        help="Work on a Dask cluster: local, local:4, tls://HOST:8786 or a scheduler file.",
    )(command)
