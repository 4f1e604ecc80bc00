"""What is said of a story's author below it is no part of the story."""

from __future__ import annotations

import pytest

from parsers import parse

TEXT = "The ferry left the harbour at dawn with nobody on board but the cat of the cook. " * 3


def paragraphs_of(author: str, *below: str) -> list[str]:
    story = "".join(f"<p>{number}. {TEXT}</p>" for number in range(4))
    page = (
        f'<head><title>A ferry leaves alone</title><meta name="author" content="{author}"></head>'
        f"<body><article><h1>A ferry leaves alone</h1><p>By {author}</p>{story}"
        f"{''.join(f'<p>{line}</p>' for line in below)}</article></body>"
    )
    return [paragraph.text for paragraph in parse(page).paragraphs[4:]]


@pytest.mark.parametrize(
    ("author", "line"),
    [
        ("Mara Quill", "Mara Quill is a reporter at the Port Maren Courier."),
        ("Mara Quill", "(Mara Quill covers ships and harbours for the Courier.)"),
        ("Jonas Feld", "Jonas Feld schreibt seit zehn Jahren über Häfen und Schiffe."),
        ("Zofia Morska", "Zofia Morska pisze o portach i statkach dla naszej gazety."),
    ],
)
def test_who_an_author_is_is_told_beside_the_story(author: str, line: str) -> None:
    assert paragraphs_of(author, line) == []


def test_where_to_write_to_goes_with_it() -> None:
    assert (
        paragraphs_of("Mara Quill", "Mara Quill is our reporter.", "Her post: mara@x.example") == []
    )


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Nobody Else is a captain at the Port Maren ferry line.", id="another person"),
        pytest.param(
            "Mara Quill asked the cook, who said nothing of it.", id="a part of the story"
        ),
        pytest.param(f"Mara Quill is a captain. {TEXT * 4}", id="half of the story"),
    ],
)
def test_all_else_stays(line: str) -> None:
    assert paragraphs_of("Mara Quill", line) == [line.strip()]


def test_nor_does_what_stands_before_other_paragraphs_go() -> None:
    line = "Mara Quill is a reporter at the Port Maren Courier."
    rest = [f"{day}. {TEXT.strip()}" for day in ("Monday", "Tuesday", "Sunday")]
    assert paragraphs_of("Mara Quill", line, *rest) == [line, *rest]


def test_a_story_that_names_nobody_may_tell_at_its_end_who_wrote_it() -> None:
    line = "Mara Quill is a reporter at the Port Maren Courier."
    story = "".join(f"<p>{number}. {TEXT}</p>" for number in range(4))
    page = f"<title>A ferry</title><article><h1>A ferry leaves alone</h1>{story}<p>{line}</p>"
    assert parse(page).paragraphs[-1].text.startswith("3.")
    spoken_of = page.replace("3. The ferry", "3. Quill said the ferry")
    assert parse(spoken_of).paragraphs[-1].text == line
