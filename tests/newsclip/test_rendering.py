"""An article on a terminal: everything a reader wants, nothing that could steer the terminal."""

from __future__ import annotations

import contextlib
import io
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclip.terminal.output.article_text import json_text, print_article
from parsers.records import Article, Dateline, Image, Paragraph

ARTICLE = Article(
    url="https://www.harbourgazette.example/world/" + "a-long-address-" * 10,
    headline="Clock stops",
    kicker="Port Maren",
    dek="Nobody noticed.",
    byline="By Ada Rook",
    authors=("Ada Rook",),
    dateline=Dateline("PORT MAREN (AP)", "PORT MAREN", agency="AP"),
    published_at=datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
    modified_at=date(2026, 11, 21),
    is_free=False,
    images=(
        Image(caption="The clock", credit="Ada Rook/AP", copyright_notice="© HG", is_lead=True),
        Image(alt="A gull"),
    ),
    paragraphs=(
        Paragraph("Why", "heading"),
        Paragraph("It was noon."),
        Paragraph("Ding", "list_item"),
        Paragraph("Dong", "list_item"),
        Paragraph("“Well,” she said.", "quote"),
    ),
)


def test_an_article_as_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    print_article(ARTICLE, [("Archived", "number 7"), ("Modified", "2026-11-21")])
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "Port Maren",
        "Clock stops",
        "Nobody noticed.",
        "By Ada Rook · 2026-11-20 08:30 UTC",
        "",
        "  Picture: The clock [Ada Rook/AP · © HG]",
        "",
        "Why",
        "",
        "PORT MAREN (AP) — It was noon.",
        "",
        " • Ding",
        " • Dong",
        "",
        "    “Well,” she said.",
        "",
        "  Picture: A gull",
        "",
        "Published  2026-11-20 08:30 UTC",
        "Modified   2026-11-21",
        f"Address    {ARTICLE.url}",
        "Paywall    yes",
        "Archived   number 7",
    ]


def test_a_derived_dateline_is_not_put_into_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    dateline = Dateline("Ankara, Monday", "Ankara", source="caption")
    print_article(Article(headline="A", dateline=dateline, paragraphs=(Paragraph("It was."),)))
    shown = capsys.readouterr().out
    assert "\nIt was.\n" in shown
    assert "Dateline  Ankara, Monday (from a caption)" in shown


def test_lines_end_where_a_reader_tires(capsys: pytest.CaptureFixture[str]) -> None:
    print_article(Article(headline="A", paragraphs=(Paragraph("word " * 200),)))
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 88


@given(st.text(max_size=80))
def test_no_text_steers_the_terminal(text: str) -> None:

    article = Article(
        url=text,
        headline=text,
        kicker=text,
        byline=text,
        dateline=Dateline(text),
        images=(Image(caption=text, credit=text),),
        paragraphs=(Paragraph(text), Paragraph(text, "list_item"), Paragraph(text, "quote")),
    )
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        print_article(article, [(text, text)])
    shown = printed.getvalue().replace("\n", "").replace("\t", "")
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u202e\u2066" for c in shown)


@given(st.text())
def test_json_text_is_the_same_value_without_control_codes(text: str) -> None:
    shown = json_text({"text": text})
    assert json.loads(shown) == {"text": text}
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in shown.replace("\n", ""))
    shown.encode("utf-8")


def test_what_stands_beside_the_story_is_set_apart(capsys: pytest.CaptureFixture[str]) -> None:
    told = {"og": "You will not believe this clock"}
    text = (Paragraph("It stops.", "summary"), Paragraph("It was noon."), Paragraph("Made.", "box"))
    print_article(Article(headline="A", paragraphs=text, other_headlines=told))
    printed = capsys.readouterr().out
    assert "    [Key points]\n    It stops.\n\nIt was noon.\n\n    [Box]\n    Made.\n" in printed
    assert "Headline (og)  You will not believe this clock" in printed
