"""newsclip tag: words of one's own on articles."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from archive import Archive, ArchiveMissing
from archive.notes import tags_and_notes
from archive.notes.noted_articles import keys_of, noted
from archive.notes.notes_file import open_notes
from newsclip.terminal.options.chosen_articles import article_ids, is_article
from newsclip.terminal.options.common_options import WebAddress, archive_option, format_option
from newsclip.terminal.output.printing import clean, counted, errors, fail
from newsclip.terminal.output.row_printing import print_rows


@click.command(
    "tag",
    epilog="""\b
Examples:
  newsclip tag 17 23 floods 'quoted by name'
  newsclip tag https://www.example.com/story floods --remove
  newsclip tag
  newsclip search --tag floods""",
)
@click.argument("words", metavar="[ID|URL]... [TAG]...", nargs=-1, type=WebAddress())
@click.option("--remove", is_flag=True, help="Take these tags off these articles.")
@click.option("--list", "listing", is_flag=True, help="All tags; so it is without arguments too.")
@format_option
@archive_option
@errors
def command(words: tuple[str, ...], remove: bool, listing: bool, archive: Path, form: str) -> None:
    """Give articles, named by number or address, tags; a number is never a tag.

    With articles alone, their tags are told. A tag is the same in whatever case. Tags are kept in
    news.notes.db beside the archive, by the addresses of the articles.
    """
    named = [word for word in words if is_article(word)]
    tags = [word for word in words if not is_article(word)]
    if (listing and words) or (tags and not named) or (remove and not tags):
        raise click.UsageError("Name articles and tags: newsclip tag 17 23 floods")
    if not archive.exists():
        raise ArchiveMissing(archive)
    with Archive(archive) as opened:
        if not words:
            counts = tags_and_notes.tag_counts(opened.notes).items()
            rows = [{"tag": tag, "articles": count} for tag, count in counts]
            print_rows(rows, form, ("tag", "articles"), empty="No tag yet.")
            return
        ids = article_ids(opened, named)
        keys = [keys_of(opened.connection, one) for one in ids]
        if not tags:
            told = [
                {"id": one, "tags": tags_and_notes.tags_of(opened.notes, known)}
                for one, known in zip(ids, keys, strict=True)
            ]
            print_rows(told, form, ("id", "tags"))
            return
        with closing(open_notes(opened.path, opened.archive_id)) as notes:
            try:
                if remove:
                    all_keys = [key for known in keys for key in known]
                    changed = tags_and_notes.remove_tags(notes, all_keys, tags)
                else:
                    articles = noted(opened.connection, ids)
                    changed = tags_and_notes.add_tags(notes, articles, tags)
            except ValueError as error:
                fail(str(error))
    done = "taken off" if remove else "added to"
    said = f"{changed} {done} {counted(len(ids), 'articles')}"
    if not changed:
        which = "the article has" if len(ids) == 1 else "the articles have"
        said = f"Nothing to do: {which} {'none of these tags' if remove else 'these tags already'}"
    elif not remove and changed < len(set(ids)) * len(tags):
        said += ", the others had them already"
    click.echo(clean(said), err=True)
