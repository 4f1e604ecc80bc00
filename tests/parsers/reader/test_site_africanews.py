"""Africanews by its own file, in both languages and both templates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parsers import parse
from parsers.site import site_for

FIXTURES = Path(__file__).parents[3] / "fixtures"
PAGES = sorted(FIXTURES.glob("*.africanews.com/*.html"))


def test_both_hosts_have_the_file() -> None:
    for host in ("www.africanews.com", "fr.africanews.com", "africanews.com"):
        site = site_for(f"https://{host}/2026/11/17/x/")
        assert site is not None
        assert site.name == "africanews"
    assert site_for("https://notafricanews.com/2026/11/17/x/") is None


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_page(path: Path) -> None:
    truth = json.loads(path.with_suffix(".json").read_text("utf-8"))
    article = parse(path.read_bytes(), truth["url"])
    record = json.loads(json.dumps(article.to_dict()))
    assert record["headline"] == truth["headline"]
    assert record["paragraphs"] == truth["paragraphs"]
    assert record["images"] == truth["images"]
    assert record["dateline"] == truth["dateline"]
    assert article.sources["headline"] == "site:africanews"
    for chrome in ("Welcome to", "Bienvenue sur", "experience", "version", "Watch Live",
                   "Regarder", "View more", "Go to video", "01:14"):  # fmt: skip
        assert chrome not in "\n".join(p.text for p in article.paragraphs)


def test_pages_are_there() -> None:
    assert len(PAGES) >= 4
