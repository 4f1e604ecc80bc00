"""newsclip export: articles as tables, records or references, stored pages as warc."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

import click

from archive import Archive
from archive.counting.sampling import Sample
from archive.reading.articles import StoredArticle
from archive.reading.export.articles_export import WRITERS, csv_for_spreadsheets
from archive.reading.export.manifest import write_manifest
from archive.reading.export.output_files import (
    is_replaced,
    refuse_databases,
    whole_file,
    whole_folder,
)
from archive.search.filters import Filters
from newsclip.terminal.common_options import SPREADSHEETS_HELP, archive_option, quiet_option
from newsclip.terminal.extras import needs
from newsclip.terminal.filter_options import (
    as_given,
    filter_options,
    filters_from,
    tell_undated,
)
from newsclip.terminal.printing import clean, counted, errors, fail, progress_bar
from newsclip.terminal.sample_options import check_sample, drawn, sample_options

FORMS = (*sorted(WRITERS), "parquet", "warc", "xlsx")
_ENDINGS = {
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".parquet": "parquet",
    ".warc": "warc",
    ".ris": "ris",
    ".bib": "bibtex",
    ".csl.json": "csl-json",
    ".xlsx": "xlsx",
}
_FILES_ONLY = {"parquet": "a file or a folder", "xlsx": "a file"}
_WITH_BODY = ("csv", "parquet", "xlsx")


@click.command(
    "export",
    epilog="""\b
