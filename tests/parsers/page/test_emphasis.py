"""What stands in bold or in italics as a whole, however an editor nested it."""

from __future__ import annotations

import pytest

from parsers import parse

URL = "https://www.merrow-courier.example/news/quay"
FORMS = [
    "<p>{open}{text}{close}</p>",
    '<p><span style="font-weight: 400;">{open}{text}{close}</span></p>',
    "<p><font size=2><u>{open}{text}{close}</u></font></p>",
    "<!-- wp:paragraph --><p><!---->{open}{text}{close}</p><!-- /wp:paragraph -->",
    "<p>\n  <!-- head --> {open} {text} {close}\n</p>",
]
STORY = [
    "The quay at Merrow will close for eight months, the harbour board decided on Tuesday evening.",
    "Boats of the northern line have to land at Saltholm instead, which adds an hour to each trip.",
    "Fishermen had asked the board to wait until the end of the season, but found no majority.",
    "The work is to cost four million crowns, of which the county pays a third, it said.",
]


def _page(*parts: str) -> str:
    first, second, *rest = [f"<p>{text}</p>" for text in STORY]
    return (
        "<html lang=en><title>Quay to close | Merrow Courier</title><body><main><h1>Quay to close"
        f"</h1><div class=text>{first}{second}{''.join(parts)}{''.join(rest)}</div></main></body>"
    )


def _set(form: str, tag: str, text: str) -> str:
    return form.format(open=f"<{tag}>", text=text, close=f"</{tag}>")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("tag", ["b", "strong"])
def test_a_line_in_bold_is_a_heading(form: str, tag: str) -> None:
    article = parse(_page(_set(form, tag, "What the board says")), URL)
    assert [(p.kind, p.text) for p in article.paragraphs][2] == ("heading", "What the board says")


@pytest.mark.parametrize("text", ["– – – – –", "(compiled from several agencies)"])
def test_a_rule_or_a_remark_in_bold_is_none(text: str) -> None:
    kinds = [p.kind for p in parse(_page(_set(FORMS[0], "b", text)), URL).paragraphs]
    assert "heading" not in kinds


def test_a_bold_word_makes_no_heading() -> None:
    line = "<p><span><b>Boats</b> go to Saltholm</span> from Monday</p>"
    assert {p.kind for p in parse(_page(line), URL).paragraphs} == {"paragraph"}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("tag", "words"),
    [("em", "The old quay at low tide"), ("strong", "The old quay at low tide.")],
)
def test_a_line_below_a_picture_is_its_caption(form: str, tag: str, words: str) -> None:
    figure = '<figure><img src="/quay.jpg" width=900 height=600></figure>'
    article = parse(_page(figure, _set(form, tag, words)), URL)
    assert [image.caption for image in article.images] == [words]
    assert [p.text for p in article.paragraphs] == STORY
