"""The fuzzer itself: a seed is a page, what goes wrong is found and made small."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "benchmarks"))

import fuzz  # noqa: E402

FILES = fuzz.files_of([ROOT / "fixtures"])


def test_a_seed_gives_the_same_page_every_time() -> None:
    pages = [fuzz.case(FILES, seed) for seed in range(20)]
    assert pages == [fuzz.case(FILES, seed) for seed in range(20)]
    assert len({page.body for page in pages}) == 20


@pytest.mark.parametrize("first", range(0, 60, 20))
def test_damaged_pages_end_well(first: int) -> None:
    """A small part of what make fuzz does."""
    ends = {seed: fuzz.read(fuzz.case(FILES, seed)) for seed in range(first, first + 20)}
    assert set(ends.values()) <= {"Article", "NotAnArticle", "UnreadablePage"}, ends


def test_a_finding_is_made_small() -> None:
    page = fuzz.Page(
        "<p>some text</p>" * 400 + "<b>culprit</b>" + "<p>more text</p>" * 300, None, None
    )
    least = fuzz.smaller(page, lambda page: "culprit" in str(page.body))
    assert "culprit" in str(least.body)
    assert len(least.body) < 400


def test_a_reader_that_fails_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(page: object) -> None:
        raise KeyError("oh")

    monkeypatch.setattr(fuzz.parsers, "read", broken)
    end = fuzz.read(fuzz.Page("<h1>x</h1>", None, None))
    assert end.startswith("KeyError in test_fuzz.py:")


def test_the_command_says_how_many_cases_ended_how(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, ROOT / "benchmarks" / "fuzz.py", ROOT / "fixtures"),
            *("--minutes", "0.03", "--out", tmp_path / "findings"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "cases of" in done.stdout
    assert not (tmp_path / "findings").exists()
