"""newsclip code: what coders say of articles, taken back, listed, compared."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from archive import Archive, ArchiveMissing
from archive.notes.coding.coded_values import Codes, CodingMistakes, take_back
from archive.notes.coding.coding_sheets import Sheet, SheetUnreadable, read_sheet
from archive.notes.notes_file import open_notes
from newsclip.terminal.extras import needs
from newsclip.terminal.options.codebook_file import codebook_of
from newsclip.terminal.options.common_options import archive_option, list_options
from newsclip.terminal.output.printing import clean, counted, errors, fail
from newsclip.terminal.output.row_printing import print_rows

COLUMNS = ("id", "code", "coder", "value", "coded_at", "url_key")
AGREEMENT = ("code", "coders", "articles", "percent", "kappa", "alpha")
DIFFERENT = ("id", "code", "values", "headline", "url")


@click.command(
    "code",
    epilog="""\b
Examples:
  newsclip export --selection coding --codebook codebook.toml -o sheet.xlsx
  newsclip code sheet-of-ada.xlsx --coder ada
  newsclip code --agreement
  newsclip code --disagreements
  newsclip code --format csv > codes.csv""",
)
@click.argument(
    "sheet", metavar="[FILE]", required=False,
    type=click.Path(dir_okay=False, path_type=Path),
)  # fmt: skip
@click.option("--coder", metavar="NAME", help="Who coded; else the column coder of FILE tells.")
@click.option(
    "--codebook",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The codebook; else that which newsclip export --codebook was given.",
)
@click.option("--agreement", is_flag=True, help="How far coders agree on each code.")
@click.option("--disagreements", is_flag=True, help="The articles on which coders differ.")
@click.option("--selection", metavar="NAME", help="Only articles of this selection.")
@list_options
@archive_option
@errors
def command(
    sheet: Path | None,
    coder: str | None,
    codebook: Path | None,
    agreement: bool,
    disagreements: bool,
    selection: str | None,
    archive: Path,
    form: str,
) -> None:
    """Take back a coding sheet FILE (csv or xlsx); without it, list what was coded.

    Each value is checked against the codebook, whatever its case. Where there are mistakes, all are
    told with row and column, and nothing is kept. A value replaces what the same coder said of the
    article before; an empty cell changes nothing.

    Agreement is told in percent, as Cohen's kappa (of two coders) and as Krippendorff's alpha for
    nominal values, over the articles that two or more coders have coded. Codes are kept in
    news.notes.db beside the archive.
    """
    if sheet and (agreement or disagreements or selection):
        raise click.UsageError("FILE is taken back by itself: ask for the agreement afterwards.")
    if agreement and disagreements:
        raise click.UsageError("--agreement and --disagreements: one at a time.")
    if not sheet and codebook:
        raise click.UsageError("--codebook is for taking back a FILE.")
    if not archive.exists():
        raise ArchiveMissing(archive)
    with Archive(archive) as opened:
        if sheet:
            _take_back(opened, sheet, coder, codebook)
            return
        found = opened.codes(selection)
        if coder:
            found = Codes(one for one in found if one.coder == coder)
        if agreement:
            rows = [asdict(one) | {"coders": list(one.coders)} for one in found.agreement()]
            shown = map(_rounded, rows) if form == "table" else rows
            print_rows(shown, form, AGREEMENT, empty="No two coders have coded the same code yet.")
        elif disagreements:
            rows = list(_disagreements(opened, found))
            print_rows(rows, form, DIFFERENT, empty="No two coders differ.")
        else:
            print_rows(map(asdict, found), form, COLUMNS, empty="Nothing is coded yet.")


def _take_back(opened: Archive, path: Path, coder: str | None, codebook: Path | None) -> None:
    sheet = _read(path)
    codes = codebook_of(codebook) if codebook else None
    with closing(open_notes(opened.path, opened.archive_id)) as notes:
        try:
            taken = take_back(notes, opened.connection, sheet, coder, codes)
        except CodingMistakes as wrong:
            for mistake in wrong.mistakes:
                click.echo(clean(f"{path}: {mistake}"), err=True)
            fail(f"{path}: {counted(len(wrong.mistakes), 'mistakes')}, nothing was kept")
    told = "Nothing is filled in, nothing was kept"
    if taken.coders:
        who = ", ".join(taken.coders)
        told = f"{counted(taken.articles, 'articles')} coded by {who}, {taken.values} values"
    told += f", {taken.changed} of them changed" if taken.changed else ""
    told += f"; {taken.empty} cells are empty" if taken.empty else ""
    click.echo(clean(told), err=True)


def _read(path: Path) -> Sheet:
    try:
        return read_sheet(path)
    except OSError as error:
        fail(f"{path} cannot be read: {error.strerror}")
    except SheetUnreadable as error:
        fail(f"{path}: {error}")
    except ModuleNotFoundError:
        fail(needs("xlsx", "openpyxl", "xlsx"))


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    """The figures as papers print them."""
    kept = dict(row)
    for name, form in (("percent", ".1f"), ("kappa", ".3f"), ("alpha", ".3f")):
        kept[name] = "" if row[name] is None else format(row[name], form)
    return kept


def _disagreements(opened: Archive, found: Codes) -> Any:
    said: dict[tuple[str, str], dict[str, str]] = {}
    numbers = {}
    for one in found:
        said.setdefault((one.url_key, one.code), {})[one.coder] = one.value
        numbers[one.url_key] = one.id
    for (key, code), values in said.items():
        if len(set(values.values())) < 2:
            continue
        number = numbers[key]
        article = opened.article(number) if number is not None else None
        yield {
            "id": number,
            "code": code,
            "values": ", ".join(f"{coder}: {value}" for coder, value in values.items()),
            "headline": article.record.headline if article else None,
            "url": article.url if article else key,
        }
