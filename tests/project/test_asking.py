"""docs/asking.md: the two questions, answered alike in the terminal, browser, report and Python."""

from __future__ import annotations

import doctest
import html
import json
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from archive_samples import article, visit
from browsing import ask
from click.testing import CliRunner

from archive import Archive
from newsclip.cli import main
from newsclip.report import report

PAGE = (Path(__file__).parents[2] / "docs" / "asking.md").read_text("utf-8")
OUTLETS = {
    "harbourgazette.example": ("The Harbour Gazette", (6, 9, 14)),
    "thetide.example": ("The Tide", (3, 2, 7)),
}
"""The outlets, what they are called, and how many of 20 articles a month are about it."""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the archive of the page."""
    folder = tmp_path_factory.mktemp("asking")
    visits = []
    for site, (_, found) in OUTLETS.items():
        for month, number in zip((9, 10, 11), found, strict=True):
            for n in range(20):
                topic = "The weather turns" if n % 3 else "A climate plan"
                told = f"{topic if n < number else 'The market opens'} on day {n + 1}"
                text = f"On day {n + 1} of the month the council met at the quay."
                at = datetime(2026, month, 1 + n, 8, tzinfo=UTC)
                read = article(told, (text, "It meets again."), published_at=at)
                visits.append(visit(read, at + timedelta(hours=1), f"https://{site}/{month}/{n}"))
    with Archive(folder / "news.db", write=True) as archive, archive.lock():
        run = archive.start_run("crawl sites.toml")
        archive.save(visits, run)
        archive.finish_run(run, 0, {"new": len(visits)})
        archive.connection.executemany(
            "UPDATE sites SET name = ? WHERE domain = ?",
            [(name, site) for site, (name, _) in OUTLETS.items()],
        )
    return folder


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.M | re.S)


def commands() -> Iterator[tuple[str, str]]:
    for block in blocks("console"):
        for told in block.split("$ ")[1:]:
            line, _, output = told.partition("\n")
            yield line, output


@pytest.mark.parametrize(("line", "output"), list(commands()))
def test_in_the_terminal(
    here: Path, line: str, output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(here)
    program, *arguments = shlex.split(line)
    assert program == "newsclip"
    ran = CliRunner().invoke(main, arguments)
    assert ran.exit_code == 0, ran.output
    told = "".join(f"{one.rstrip()}\n" for one in (ran.stdout + ran.stderr).splitlines())
    assert told == output


def test_in_the_browser(here: Path) -> None:
    rows = re.findall(r"^\| `(/[^`]+)` \| (.*) \|$", PAGE, re.M)
    assert len(rows) == 7
    for (address, shows), answer in zip(
        rows, ask(here / "news.db", *(address for address, _ in rows)), strict=True
    ):
        assert answer.status == 200, address
        text = re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", answer.text)))
        assert shows in text, address


def test_in_a_report(here: Path) -> None:
    with Archive(here / "news.db") as archive:
        made = report(archive, query="climate OR weather")
        counted = archive.count("climate OR weather", by=("site", "month"), share=True)
    assert made.totals["articles"] == 41
    assert made.charts[0].chart.name == "attention"
    assert made.charts[0].chart.group == "Attention"
    weekly = made.charts[0]
    sums: dict[str, list[int]] = {}
    for site, _, articles, output, _ in weekly.rows:
        one = sums.setdefault(site, [0, 0])
        one[0], one[1] = one[0] + articles, one[1] + output
    expected: dict[str, list[int]] = {}
    for count in counted:
        one = expected.setdefault(str(count.cell[0]), [0, 0])
        one[0], one[1] = one[0] + count.articles, one[1] + (count.output or 0)
    assert sums == expected == {site: [sum(n), 60] for site, (_, n) in OUTLETS.items()}
    json.dumps(made.to_dict())


def test_in_python(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(here)
    source = "".join(blocks("python"))
    test = doctest.DocTestParser().get_doctest(source, {}, "asking", None, 0)
    told: list[str] = []
    failed = doctest.DocTestRunner().run(test, out=told.append).failed
    assert not failed, "".join(told)
