"""The Python front door: what is exported, typed, and raised."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import archive
import newsclip
import parsers

ROOT = Path(__file__).resolve().parents[2]

USE = """
import newsclip
from datetime import datetime

article = newsclip.parse(b"<h1>A</h1>", "https://www.harbourgazette.example/a")
headline: str | None = article.headline
paragraphs: list[str] = [paragraph.text for paragraph in article.paragraphs]
try:
    newsclip.parse("")
except (newsclip.NotAnArticle, newsclip.UnreadablePage) as error:
    reason: str = error.reason
with newsclip.Archive("news.db") as opened:
    for stored in opened.articles(site="harbourgazette.example", since=datetime(2026, 11, 1)):
        record: newsclip.Article = stored.record
    headlines: list[str | None] = [hit.headline for hit in opened.search("clock")]
"""


@pytest.mark.parametrize("package", [newsclip, parsers, archive], ids=lambda one: one.__name__)
def test_what_is_exported_is_there_and_sorted(package: object) -> None:
    names = package.__all__  # type: ignore[attr-defined]
    assert len(set(names)) == len(names)
    for name in names:
        assert getattr(package, name) is not None


def test_the_front_door_holds_what_the_manual_promises() -> None:
    assert set(newsclip.__all__) == {
        "Archive",
        "Article",
        "NotAnArticle",
        "UnreadablePage",
        "__version__",
        "parse",
    }
    assert newsclip.parse is parsers.parse
    assert newsclip.Archive is archive.Archive


@pytest.mark.parametrize("room", ["parsers", "archive", "crawler", "newsclip"])
def test_every_room_is_typed_for_others(room: str) -> None:
    assert (ROOT / room / "py.typed").exists()


@pytest.mark.slow
def test_a_user_of_the_front_door_passes_strict_typing(tmp_path: Path) -> None:
    (tmp_path / "right.py").write_text(USE)
    (tmp_path / "wrong.py").write_text("import newsclip\nnewsclip.parse(7).no_such_field\n")
    options = "--strict --config-file pyproject.toml --follow-imports silent --cache-dir".split()
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", *options, tmp_path / "cache", *tmp_path.glob("*.py")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
    )
    lines = ran.stdout.splitlines()
    assert [line for line in lines if "right.py" in line] == [], ran.stdout
    for error in ("[arg-type]", "[attr-defined]"):
        assert any("wrong.py" in line and error in line for line in lines), ran.stdout + ran.stderr


@pytest.mark.parametrize("page", ["", b"", "<p>", b"\x00\xff", "Just a line."])
def test_no_article_is_an_error_of_ours(page: str | bytes) -> None:
    with pytest.raises((newsclip.NotAnArticle, newsclip.UnreadablePage)) as raised:
        newsclip.parse(page, "https://www.harbourgazette.example/a")
    assert raised.value.url == "https://www.harbourgazette.example/a"
    assert raised.value.reason in str(raised.value)


def test_a_missing_archive_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(archive.ArchiveMissing):
        newsclip.Archive(tmp_path / "news.db")
    assert list(tmp_path.iterdir()) == []
