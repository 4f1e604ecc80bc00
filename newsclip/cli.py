"""The command line: a table of commands, each loaded only when it is called."""

from __future__ import annotations

import importlib

import click

import newsclip

GROUPS = {
    "Gather": ("crawl", "add", "import", "sites"),
    "Read": ("parse",),
    "Look": ("search", "show", "runs"),
    "Take along": ("export",),
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
