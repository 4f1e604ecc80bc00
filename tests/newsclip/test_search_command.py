"""`newsclip search`: the query on the command line, and what is said beside the hits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from archive_samples import article, visit
from click.testing import CliRunner, Result

from archive import Archive
from newsclip.cli import main


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty articles on storms, ten of them in Łódź."""
    path = tmp_path_factory.mktemp("searched") / "news.db"
    with Archive(path, write=True) as archive:
        for n in range(30):
            read = article(f"Storm {n}", ("It rains in Łódź.",) if n < 10 else ("It rains.",))
            archive.save([visit(read, url=f"https://a.example/{n}")])
    return path


def run(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["search", "--archive", str(path), *arguments])


def test_how_many_there_are_is_told(path: Path) -> None:
    assert "30 articles found, the newest 20 shown." in run(path, "storm").stderr
    assert "10 articles found. To read one" in run(path, "lodz").stderr
    assert "1 article found. To read one" in run(path, '"storm 7"').stderr
    assert (
        "30 articles found, the best 3 shown."
        in run(path, "storm", "--relevance", "--limit", "3").stderr
    )
    as_lines = run(path, "storm", "--format", "jsonl")
    assert len(as_lines.stdout.splitlines()) == 20
    assert "30 articles found" in as_lines.stderr
    assert run(path, "nowhere").stderr == "Nothing found.\n"


@pytest.mark.parametrize(
    "arguments",
    [["storm", "-lodz"], ["-lodz"], ["-lodz storm"], ["--", "storm", "-lodz"], ["storm NOT lodz"],
     ["-łódź", "--site", "a.example"], ['-"in lodz"']],
)  # fmt: skip
def test_a_word_may_be_left_out(path: Path, arguments: list[str]) -> None:
    ran = run(path, "--format", "jsonl", "--limit", "50", *arguments)
    assert ran.exit_code == 0, ran.output
    assert len(ran.stdout.splitlines()) == 20
    assert not any("Łódź" in json.loads(line)["snippet"] for line in ran.stdout.splitlines())


def test_options_stay_options(path: Path) -> None:
    assert run(path, "storm", "--sinse", "1d").exit_code == 2
    assert run(path, "--help").exit_code == 0
    assert "No such option" in run(path, "storm", "--x").output


def test_what_is_no_operator_is_said_in_a_line(path: Path) -> None:
    ran = run(path, "storm or rain")
    assert ran.stderr.splitlines()[0] == "‘or’ was searched for as a word; OR finds either."
    assert run(path, "storm OR rain").stderr.splitlines()[0].startswith("30 articles found")
