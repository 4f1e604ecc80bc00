"""Articles as data frames: nothing is lost on the way, whichever library is there."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pandas
import polars
import pytest
from archive_samples import BODY, article, hours, records, visit
from examples import examples
from hypothesis import given

from archive import Archive
from parsers.records import Article, Image

PICTURES = (
    Image(url="https://www.example.com/1.jpg", credit="Ada Rook/AP", agencies=("AP",)),
    Image(caption="The lock", is_lead=True),
)
TIMED = article(
    "Timed", published_at=datetime(2026, 11, 1, 9, tzinfo=UTC), authors=("A", "B"), images=PICTURES
)
DATED = article("Dated", published_at=date(2026, 11, 2), is_free=False)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    path = tmp_path / "news.db"
    with Archive(path, write=True) as opened:
        opened.save(
            [
                visit(TIMED, hours(1), "https://www.example.com/timed"),
                visit(DATED, hours(2), "https://www.example.org/dated"),
            ]
        )
    return Archive(path)


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_articles(archive: Archive, library: str) -> None:
    frame = archive.articles().to_dataframe(library=library)
    assert type(frame).__module__.startswith(library)
    assert list(frame["headline"]) == ["Timed", "Dated"]
    assert [list(one) for one in frame["authors"]] == [["A", "B"], []]
    assert list(frame["has_time"]) == [True, False]
    assert [str(one)[:16] for one in frame["published_at"]] == [
        "2026-11-01 09:00",
        "2026-11-02 00:00",
    ]
    assert [one if one is None else bool(one) for one in frame["is_free"]] == [None, False]
    assert next(iter(frame["body"])) == "\n\n".join(BODY)
    assert "search_text" not in frame.columns
    stored = {row[1] for row in archive.connection.execute("PRAGMA table_info(articles)")}
    assert set(frame.columns) == stored - {"search_text", "url_key"} | {"has_time"}


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_pictures_and_paragraphs(archive: Archive, library: str) -> None:
    pictures = archive.articles().to_dataframe("images", library=library)
    assert list(pictures["article_id"]) == [1, 1]
    assert [list(one) for one in pictures["agencies"]] == [["AP"], []]
    assert list(pictures["is_lead"]) == [False, True]
    paragraphs = archive.articles(site="example.org").to_dataframe("paragraphs", library=library)
    assert list(paragraphs["text"]) == list(BODY)
    assert set(paragraphs["site"]) == {"example.org"}


@pytest.mark.parametrize("library", ["pandas", "polars"])
@pytest.mark.parametrize("rows", ["articles", "images", "paragraphs"])
def test_nothing_found_is_a_frame_with_its_columns(
    archive: Archive, library: str, rows: str
) -> None:
    full = archive.articles().to_dataframe(rows, library=library)
    empty = archive.articles(site="nobody.example").to_dataframe(rows, library=library)
    assert len(empty) == 0
    assert list(empty.columns) == list(full.columns)
    assert "UTC" in str(empty["published_at"].dtype)


@given(read=records)
@examples(25)
def test_any_article_becomes_a_row(read: Article, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("frames") / "news.db"
    with Archive(path, write=True) as opened:
        opened.save([visit(read)])
        (stored,) = opened.articles()
        for library in ("pandas", "polars"):
            for rows in ("articles", "images", "paragraphs"):
                frame = opened.articles().to_dataframe(rows, library=library)
                assert (
                    len(frame)
                    == {
                        "articles": 1,
                        "images": len(stored.record.images),
                        "paragraphs": len(stored.record.paragraphs),
                    }[rows]
                )
            one = opened.articles().to_dataframe(library=library)
            assert list(one["body"]) == [stored.record.body]


def test_pandas_comes_first_and_polars_stands_in(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(archive.articles().to_dataframe(), pandas.DataFrame)
    monkeypatch.setitem(sys.modules, "pandas", None)
    assert isinstance(archive.articles().to_dataframe(), polars.DataFrame)
    with pytest.raises(ImportError, match="pip install pandas"):
        archive.articles().to_dataframe(library="pandas")
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ImportError, match=r"needs pandas or polars.*newsclip export --format csv"):
        archive.articles().to_dataframe()


def test_other_rows_are_refused(archive: Archive) -> None:
    with pytest.raises(ValueError, match="'words' is none of articles, images, paragraphs"):
        archive.articles().to_dataframe("words")  # type: ignore[arg-type]


def test_iterating_is_as_before(archive: Archive) -> None:
    articles = archive.articles()
    assert next(articles).record.headline == "Timed"
    assert [one.record.headline for one in articles] == ["Dated"]
