"""The benchmark of the reader runs on any folder in the corpora's format."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from golden import cases

import parsers

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of four golden pages; the truth of the last one is another page's text."""
    folder = tmp_path_factory.mktemp("corpora") / "golden"
    folder.mkdir()
    rows = []
    pages = [case for case in cases() if case.page.suffix == ".html"][:4]
    for number, page in enumerate(pages):
        html = page.html
        article = parsers.parse(html, f"https://site{number}.example/story")
        body = "\n\n".join(p.text for p in article.paragraphs)
        (folder / f"{number}.html.gz").write_bytes(gzip.compress(html))
        rows.append(
            {
                "id": f"golden/{number}",
                "url": f"https://site{number}.example/story",
                "domain": f"site{number}.example",
                "html": f"{number}.html.gz",
                "truth": {
                    "headline": article.headline,
                    "authors": list(article.authors),
                    "published": None,
                    "body": "Nothing of this stands on that page." if number == 3 else body,
                },
            }
        )
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (folder / "index.jsonl").write_text(lines, "utf-8")
    return folder.parent


def test_figures_halves_worst_pages_and_chart(corpus: Path, tmp_path: Path) -> None:
    svg, figures = tmp_path / "chart.svg", tmp_path / "figures.json"
    command = [sys.executable, str(ROOT / "benchmarks" / "extraction.py"), str(corpus)]
    options = ["--systems", "newsclip,bare parse", "--halves", "--worst", "1"]
    done = subprocess.run(
        [*command, *options, "--svg", str(svg), "--json", str(figures)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "### golden (4 pages)" in done.stdout
    assert done.stdout.count("half (") == 2
    assert "- golden/3: F1 0.000" in done.stdout
    measured = json.loads(figures.read_text())["golden"]["newsclip"]
    assert measured["recall"] == pytest.approx(0.75, abs=0.01)
    assert measured["headline"] == 1
    assert measured["error"] == 0
    assert "<svg" in svg.read_text()
    assert "newsclip" in svg.read_text()


def test_the_ledger_tells_what_a_heuristic_is_worth(corpus: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "ledger.py"), str(corpus / "golden")]
    done = subprocess.run(
        [*command, "--only", "lists, quotes"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    head, _, *rows = done.stdout.splitlines()
    assert head == "| what | golden (4) |"
    assert [row.split(" | ")[0] for row in rows] == ["| smoothing over lists, quotes, headings"]


def test_what_the_ledger_switches_off_is_off_wherever_it_was_imported() -> None:
    """Every entry names functions that exist."""
    code = (
        "import ledger\n"
        "for entry in ledger.HEURISTICS: ledger.switch_off(entry)\n"
        "from parsers.fields.authors import authors\n"
        "from parsers.fields.authors.bylines import byline\n"
        "assert authors.is_own_desk is byline.has_desk\n"
        "print(authors.is_own_desk('Harbour Desk', ['harbour']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        cwd=ROOT / "benchmarks",
    )
    assert done.stdout.strip() == "False"
