"""newsclip parse: read one page and print it; nothing is kept."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import parsers
from newsclip.rendering import json_text, print_article
from parsers.errors import ReadingError

READ_AT_MOST = 64 * 1024 * 1024
"""Bytes taken from a file: more than any page the reader accepts, so that it can refuse."""

CONTENT_TYPES = {".txt": "text/plain", ".html": "text/html", ".htm": "text/html"}


@click.command(
    "parse",
    short_help="Read one page and print it; nothing is kept.",
    epilog="""\b
Examples:
  newsclip parse page.html
  newsclip parse page.html --url https://www.example.com/2026/11/story
  curl -s https://www.example.com/story | newsclip parse - | jq .headline""",
)
@click.argument("source", metavar="FILE|-")
@click.option("--url", help="The address a file was fetched from; makes its links whole.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    help="How the article is printed.  [default: text on a terminal, else json]",
)
def command(source: str, url: str | None, form: str | None) -> None:
    """Read one page, HTML or plain text, and print the article; nothing is kept.

    Give a file, or - for standard input. Exit code 1 means that there is no article in it.
    """
    body = _read(source)
    content_type = CONTENT_TYPES.get(Path(source).suffix.lower())
    try:
        article = parsers.parse(body, url, content_type=content_type)
    except ReadingError as error:
        named = type(error)(error.url or source, error.reason)
        raise click.ClickException(str(named)) from error
    if (form or ("text" if sys.stdout.isatty() else "json")) == "json":
        click.echo(json_text(article.to_dict()))
    else:
        print_article(article)


def _read(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read(READ_AT_MOST)
    path = Path(source)
    if path.is_dir():
        raise click.UsageError(
            f"{source} is a folder. Name one page of it, "
            f"or keep all its pages: newsclip import {source}"
        )
    try:
        with path.open("rb") as file:
            return file.read(READ_AT_MOST)
    except FileNotFoundError:
        hint = "Check the spelling; - reads standard input."
        raise click.UsageError(f"{source}: there is no such file. {hint}") from None
    except OSError as error:
        raise click.UsageError(f"{source}: cannot be read ({error.strerror}).") from error
