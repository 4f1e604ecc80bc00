"""Articles in plain text: pasted from a browser, or as WET files hold them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import NotAnArticle, UnreadablePage, parse
from parsers.fields.body.chrome_lines import is_chrome

SEED = Path(__file__).parents[3] / "fixtures" / "seed"

PASTED = """Home
News
Watch Live

Please select your experience

Harbour clock loses a minute, and nobody wants it back

By Mara Quill
3 November 2024

The customs house clock at what may have been noon. (AP Photo/Jane Doe)

PORT MAREN, Maine (AP) — The customs house clock lost a minute on Saturday; nobody minds.

Nobody on the quay noticed until the ferry left without the baker, who was on time by the sun.

What the baker says

"I have never been late in my life," the baker said. "The clock was early."

The council will vote again in spring, when the days are longer and minutes are cheaper.

Read more
Share this article
Related stories
Seven rules for rowing at night
"""

WET = """Harbour clock loses a minute, and nobody wants it back | Harbour Gazette
Skip to content
News
Sport
Log in
Harbour clock loses a minute, and nobody wants it back
3 November 2024
The customs house clock at what may have been noon
Copyright © Harbour Gazette
Jane Doe/AP
The customs house clock lost a minute on Saturday, and the council has decided to let it go.
Nobody on the quay noticed until the ferry left without the baker, who was on time by the sun.
Advertisement
What the baker says
The baker has never been late in his life, and neither has his father, nor the mule they shared.
The council will vote again in spring, when the days are longer and minutes are cheaper.
Share
Most read
Seven rules for rowing at night
The gulls of Port Maren, in pictures
Privacy policy
© 2024 Harbour Gazette
"""


def test_seed_text_field_by_field() -> None:
    truth = json.loads((SEED / "africanews-blinken.json").read_text("utf-8"))
    record = parse((SEED / "africanews-blinken.txt").read_bytes()).to_dict()
    assert record["headline"] == truth["headline"]
    assert [dict(p) for p in record["paragraphs"]] == truth["paragraphs"]
    assert {k: record["dateline"][k] for k in truth["dateline"]} == truth["dateline"]
    (image,), (meant,) = record["images"], truth["images"]
    assert {**{k: image[k] for k in meant}, "agencies": list(image["agencies"])} == meant


def test_pasted_page() -> None:
    article = parse(PASTED, content_type="text/plain")
    assert article.headline == "Harbour clock loses a minute, and nobody wants it back"
    assert (article.byline, article.authors) == ("By Mara Quill", ("Mara Quill",))
    assert article.published_at == date(2024, 11, 3)
    assert article.dateline is not None
    assert (article.dateline.text, article.dateline.agency) == ("PORT MAREN, Maine (AP)", "AP")
    (image,) = article.images
    assert image.caption == "The customs house clock at what may have been noon."
    assert (image.credit, image.creator, image.is_lead) == ("AP Photo/Jane Doe", "Jane Doe", True)
    assert [p.kind for p in article.paragraphs] == [
        "paragraph",
        "paragraph",
        "heading",
        "paragraph",
        "paragraph",
    ]
    assert article.paragraphs[0].text.startswith("The customs house clock lost a minute")


def test_lines_of_a_wet_file() -> None:
    article = parse(WET, content_type="text/plain")
    assert article.headline == "Harbour clock loses a minute, and nobody wants it back"
    (image,) = article.images
    assert image.caption == "The customs house clock at what may have been noon"
    assert (image.credit, image.copyright_notice) == ("Jane Doe/AP", "Copyright © Harbour Gazette")
    assert [p.text.split()[0] for p in article.paragraphs] == [
        "The",
        "Nobody",
        "What",
        "The",
        "The",
    ]
    said = json.dumps(article.to_dict())
    for chrome in ("Advertisement", "Most read", "Log in", "Seven rules", "Privacy"):
        assert chrome not in said


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "A bell for the lighthouse\n\n"
        "The lighthouse at the cape has a bell again, sixty years after the last one\n"
        "fell into the sea during a storm that older people still speak of on winter\n"
        "evenings.\n\n"
        "It was cast in a barn from spoons, and it rings a little flat, which sailors\n"
        "say they will be able to tell from every other bell between here and the next\n"
        "harbour.\n"
    )
    article = parse(text)
    assert len(article.paragraphs) == 2
    assert article.paragraphs[0].text.endswith("still speak of on winter evenings.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Just a line",
        "Home\nNews\nSport\nLog in\nWeather\nContact us\nPrivacy policy\n",
        "Page not found\n\nThe page you were looking for does not exist.\n\nHome\n",
        "1\n2\n3\n" * 50,
    ],
)
def test_no_article(text: str) -> None:
    with pytest.raises(NotAnArticle):
        parse(text, content_type="text/plain")


@pytest.mark.parametrize(
    "line",
    ["Watch Live", "View more", "Merci de choisir votre version", "01:14", "Teilen", "分享到",
     "Leia também", "Sign up for our newsletter", "12 min read", "Читайте также:"],
)  # fmt: skip
def test_chrome(line: str) -> None:
    assert is_chrome(line)


@pytest.mark.parametrize("line", ["A lake that keeps time", "Live and let live", "Der Kanzler"])
def test_no_chrome(line: str) -> None:
    assert not is_chrome(line)


@given(st.text(max_size=600))
def test_any_text(text: str) -> None:
    try:
        article = parse(text, content_type="text/plain")
    except (NotAnArticle, UnreadablePage):
        return
    assert article.headline
