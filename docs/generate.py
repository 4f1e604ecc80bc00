"""What the pages of docs/ take from the code and the fixtures; cog calls it (make docs-current)."""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from itertools import takewhile
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "fixtures")]

from newsroom import server  # noqa: E402

from newsclip.cli import main  # noqa: E402

WIDTH = 100


def types(record: type) -> str:
    """The fields of a record with their types, as a table."""
    rows = [f"| `{f.name}` | {_words(str(f.type))} |" for f in fields(record)]
    return "\n".join(["| field | type |", "|---|---|", *rows])


def _words(annotation: str) -> str:
    return f"`{annotation}`".replace("|", "\\|")


def example(page: str, *names: str) -> str:
    """These fields of a page of the sample newsroom, as its golden file holds them."""
    article: Any = server.expected(server.ARTICLES / f"{page}.html")
    shown = {name: article[name] for name in names}
    text = json.dumps(shown, ensure_ascii=False, indent=1)
    return f"```json\n{text}\n```"


def paragraph_kinds() -> str:
    """One example of each kind of paragraph that the sample newsroom has."""
    found: dict[str, str] = {}
    for page in sorted(server.ARTICLES.glob("*.json")):
        for paragraph in json.loads(page.read_text("utf-8"))["paragraphs"]:
            text = paragraph["text"]
            if len(text) < 90 and text.isascii() and "|" not in text:
                found.setdefault(paragraph["kind"], text)
    rows = [f"| `{kind}` | {text} |" for kind, text in sorted(found.items())]
    return "\n".join(["| kind | example |", "|---|---|", *rows])


def word_lists() -> str:
    """The word lists, each with the first sentence of what it says of itself."""
    rows = []
    for path in sorted((ROOT / "parsers" / "wordlists").glob("*.txt")):
        lines = takewhile(lambda line: line.startswith("#"), path.read_text("utf-8").splitlines())
        told = " ".join(line.removeprefix("#").strip() for line in lines).replace("|", "\\|")
        rows.append(f"| `{path.stem}` | {told.split('. ')[0].rstrip('.')} |")
    return "\n".join(["| list | holds |", "|---|---|", *rows])


def command_help(path: tuple[str, ...] = ()) -> str:
    """The help of one command as the terminal shows it; no name means the whole program."""
    command: click.Command = main
    settings = main.context_settings | {"max_content_width": WIDTH, "terminal_width": WIDTH}
    context = click.Context(main, info_name="newsclip", **settings)
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(context, name)
        assert found, name
        command = found
        context = click.Context(command, info_name=name, parent=context, **settings)
    return command.get_help(context)


def commands() -> str:
    """Every command with its help."""
    names = main.list_commands(click.Context(main))
    return "\n\n".join(f"## newsclip {name}\n\n```\n{command_help((name,))}\n```" for name in names)
