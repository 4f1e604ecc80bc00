"""newsclip parse --explain: what each field and block became, for people and as data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from newsclip.cli import main

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = ROOT / "fixtures/newsroom/articles/archiv-leuchtturm.html"
TAG_PAGE = ROOT / "fixtures/not-articles/tag-page.html"


def explain(*arguments: str | Path, given: bytes | None = None) -> Result:
    return CliRunner().invoke(
        main, ["parse", "--explain", *map(str, arguments)], input=given, catch_exceptions=False
    )


def test_it_names_every_field_and_every_block() -> None:
    ran = explain(ARTICLE)
    assert ran.exit_code == 0
    head, _, page = ran.stdout.partition("The page from top to bottom")
    assert "headline\n  + Leuchtturm zieht in einer Nacht" in head
    assert "the largest heading" in head
    assert "dateline\n  + Kiel (dpa)" in head
    assert "Not on this page: dek" in head
    assert "+ Licht an zu Weihnachten" in page
    assert "- Artikel drucken | Artikel versenden" in page
    assert "\x1b[" not in ran.stdout, "no colour into a pipe"


def test_as_data() -> None:
    ran = explain(ARTICLE, "--format", "json")
    told = json.loads(ran.stdout)
    assert told["refused"] is None
    assert told["article"]["headline"] == "Leuchtturm zieht in einer Nacht um 42 Meter um"
    headline = [note for note in told["fields"]["headline"] if note["kept"]]
    assert [note["text"] for note in headline] == [told["article"]["headline"]]
    kept = [block["text"] for block in told["blocks"] if block["kept"]]
    assert len(kept) == len(told["article"]["paragraphs"])
    assert all(block["reason"] for block in told["blocks"])


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_page_without_an_article_says_why_and_ends_with_1(form: str) -> None:
    ran = explain(TAG_PAGE, "--format", form)
    assert ran.exit_code == 1
    assert "it looks like a list of pages" in ran.stdout
    assert "Fishmongers’ choir turns professional" in ran.stdout


def test_unreadable_pages_have_nothing_to_explain() -> None:
    ran = explain("-", given=b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)
    assert ran.exit_code == 1
    assert not ran.stdout
    assert "Nothing of it was read" in ran.stderr


def test_control_characters_of_a_page_stay_off_the_terminal() -> None:
    page = ARTICLE.read_bytes().replace(b"Licht an zu", b"Licht\x1b[2J an zu")
    assert "\x1b" not in explain("-", given=page).stdout


def test_the_refusal_of_a_plain_parse_tells_of_it() -> None:
    ran = CliRunner().invoke(main, ["parse", str(TAG_PAGE)])
    assert ran.exit_code == 1
    assert "newsclip parse --explain" in ran.stderr
