"""A site's name is what most of its articles say, in whatever order they came."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from archive_samples import article, hours, visit

from archive import Archive

PUBLISHERS = (None, "Sport in the Bay", "The Bay", "The Bay", "Bay TV")


def save(path: Path, publishers: tuple[str | None, ...], at: int = 0) -> str | None:
    """Keep an article of each publisher, and give what the site is then called."""
    with Archive(path, write=True) as opened:
        run = opened.start_run("crawl")
        for n, publisher in enumerate(publishers):
            told = replace(article(f"Story {at + n} of the harbour"), publisher=publisher)
            url = f"https://bay.example.com/{at + n}"
            opened.save([visit(told, hours(n), url, page=f"{at} {n}".encode())], run)
        opened.finish_run(run, 0, {})
        row = opened.connection.execute("SELECT name FROM sites WHERE domain = 'example.com'")
        return row.fetchone()[0]


@pytest.mark.parametrize("order", list(permutations(PUBLISHERS))[::17])
def test_the_same_in_every_order(tmp_path: Path, order: tuple[str | None, ...]) -> None:
    assert save(tmp_path / "news.db", order) == "The Bay"


def test_as_many_for_one_as_for_another(tmp_path: Path) -> None:
    assert save(tmp_path / "one.db", ("B", "A")) == save(tmp_path / "two.db", ("A", "B")) == "A"


def test_a_site_that_says_nothing(tmp_path: Path) -> None:
    assert save(tmp_path / "news.db", (None, None)) is None


def test_a_later_run_may_know_better(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    assert save(path, ("Sport in the Bay",)) == "Sport in the Bay"
    assert save(path, ("The Bay", "The Bay"), at=10) == "The Bay"
    assert save(path, (None,), at=20) == "The Bay"
