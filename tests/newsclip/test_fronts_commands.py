"""newsclip fronts and placements: what stood on front pages, printed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from archive_samples import NOON, article, hours, visit
from crawling import newsclip

from archive import Archive, Capture, Visit
from archive.records import Front, Placement

HOME = "https://www.example.com/"
STORM = Placement(f"{HOME}2026/storm", "Storm nears \x1b[31mEastwick", 2)
LOCK = Placement(f"{HOME}2026/lock", "=Lock repaired", None)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    with Archive(path, write=True) as opened:
        opened.save([visit(article("Storm passes"), url=STORM.url)])
        for at, stories in ((0, (STORM, LOCK)), (2, (LOCK, STORM)), (3, (LOCK,))):
            capture = Capture(HOME, hours(at), 200, f"<html>{stories}".encode())
            front = Front(HOME, stories)
            opened.save(
                [Visit(HOME, hours(at), "not-an-article", 200, capture=capture, front=front)]
            )
    return path


def test_the_list_tells_what_changed(archive: Path) -> None:
    done = newsclip("fronts", "example.com", "--archive", archive)
    assert done.code == 0, done.err
    newest, middle, oldest = done.out.splitlines()[1:]
    assert newest.split()[-5:] == ["1", "0", "1", "=Lock", "repaired"]
    assert " 2 " in middle
    assert "Storm nears [31mEastwick" in oldest
    assert "\x1b" not in done.out
    found = newsclip("fronts", HOME, "--until", f"{hours(2):%FT%TZ}", "--format", "jsonl",
                     "--archive", archive)  # fmt: skip
    (only,) = map(json.loads, found.out.splitlines())
    assert (only["stories"], only["came"], only["until"]) == (2, None, "2026-11-01T14:00:00.000Z")


def test_a_front_at_a_moment(archive: Path) -> None:
    done = newsclip("fronts", "example.com", "--at", f"{hours(1):%FT%TZ}", "--archive", archive)
    assert done.code == 0, done.err
    assert "https://www.example.com/, seen so from 2026-11-01 12:00 UTC" in done.err
    storm, lock = done.out.splitlines()[1:]
    assert storm.split()[:2] == ["1", "h2"]
    assert storm.endswith("Storm passes")
    assert lock.split()[0] == "2"
    sheet = newsclip("fronts", "example.com", "--at", "2030-01-01", "--for-spreadsheets",
                     "--archive", archive)  # fmt: skip
    (row,) = csv.DictReader(io.StringIO(sheet.out.removeprefix("\ufeff")))
    assert (row["text"], row["url_key"], row["until"]) == (
        "'=Lock repaired",
        "example.com/2026/lock",
        "",
    )
    early = newsclip("fronts", "example.com", "--at", f"{hours(-1):%FT%TZ}", "--archive", archive)
    assert early.code == 2
    assert early.err.startswith(
        "newsclip: example.com: no front page was seen by 2026-11-01 11:00 UTC"
    )


def test_a_day_is_meant_at_its_end(archive: Path) -> None:
    for day in (f"{hours(0):%F}", f"{hours(0):%Y%m%d}"):
        done = newsclip("fronts", "example.com", "--at", day, "--archive", archive)
        assert done.code == 0, done.err
        assert "seen so from 2026-11-01 15:00 UTC" in done.err
    at_midnight = newsclip(
        "fronts", "example.com", "--at", f"{hours(0):%F}T00:00", "--archive", archive
    )
    assert at_midnight.code == 2


def test_without_a_site_it_is_told_what_there_is(archive: Path) -> None:
    done = newsclip("fronts", "--format", "jsonl", "--archive", archive)
    assert done.code == 0, done.err
    (kept,) = map(json.loads, done.out.splitlines())
    assert (kept["site"], kept["url"], kept["sightings"]) == ("example.com", HOME, 3)
    moment = newsclip("fronts", "--at", "1d", "--archive", archive)
    assert moment.code == 2
    assert "Of which SITE?" in moment.err
    with Archive(archive.with_name("empty.db"), write=True):
        pass
    none = newsclip("fronts", "--archive", archive.with_name("empty.db"))
    assert (none.code, none.out) == (0, "")
    assert "No front page is kept yet." in none.err


def test_what_is_asked_wrongly_is_said(archive: Path) -> None:
    both = newsclip("fronts", "example.com", "--at", "1d", "--since", "7d", "--archive", archive)
    assert both.code == 2
    assert "--at is one moment" in both.err
    none = newsclip("fronts", "example.org", "--archive", archive)
    assert (none.code, none.out) == (0, "")
    assert "No front page of example.org is kept yet" in none.err
    assert "No article has the site ‘example.org’; " in none.err


def test_where_a_story_stood(archive: Path) -> None:
    done = newsclip("placements", 1, "--format", "jsonl", "--archive", archive)
    assert done.code == 0, done.err
    (stay,) = map(json.loads, done.out.splitlines())
    assert stay["since"] == f"{NOON:%FT%T.000Z}"
    assert (stay["front"], stay["hours"], stay["best_position"]) == (HOME, 3.0, 1)
    table = newsclip("placements", LOCK.url, "--archive", archive)
    assert table.out.splitlines()[1].split()[-1] == "3.0"
    none = newsclip("placements", f"{HOME}never", "--archive", archive)
    assert (none.code, none.out) == (0, "")
    assert f"No front page that is kept shows {HOME}never" in none.err
    wrong = newsclip("placements", 99, "--archive", archive)
    assert (wrong.code, wrong.out) == (2, "")
    assert "99: not in" in wrong.err
