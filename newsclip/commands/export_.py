"""newsclip export: articles as tables, records or references, stored pages as warc."""

from __future__ import annotations

import sys
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import click

from archive import Archive
from archive.counting.sampling import Sample
from archive.notes.coding.codebook import keep_codebook
from archive.notes.coding.coding_sheets import sheet_csv
from archive.notes.noted_on import COLUMNS as NOTED
from archive.notes.notes_file import open_notes
from archive.notes.selections import provenance
from archive.reading.export.articles_export import (
    WRITERS,
    csv_for_spreadsheets,
    csv_lines,
    jsonl,
)
from archive.reading.export.manifest import write_manifest
from archive.reading.export.output_files import (
    is_replaced,
    refuse_databases,
    whole_file,
    whole_folder,
)
from archive.search.filters import Filters
from newsclip.terminal.options.codebook_file import codebook_of
from newsclip.terminal.options.common_options import SPREADSHEETS_HELP, archive_option, quiet_option
from newsclip.terminal.options.filter_options import (
    as_given,
    filter_options,
    filters_from,
    tell_undated,
)
from newsclip.terminal.options.sample_options import check_sample, drawn, sample_options
from newsclip.terminal.output.article_files import (
    Reader,
    boxed,
    followed,
    with_noted,
    write_articles,
    write_data_set,
)
from newsclip.terminal.output.printing import clean, counted, errors, fail

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
@click.option(
    "--with-notes",
    is_flag=True,
    help="csv and jsonl: selections, tags, notes and codes of each article too.",
)
@click.option(
    "--codebook",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="csv and xlsx: a sheet for coders, with an empty column for each code of this TOML file; "
    "newsclip code takes it back.",
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
    with_notes: bool,
    codebook: Path | None,
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
    read: Reader = boxed if with_boxes else followed
    if with_notes:
        if form not in ("csv", "jsonl") or codebook:
            raise click.UsageError("--with-notes is for csv and jsonl, and for no coding sheet.")
        plain = csv_for_spreadsheets if for_spreadsheets else csv_lines
        writer = partial(jsonl if form == "jsonl" else plain, more=NOTED)
        read = with_noted(read)
    codes = codebook_of(codebook) if codebook else None
    if codes and form not in ("csv", "xlsx"):
        raise click.UsageError(f"--codebook makes a sheet as csv or xlsx, not {form}.")
    if codes and form == "csv":
        writer = partial(sheet_csv, codes=codes)
    check_sample(chosen | {"sample": sample, "by": by, "seed": seed})
    words = " ".join(query)
    with Archive(archive) as opened:
        filters = filters_from(chosen, opened)
        found = drawn(opened, words, filters, sample, by, seed) if sample else None
        ids = found.ids if found else opened.matching_ids(words, filters)
        if not quiet:
            tell_undated(opened, ids, filters)
        if codes:
            with closing(open_notes(opened.path, opened.archive_id)) as notes:
                keep_codebook(notes, codes)
        is_all = found is None and not words.strip() and filters == Filters()
        try:
            if str(output) == "-":
                if form in _FILES_ONLY:
                    raise click.UsageError(f"{form} needs {_FILES_ONLY[form]}: --output PATH")
                write_articles(
                    opened, form, writer, codes, read, ids, sys.stdout.buffer, is_all, quiet
                )
                return
            tell = partial(_manifest, opened, form, words, chosen, found)
            if output.name in ("", ".."):
                output = output.resolve()  # a folder without a name has none for its manifest
            manifest = output.with_name(output.name + ".manifest.json")
            refuse_databases(manifest)
            if form == "parquet" and output.suffix.lower() != ".parquet":
                with whole_folder(output) as folder:
                    names, counts = write_data_set(opened, read, ids, folder, quiet)
                tell([output / name for name in names], manifest, counts)
            else:
                with whole_file(output) as out:
                    counts = write_articles(
                        opened, form, writer, codes, read, ids, out, is_all, quiet
                    )
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
        selection=provenance(archive.notes, archive.connection, archive.path, chosen["selection"])
        if chosen["selection"]
        else None,
        sample=sample.to_dict() if sample else None,
        counts=counts,
        parsers=archive.parsers(),
    )
