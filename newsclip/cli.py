"""The command line: a table of commands, each loaded only when it is called."""

from __future__ import annotations

import difflib
import importlib
import io
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NoReturn

import click
from click.exceptions import NoArgsIsHelpError
from click.shell_completion import CompletionItem

import newsclip
from newsclip.terminal.signals import ending_cleanly

COMMANDS = {
    "Gather": {
        "crawl": "Crawl news sites and keep their articles.",
        "add": "Fetch single pages now and keep them.",
        "import": "Read local pages, web archives and captures into the archive.",
        "sites": "The sites an archive knows; check a sites.toml; look at a site.",
    },
    "Read": {
        "parse": "Read one page and print it; nothing is kept.",
    },
    "Look": {
        "search": "Find articles by their words.",
        "watch": "What is new since the last time it was asked, for cron.",
        "count": "How many there are, by time, site, section, place, author.",
        "fronts": "Front pages over time, and one as it stood.",
        "placements": "Where a story stood on front pages, how long, as what.",
        "show": "One article, as a person would read it.",
        "diff": "What an outlet changed, word by word.",
        "runs": "What was done to the archive, and how it ended.",
        "browse": "The archive in a browser.",
        "report": "One page of charts: coverage, fields, edits, places, pictures.",
    },
    "Work with": {
        "select": "Keep sets of articles under a name, and samples of them.",
        "tag": "Words of your own on articles.",
        "note": "What you think of an article.",
        "code": "Take back coding sheets, and tell how far coders agree.",
    },
    "Take along": {
        "export": "Articles as csv, jsonl or parquet; stored pages as warc.",
    },
    "Look after": {
        "reparse": "Read stored pages again with today's parser.",
        "merge": "Make one archive of several.",
        "check": "Whether the archive is whole, and its sites are well.",
        "backup": "Copy the archive, also while a crawl writes.",
        "forget": "Remove a page or a site for good.",
    },
}
"""What each command is for, under the headings of what people come to do.

It stands here so that the help page needs none of them loaded.
"""


WRITING = frozenset({"crawl", "add", "import", "sites", "reparse", "merge", "check", "forget"})
"""What may begin a run, which is noted with the command as it was given."""

_ARGS = "newsclip.args"


class Commands(click.Group):
    """The commands of ``newsclip/commands``, one module each, imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the help page."""
        return [name for commands in COMMANDS.values() for name in commands]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command called *name*, or ``None``."""
        if name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"newsclip.commands.{name}_")
        command: click.Command = module.command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; an option that stands before its command is shown its place."""
        ctx.meta[_ARGS] = tuple(args)
        named = next((arg for arg in args if arg in self.list_commands(ctx)), None)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if named:
                ctx.fail(f"Options stand behind the command: newsclip {named} {error.option_name}")
            raise

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        """As click does; wrong use is told in a line."""
        with _told_in_a_line():
            return super().make_context(info_name, args, parent, **extra)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command asked for; a mistyped one is answered with the nearest."""
        if args and not args[0].startswith("-") and args[0] not in self.list_commands(ctx):
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), 1, 0.5)
            hint = f"Did you mean {near[0]}?" if near else "They are: newsclip --help"
            ctx.fail(f"There is no command {args[0]!r}. {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what a disk refuses is told in a line.

        A command that is told to end says so, with its signal's exit code.
        """
        try:
            Path.cwd()
        except OSError:
            _end("the folder you are in was removed, or is not yours. Change to another one: cd")
        with ending_cleanly() as signals:
            try:
                with _noted(ctx.meta[_ARGS]), _told_in_a_line():
                    return super().invoke(ctx)
            except KeyboardInterrupt as stop:
                number = stop.args[0] if stop.args else signal.SIGINT
            except Exception as error:
                # What was raised while SQLite called a function of ours is an error of its own.
                if not signals:
                    _tell_of_disk(error)
                    _tell_of_rules(error)
                    raise
                number = signals[0]
            told = "Interrupted" if number == signal.SIGINT else "Ended by a signal"
            click.echo(f"newsclip: {told}", err=True)
            raise SystemExit(128 + number)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands under the headings of what people come to do."""
        for heading, commands in COMMANDS.items():
            with formatter.section(heading):
                formatter.write_dl(list(commands.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands and options that begin with *incomplete*."""
        found = [
            CompletionItem(name, help=text)
            for commands in COMMANDS.values()
            for name, text in commands.items()
            if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
First steps:
  newsclip crawl https://www.africanews.com --limit 20
  newsclip search Ankara
Each command has its own help with examples: newsclip crawl --help""",
)
@click.version_option(newsclip.__version__, prog_name="newsclip")
def main() -> None:
    """Crawl news sites, read every article into its parts, keep them in a SQLite archive."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a letter the terminal lacks is no reason to stop
            stream.reconfigure(errors="replace")
    warnings.showwarning = _tell(warnings.showwarning)
    if os.environ.get("NEWSCLIP_SITES"):
        _look_at_site_files()


def _look_at_site_files() -> None:
    """End where a site file of one's own cannot be used: no page would be read as is wanted."""
    from parsers.errors import SiteFileError
    from parsers.site import sites

    try:
        sites()
    except SiteFileError as error:
        _end(str(error))


class WrongUse(click.ClickException):
    """Wrong use, told as every other error is."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """One line: what was wrong, and where to read on."""
        click.echo(f"newsclip: {self.format_message()}", file=file, err=True)


@contextmanager
def _told_in_a_line() -> Iterator[None]:
    try:
        yield
    except NoArgsIsHelpError:
        raise  # that is the help page
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "newsclip"
        message = error.format_message()
        end = "" if message.endswith((".", "?", "!", ")")) else "."
        raise WrongUse(f"{message}{end} See: {command} --help") from error


@contextmanager
def _noted(args: Sequence[str]) -> Iterator[None]:
    """Runs that begin meanwhile are noted as what *args* ask for."""
    if not WRITING.intersection(args[:1]):
        yield
        return
    from archive.writing.runs import given_as
    from newsclip.terminal.options.given_command import without_secrets

    with given_as(without_secrets(args)):
        yield


def _tell(others: Callable[..., None]) -> Callable[..., None]:
    """What the archive warns of is a line for people; other warnings stay as they are."""

    def tell(message: Warning | str, category: type[Warning], *more: Any, **named: Any) -> None:
        if category.__module__ == "archive.errors":
            click.echo(f"newsclip: {message}", err=True)
        else:
            others(message, category, *more, **named)

    return tell


def _end(message: str) -> NoReturn:
    from newsclip.terminal.output.printing import fail

    fail(message)


def _tell_of_disk(error: Exception) -> None:
    """End with a line where *error* is what a disk refuses."""
    from newsclip.terminal.disk_advice import file_advice

    if isinstance(error, OSError) and (told := file_advice(error)):
        _end(told)


def _tell_of_rules(error: Exception) -> None:
    """End with a line where *error* is one of the rules for a site."""
    if "parsers.errors" not in sys.modules:  # then it is none: a mistyped command loads no parser
        return
    from parsers.errors import SiteFileError

    if isinstance(error, SiteFileError):
        _end(str(error))
