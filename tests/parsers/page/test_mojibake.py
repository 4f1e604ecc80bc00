"""Text that was encoded twice is put right, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parsers
from parsers.page.text.mojibake import put_right

RIGHT = "“Schöne Grüße”, said Łukasz — Привет, 東京 didn’t answer… 🙂"


def twice(text: str) -> str:
    return text.encode().decode("latin-1")


def right(text: str) -> str:
    return put_right(text, text.encode())


def test_a_run_that_was_encoded_twice() -> None:
    assert right(twice(RIGHT)) == RIGHT


def test_only_the_runs_that_need_it() -> None:
    page = f"<p>{twice(RIGHT)}</p><p>{RIGHT}</p><p title='{twice('é – è')}'>Ã© und ß</p>"
    assert right(page) == f"<p>{RIGHT}</p><p>{RIGHT}</p><p title='é – è'>Ã© und ß</p>"


def test_a_run_without_controls_on_a_page_that_proves_it() -> None:
    assert right(f"<p>{twice('née')}</p><b>{twice('don’t')}</b>") == "<p>née</p><b>don’t</b>"
    assert right(f"<p>{twice('née')}</p><b>don’t</b>") == f"<p>{twice('née')}</p><b>don’t</b>"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80))
def test_right_text_is_never_touched(text: str) -> None:
    assert right(text) == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="<>")))
def test_what_was_encoded_twice_comes_back(text: str) -> None:
    proof = twice("’")
    assert right(f"<p>{twice(text)}{proof}</p>") == f"<p>{text}’</p>"


@pytest.mark.parametrize("sent", ["bytes", "text"])
def test_a_page_is_read_right(sent: str) -> None:
    said = "It didn’t rain on day {}, said Jürgen — not a drop."
    story = "".join(f"<p>{said.format(day)}</p>" for day in range(1, 6))
    page = f"<meta charset=utf-8><h1>Jürgen’s long summer</h1>{story}"
    page = page.replace(story, twice(story))
    article = parsers.parse(page.encode() if sent == "bytes" else page, "https://a.example/2026/x")
    assert article.headline == "Jürgen’s long summer"
    assert article.paragraphs[0].text == said.format(1)