Examples:
  newsclip export --format csv --output articles.csv
  newsclip export -o bbc.jsonl --site bbc.co.uk --since 2026-11-01
  newsclip export climate --format jsonl | jq .headline
  newsclip export --format parquet -o corpus/ --language en
  newsclip export climate -o climate.ris
  newsclip export --since 2026-11-01 -o november.xlsx
  newsclip export --selection floods --sample 200 --by month -o sample.csv
  newsclip export -o pages.warc.gz""",
)
@click.argument("query", nargs=-1)
@filter_options
@sample_options
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMS),
    help="csv: the rows of the table; xlsx: the same as a workbook, days as days; jsonl: whole "
    "articles, with paragraphs and images; parquet: the same, typed; ris, csl-json, bibtex: "
    "references, for Zotero, EndNote and LaTeX; warc: the stored pages.  "
    "[default: as the output's name ends; jsonl on standard output]",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(allow_dash=True, path_type=Path),
    default=Path("-"),
    help="The file to write, or the folder (parquet by month and site); "
    "- (the default) is standard output.",
)
@click.option(
    "--for-spreadsheets",
    is_flag=True,
    help=SPREADSHEETS_HELP,
)
@click.option(
    "--with-boxes",
    is_flag=True,
    help="csv, xlsx and parquet: `body` with the fact boxes, key points and embedded posts that "
    "stand beside the story. jsonl always has them, among its paragraphs.",
)
@quiet_option
@archive_option
@errors
def command(
    query: tuple[str, ...],
    archive: Path,
    form: str | None,
    output: Path,
    for_spreadsheets: bool,
    with_boxes: bool,
    quiet: bool,
    sample: int | None,
    by: tuple[str, ...] | None,
    seed: str | None,
    **chosen: Any,
) -> None:
    """Write the articles that QUERY and the options choose; without either, all.

    The articles are those of the moment the export begins, in the order of their numbers.
    Two exports of the same archive as csv or jsonl are the same byte for byte.

    As warc the stored pages of these articles are written, every capture of each; without
    QUERY and options all pages there are. Where the output is a file or a folder, a manifest
    beside it (NAME.manifest.json) tells what chose the articles, how many they are, of a sample the
    seed and the size of each stratum, of a selection its own query and date, and the SHA-256 of
    each file, so that a corpus can be cited.

    A file or a folder is there when it is whole. No archive is ever written over, nor any other
    database.
    """
    form = form or ("csv" if for_spreadsheets else _form_of(output))
    if for_spreadsheets and form != "csv":
        raise click.UsageError(f"--for-spreadsheets is for csv, not for {form}.")
    writer = csv_for_spreadsheets if for_spreadsheets else WRITERS.get(form)
    if with_boxes and form not in _WITH_BODY:
        raise click.UsageError(f"--with-boxes is for {', '.join(_WITH_BODY)}, not for {form}.")
    read = _boxed if with_boxes else _followed
    check_sample(chosen | {"sample": sample, "by": by, "seed": seed})
    words = " ".join(query)
    with Archive(archive) as opened:
        filters = filters_from(chosen, opened)
        found = drawn(opened, words, filters, sample, by, seed) if sample else None
        ids = found.ids if found else opened.matching_ids(words, filters)
        if not quiet:
            tell_undated(opened, ids, filters)
        is_all = found is None and not words.strip() and filters == Filters()
        try:
            if str(output) == "-":
                if form in _FILES_ONLY:
                    raise click.UsageError(f"{form} needs {_FILES_ONLY[form]}: --output PATH")
                _write(opened, form, writer, read, ids, sys.stdout.buffer, is_all, quiet)
                return
            tell = partial(_manifest, opened, form, words, chosen, found)
            if output.name in ("", ".."):
                output = output.resolve()  # a folder without a name has none for its manifest
            manifest = output.with_name(output.name + ".manifest.json")
            refuse_databases(manifest)
            if form == "parquet" and output.suffix.lower() != ".parquet":
                with whole_folder(output) as folder:
                    names, counts = _data_set(opened, read, ids, folder, quiet)
                tell([output / name for name in names], manifest, counts)
            else:
                with whole_file(output) as out:
                    counts = _write(opened, form, writer, read, ids, out, is_all, quiet)
                if is_replaced(output):
                    tell([output], manifest, counts)
        except KeyboardInterrupt:
            click.echo(clean(f"{output}: nothing was written"), err=True)
            raise
        except BrokenPipeError:
            raise  # whoever reads has enough, as `head` does
        except OSError as error:
            fail(
                f"{output}: cannot be written ({error.strerror or error}). Nothing was left there."
            )
    if not quiet:
        told = ", ".join(counted(n, name) for name, n in counts.items() if n and name != "cut")
        click.echo(
            f"{told or 'Nothing was found: a file without articles'} written to {output}", err=True
        )
    if counts.get("cut"):
        click.echo(
            f"Texts longer than a cell of a workbook, cut and marked with […]: {counts['cut']}."
            " csv, jsonl and parquet have them whole.",
            err=True,
        )
    if counts.get("damaged"):
        fail("some captures are damaged and are missing; see newsclip check", 1)


def _form_of(output: Path) -> str:
    name = output.name.lower().removesuffix(".gz")
    if output.is_dir():
        return "parquet"
    if found := next((form for ending, form in _ENDINGS.items() if name.endswith(ending)), None):
        return found
    if str(output) == "-" or (output.exists() and not output.is_file()):
        return "jsonl"
    refuse_databases(output)
    raise click.UsageError(
        f"{output}: what is wanted cannot be told from the name. Name it with one of"
        f" {', '.join(_ENDINGS)}, or say --format."
    )


def _write(
    archive: Archive,
    form: str,
    writer: Callable[[Iterable[Any]], Iterator[str]] | None,
    read: Callable[[Archive, Any, Any], Iterator[StoredArticle]],
    ids: Any,
    out: BinaryIO,
    is_all: bool,
    quiet: bool,
) -> dict[str, int]:
    """Write as *form* to *out*, texts by *writer*; what was written, in numbers."""
    with progress_bar("Exporting", quiet) as progress:
        if form == "warc":
            done = archive.export_warc(out, None if is_all else ids, progress)
            counts = {"captures": done.captures, "revisits": done.revisits}
            return counts | ({"damaged": done.damaged} if done.damaged else {})
        if form == "parquet":
            _parquet().write_file(read(archive, ids, progress), out)
            return {"articles": len(ids)}
        if form == "xlsx":
            cut = _xlsx().write_articles(read(archive, ids, progress), out)
            return {"articles": len(ids)} | ({"cut": cut} if cut else {})
        assert writer is not None
        for line in writer(read(archive, ids, progress)):
            out.write(line.encode())
    out.flush()
    return {"articles": len(ids)}


def _data_set(
    archive: Archive,
    read: Callable[[Archive, Any, Any], Iterator[StoredArticle]],
    ids: Any,
    folder: Path,
    quiet: bool,
) -> tuple[list[Path], dict[str, int]]:
    with progress_bar("Exporting", quiet) as progress:
        files = _parquet().write_part(read(archive, ids, progress), folder, "part")
    return [file.relative_to(folder) for file in files], {"articles": len(ids)}


def _parquet() -> ModuleType:
    try:
        from archive.reading.export import parquet
    except ModuleNotFoundError:
        fail(needs("parquet", "pyarrow", "parquet"))
    return parquet


def _xlsx() -> ModuleType:
    try:
        from archive.reading.export import xlsx
    except ModuleNotFoundError:
        fail(needs("xlsx", "openpyxl", "xlsx"))
    return xlsx


def _boxed(archive: Archive, ids: Any, progress: Any) -> Iterator[StoredArticle]:
    """The articles with what stands beside the story in their bodies."""
    for stored in _followed(archive, ids, progress):
        yield replace(stored, row={**stored.row, "body": stored.record.body_with_boxes})


def _followed(archive: Archive, ids: Any, progress: Any) -> Iterator[StoredArticle]:
    for done, stored in enumerate(archive.by_ids(ids), 1):
        yield stored
        progress(done, len(ids))


def _manifest(
    archive: Archive,
    form: str,
    words: str,
    chosen: dict[str, Any],
    sample: Sample | None,
    files: list[Path],
    path: Path,
    counts: dict[str, int],
) -> None:
    write_manifest(
        path,
        files,
        archive_id=archive.archive_id,
        form=form,
        query={"words": words, **as_given(chosen)},
        selection=archive.selection(chosen["selection"]).to_dict() if chosen["selection"] else None,
        sample=sample.to_dict() if sample else None,
        counts=counts,
        parsers=archive.parsers(),
    )
