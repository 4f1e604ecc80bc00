"""Exports as other programs take them, with no option: pandas, polars, DuckDB, a workbook."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from crawling import newsclip

from archive import Archive
from archive.reading.export.articles_export import CSV_COLUMNS
from archive.records import Visit
from parsers.records import Article, Image, Paragraph

TIME = datetime(2026, 5, 3, 22, 30, tzinfo=UTC)
HOST = "https://gazette.example"
LONG = "word 🦀 " * 9_000


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stories with a time, with a day, with neither, and with what programs trip over."""
    path = tmp_path_factory.mktemp("tables") / "news.db"
    moments: list[Any] = [TIME, date(2026, 5, 4), None, TIME]
    headlines = ["Harbour opens", '=HYPERLINK("https://x.example")', "#N/A", "_x0041_ and\x07bells"]
    with Archive(path, write=True) as opened:
        opened.save(
            [
                Visit(
                    f"{HOST}/{n}",
                    datetime(2026, 6, n, tzinfo=UTC),
                    article=Article(
                        url=f"{HOST}/{n}",
                        headline=headline,
                        authors=("Ada Rook", "Ines Coll"),
                        published_at=moment,
                        modified_at=moment,
                        images=(Image(f"{HOST}/{n}.jpg", caption="The pier, “1911”\nseen"),),
                        paragraphs=(Paragraph(LONG if n == 1 else 'A "quoted", split line.'),),
                    ),
                    parser="1",
                )
                for n, (headline, moment) in enumerate(zip(headlines, moments, strict=True), 1)
            ]
        )
    return path


def exported(archive: Path, output: Path, *more: str) -> Path:
    done = newsclip("export", "--archive", archive, "-o", output, *more)
    assert done.code == 0, done.err
    return output


def test_a_column_of_the_csv_holds_one_kind_of_value(archive: Path, tmp_path: Path) -> None:
    with exported(archive, tmp_path / "a.csv").open(newline="") as file:
        found = list(csv.DictReader(file))
    times = [row["published_at"] for row in found]
    assert times == ["2026-05-03T22:30:00Z", "", "", "2026-05-03T22:30:00Z"]
    for name in ("published_day", "modified_day"):
        assert [row[name] for row in found] == ["2026-05-03", "2026-05-04", "", "2026-05-03"]


def test_pandas_takes_the_times(archive: Path, tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    table = pandas.read_csv(
        exported(archive, tmp_path / "a.csv"), parse_dates=["published_at", "published_day"]
    )
    assert str(table.published_at.dtype).startswith("datetime64[")
    assert table.published_at[0] == TIME
    assert table.published_day[1] == pandas.Timestamp("2026-05-04")
    assert table.body[0] == LONG


def test_polars_takes_the_times(archive: Path, tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    table = polars.read_csv(exported(archive, tmp_path / "a.csv"), try_parse_dates=True)
    assert table.schema["published_at"] == polars.Datetime("us", "UTC")
    assert table.schema["published_day"] == polars.Date
    assert table["published_day"][1] == date(2026, 5, 4)
    folder = exported(archive, tmp_path / "corpus", "--format", "parquet")
    assert len(polars.read_parquet(folder)) == 4


def test_duckdb_takes_the_times(archive: Path, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    file = exported(archive, tmp_path / "a.csv")
    told = dict(row[:2] for row in duckdb.sql(f"DESCRIBE FROM '{file}'").fetchall())
    assert told["published_at"].startswith("TIMESTAMP")
    assert told["published_day"] == told["modified_day"] == "DATE"
    days = duckdb.sql(
        f"SELECT published_day, count(*) FROM '{file}' GROUP BY 1 ORDER BY 1 NULLS LAST"
    )
    assert days.fetchall() == [(date(2026, 5, 3), 2), (date(2026, 5, 4), 1), (None, 1)]
    folder = exported(archive, tmp_path / "corpus", "--format", "parquet")
    parts = duckdb.sql(f"SELECT count(*), min(month) FROM '{folder}/*/*/*.parquet'").fetchall()
    assert parts == [(4, "2026-05")]


def test_a_workbook_is_typed_and_runs_nothing(archive: Path, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    done = newsclip("export", "--archive", archive, "-o", tmp_path / "a.xlsx")
    assert done.code == 0
    assert "marked with […]: 1." in done.err
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["articles"]
    heads, *lines = sheet.iter_rows()
    assert tuple(head.value for head in heads) == CSV_COLUMNS
    found = [dict(zip(CSV_COLUMNS, line, strict=True)) for line in lines]
    assert [line["published_at"].value for line in found] == [
        TIME.replace(tzinfo=None), None, None, TIME.replace(tzinfo=None),
    ]  # fmt: skip
    assert found[1]["published_day"].value == datetime(2026, 5, 4)
    assert found[1]["published_day"].is_date
    assert found[0]["url"].hyperlink.target == f"{HOST}/1"
    assert found[0]["authors"].value == "Ada Rook; Ines Coll"
    assert {line["headline"].data_type for line in found} == {"s"}
    assert [line["headline"].value for line in found[1:3]] == [
        '=HYPERLINK("https://x.example")',
        "#N/A",
    ]
    assert openpyxl.utils.escape.unescape(found[3]["headline"].value) == "_x0041_ andbells"
    body = found[0]["body"].value
    assert len(body.encode("utf-16-le")) <= 2 * 32_767
    assert body.endswith(" […]")
    assert LONG.startswith(body.removesuffix(" […]"))


def test_a_full_sheet_goes_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from archive.reading.export import xlsx

    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    with (tmp_path / "a.xlsx").open("wb") as out:
        xlsx.write_table(out, "codes", ("id", "stance"), ((n, "pro") for n in range(7)))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["codes", "codes 2", "codes 3"]
    values = [row for sheet in book for row in list(sheet.values)[1:]]
    assert values == [(n, "pro") for n in range(7)]
