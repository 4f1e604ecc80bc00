"""newsclip show: one article, as a person would read it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from archive import Archive, StoredArticle
from archive.reading.export.articles_export import whole
from newsclip.terminal.options.common_options import WebAddress, archive_option, same_archive
from newsclip.terminal.output.article_text import json_text, print_article
from newsclip.terminal.output.printing import (
    counted,
    errors,
    fail,
    minute,
    on_terminal,
    strip_controls,
)


@click.command(
    "show",
    epilog="""\b
Examples:
  newsclip show 17
  newsclip show https://www.africanews.com/2023/11/06/some-story/
  newsclip show 17 --captured > page.html""",
)
@click.argument("article", metavar="ID|URL", type=WebAddress())
@click.option(
    "--format",
    "form",
    type=click.Choice(["page", "json"]),
    default="page",
    show_default=True,
    help="Laid out to be read, or all fields as JSON.",
)
@click.option("--text", is_flag=True, help="Only headline and text, without layout.")
@click.option("--captured", is_flag=True, help="The page as it was fetched, byte for byte.")
@archive_option
@errors
def command(article: str, archive: Path, form: str, text: bool, captured: bool) -> None:
    """Show one article, named by its number or by any spelling of its address."""
    if text and captured:
        raise click.UsageError("--text and --captured are two different things: choose one.")
    with Archive(archive) as opened:
        found = opened.article(article)
        if found is None:
            here = same_archive()
            many, highest = opened.connection.execute(
                "SELECT count(*), max(id) FROM articles"
            ).fetchone()
            there = f"which has {counted(many, 'articles')}"
            if highest and article.isdecimal():
                there += f", the highest number is {highest}"
            fail(
                f"{article}: not in {archive}, {there}. To look for it: "
                f"newsclip search WORDS{here}; to fetch it: newsclip add URL{here}"
            )
            return
        if captured:
            _print_captured(opened, found)
        elif text:
            parts = (found.record.headline, found.record.dek, found.record.body)
            click.echo("\n\n".join(strip_controls(part) for part in parts if part))
        elif form == "json":
            click.echo(json_text(whole(found) | _history(opened, found)))
        else:
            print_article(found.record, _notes(opened, found))


def _print_captured(opened: Archive, found: StoredArticle) -> None:
    if on_terminal():
        fail(
            "a stored page can hold anything and is not printed on a terminal. "
            f"Send it to a file: newsclip show {found.id}{same_archive()} --captured > page.html"
        )
    capture = opened.capture(found.capture_id) if found.capture_id else None
    if capture is None:
        fail(
            f"article {found.id}: its page is not stored in {opened.captures.path}. "
            f"To fetch it again: newsclip add {found.url}{same_archive()}"
        )
        return
    sys.stdout.buffer.write(capture.body)
    sys.stdout.buffer.flush()


def _notes(opened: Archive, found: StoredArticle) -> list[tuple[str, str]]:
    """What the archive knows of the article, below what the page says."""
    notes = [
        ("Archived", f"number {found.id}, first seen {minute(found.first_seen_at)}"),
        ("Last seen", minute(found.last_seen_at)),
    ]
    if gone := opened.gone_since(found.id):
        at, status = gone
        answer = f" (the site answers {status})" if status else ""
        notes.append(("Gone", f"since {minute(at)} or earlier{answer}; kept here"))
    for revision in opened.revisions(found.id)[1:]:
        notes.append(
            (
                f"Revision {revision.revision}",
                f"{minute(revision.seen_at)}: {', '.join(revision.changed)}",
            )
        )
    for copy in opened.same_story(found.id):
        both = f"{found.id} {copy.id}{same_archive()}"
        told = f"{copy.url} (number {copy.id}); compare: newsclip diff {both}"
        notes.append(("Same story elsewhere", told))
    noted = opened.noted_on(found.id)
    notes += [("Selection", name) for name in noted.selections]
    notes += [("Tags", ", ".join(noted.tags))] if noted.tags else []
    notes += [(f"Note {one.number}", one.text) for one in noted.notes]
    notes += [("Coded", f"{code}: {value} ({coder})") for code, coder, value in noted.codes]
    return notes


def _history(opened: Archive, found: StoredArticle) -> dict[str, Any]:
    """Its revisions, since when its page is gone, and where else the story is."""
    gone = opened.gone_since(found.id)
    return {
        "revisions": _revisions(opened, found),
        "gone_at": gone[0] if gone else None,
        "same_story": [asdict(copy) for copy in opened.same_story(found.id)],
        "noted": opened.noted_on(found.id).to_dict(),
    }


def _revisions(opened: Archive, found: StoredArticle) -> list[dict[str, Any]]:
    return [
        {
            "revision": revision.revision,
            "seen_at": revision.seen_at,
            "changed": list(revision.changed),
            "capture_id": revision.capture_id,
            "parser": revision.parser,
        }
        for revision in opened.revisions(found.id)
    ]
