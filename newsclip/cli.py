"""The command line: a table of commands, each loaded only when it is called."""

from __future__ import annotations

import difflib
import importlib
import io
import sys

import click

import newsclip

GROUPS = {
    "Gather": ("crawl", "add", "import", "sites"),
    "Read": ("parse",),
    "Look": ("search", "show", "diff", "runs", "browse", "report"),
    "Take along": ("export",),
    "Look after": ("reparse", "merge", "check", "backup", "forget"),
}


class Commands(click.Group):
    """The commands of ``newsclip/commands``, one module each, imported when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the help page."""
        return [name for names in GROUPS.values() for name in names]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command called *name*, or ``None``."""
        if name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"newsclip.commands.{name}_")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command asked for; a mistyped one is answered with the nearest."""
        if args and not args[0].startswith("-") and args[0] not in self.list_commands(ctx):
            near = difflib.get_close_matches(args[0], self.list_commands(ctx), 1, 0.5)
            hint = f"Did you mean {near[0]}?" if near else "They are: newsclip --help"
            ctx.fail(f"There is no command {args[0]!r}. {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands under the headings of what people come to do."""
        for heading, names in GROUPS.items():
            rows = []
            for name in names:
                command = self.get_command(ctx, name)
                if command:
                    rows.append((name, command.get_short_help_str(80)))
            with formatter.section(heading):
                formatter.write_dl(rows)


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
