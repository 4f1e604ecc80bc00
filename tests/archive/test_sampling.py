"""Stratified samples: proportional, the same everywhere, told in manifest and selection."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from archive_samples import article, hours, visit
from click.testing import CliRunner, Result
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.counting.sampling import allocate
from newsclip.cli import main

SITES = {"north.example": 60, "south.example": 30, "west.example": 9, "east.example": 1}
PAGES = [f"https://{site}/story/{n}" for site, count in SITES.items() for n in range(count)]


def saved(path: Path, pages: list[str]) -> Path:
    with Archive(path, write=True) as archive:
        archive.save([visit(article(page), hours(n), page) for n, page in enumerate(pages)])
    return path


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("samples") / "news.db", PAGES)


def ask(path: Path, *arguments: str, code: int = 0) -> Result:
    ran = CliRunner().invoke(main, [*arguments, "--archive", str(path)])
    assert ran.exit_code == code, ran.output
    return ran


def urls(text: str) -> list[str]:
    return sorted(json.loads(line)["url"] for line in text.splitlines())


def test_each_stratum_gives_its_part_and_at_least_one(path: Path) -> None:
    with Archive(path) as archive:
        sample = archive.sample(10, by="site")
        assert {one.cell: one.drawn for one in sample.strata} == {
            ("north.example",): 5,
            ("south.example",): 3,
            ("west.example",): 1,
            ("east.example",): 1,
        }
        assert (len(sample), sample.frame, sample.left_out) == (10, 100, 0)
        assert len(sample.to_dataframe(library="pandas")) == 10
        few = archive.sample(2, by="site")
        assert (len(few), few.left_out) == (2, 2)
        assert len(archive.sample(500)) == 100
        assert len(archive.sample(5, "nothing")) == 0
        assert {one.site for one in archive.sample(9, site="south.example")} == {"south.example"}


def test_the_same_seed_gives_the_same_articles_everywhere(path: Path, tmp_path: Path) -> None:
    shuffled = random.Random(7).sample(PAGES, len(PAGES))
    # In another order the same pages have other numbers.
    other = saved(tmp_path / "other.db", shuffled)
    with Archive(path) as one, Archive(other) as two:
        for by in ((), "site"):
            drawn = sorted(article.url for article in one.sample(12, by=by, seed=3))
            assert drawn == sorted(article.url for article in two.sample(12, by=by, seed=3))
            assert drawn != sorted(article.url for article in one.sample(12, by=by, seed=4))
        # What SHA-256 says is no secret: these are the articles on every machine.
        assert sorted(article.url_key for article in one.sample(3, seed=1)) == [
            "north.example/story/2",
            "north.example/story/28",
            "south.example/story/23",
        ]


def test_a_larger_sample_has_the_smaller_one(path: Path) -> None:
    with Archive(path) as archive:
        assert set(archive.sample(10).ids) < set(archive.sample(30).ids)


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=3), st.integers(1, 40), max_size=12),
    st.integers(1, 200),
)
@examples(50)
def test_any_frame_is_divided_fairly(sizes: dict[str, int], size: int) -> None:
    cells = {(name,): count for name, count in sizes.items()}
    parts = allocate(cells, size, {cell: repr(cell).encode() for cell in cells})
    wanted = min(size, sum(sizes.values()))
    assert parts.keys() == cells.keys()
    assert sum(parts.values()) == wanted
    assert all(0 <= part <= cells[cell] for cell, part in parts.items())
    if len(cells) <= wanted:
        assert all(parts.values())
    for one, has in cells.items():
        for other, has_too in cells.items():
            assert has < has_too or parts[one] >= parts[other] - (has == has_too)


def test_hamiltons_method_on_a_known_example() -> None:
    """Six states and 25 seats: where Hamilton's method rounds up by the largest remainders."""
    sizes = {("A",): 1429, ("B",): 8653, ("C",): 4203, ("D",): 4715, ("E",): 6000}
    parts = allocate(sizes, 25, dict.fromkeys(sizes, b""))
    assert parts == {("A",): 1, ("B",): 9, ("C",): 4, ("D",): 5, ("E",): 6}


def test_search_and_export_draw_the_same(path: Path, tmp_path: Path) -> None:
    sample = ["--sample", "10", "--by", "site", "--seed", "2"]
    found = ask(path, "search", *sample, "--format", "jsonl")
    assert "Sample: 10 of 100 articles, seed 2, by site (4 strata)" in found.stderr
    out = tmp_path / "sample.jsonl"
    ask(path, "export", *sample, "-o", str(out))
    assert urls(found.stdout) == urls(out.read_text())
    told = json.loads((tmp_path / "sample.jsonl.manifest.json").read_text())["sample"]
    assert (told["seed"], told["frame"], told["drawn"], told["by"]) == ("2", 100, 10, ["site"])
    assert {"site": "west.example", "articles": 9, "drawn": 1} in told["strata"]


def test_a_selection_remembers_how_it_was_drawn(path: Path, tmp_path: Path) -> None:
    own = saved(tmp_path / "news.db", PAGES)
    ask(own, "select", "coding", "--sample", "10", "--by", "site", "--seed", "2")
    with Archive(own) as archive:
        selection = archive.selection("coding")
        assert selection.sample
        assert (selection.sample["frame"], selection.sample["seed"]) == (100, "2")
        assert list(selection.ids) == list(archive.sample(10, by="site", seed=2).ids)
    assert "a sample of 100, seed 2, by site" in ask(own, "select", "coding").stderr
    out = tmp_path / "coding.csv"
    ask(own, "export", "--selection", "coding", "-o", str(out))
    told = json.loads((tmp_path / "coding.csv.manifest.json").read_text())
    assert told["selection"]["sample"]["strata"]
    assert "sample" not in told


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--by", "site"], "--by is for samples"),
        (["--seed", "1"], "--seed is for samples"),
        (["--sample", "5", "--limit", "9"], "leave --limit out"),
        (["--sample", "5", "--by", "author"], "several values of author"),
        (["--sample", "5", "--by", "week,month"], "one of day, week and month"),
        (["--sample", "0"], "0"),
    ],
)
@pytest.mark.parametrize("command", ["search", "export", "select mine"])
def test_what_makes_no_sample_is_refused(
    path: Path, command: str, options: list[str], told: str
) -> None:
    assert told in ask(path, *command.split(), *options, code=2).stderr
