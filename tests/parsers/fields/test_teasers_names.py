"""Who wrote another story, and when, is told in its teaser: it says nothing of this story."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

import parsers

STORY = [
    "The ferry to the outer islands will sail again from Monday, the harbour office said. It had "
    "lain in dock since the storm of March, when a wave broke two of its windows.",
    "Repairs to its engine had taken eleven weeks, twice as long as the yard had promised. The "
    "yard blames a part that had to be cast anew in a foundry abroad.",
    "Islanders had been flown out at the cost of the district while the boat lay in dock. The "
    "flights stop with the first sailing, and the district expects to save the cost of a bridge.",
    "A second boat has been ordered and is expected to arrive before the winter storms. Its name "
    "will be chosen by the pupils of the island school.",
]
HEADLINE = "Two lighthouses sold to a painter from the south"
CARDS = {
    "a name that links to its author": (
        '<div class="k1"><h3><a href="/news/1244">{h}</a></h3><p>They had stood empty.</p>'
        '<div><a href="/author/moira" rel="author">Moira Stanhope</a>'
        ' <time datetime="2021-05-12T08:00:00Z">May 12, 2021</time></div></div>'
    ),
    "a line that opens with By": (
        '<story-card><p><a href="/news/1244">{h}</a></p>'
        '<div>By Moira Stanhope</div><time datetime="2021-05-12">12.05.2021</time></story-card>'
    ),
    "items of a list": (
        '<ul><li><p><a href="/news/1244">{h}</a></p><span class="author">Moira Stanhope</span>'
        '<p class="date">12 May 2021</p></li></ul>'
    ),
}


def page(card: str, *, inside: bool, top: str = "") -> str:
    texts = [f"<p>{text}</p>" for text in STORY]
    told = "".join([*texts[:2], card, *texts[2:]] if inside else [*texts, card])
    return (
        '<html lang="en"><head><title>Ferry sails again</title></head><body>'
        f"<article><h1>Ferry sails again</h1>{top}{told}</article></body></html>"
    )


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("card", CARDS)
def test_a_teaser_signs_and_dates_no_story(card: str, inside: bool) -> None:
    made = page(CARDS[card].format(h=HEADLINE), inside=inside)
    article = parsers.parse(made, "https://post.example/news/1260/ferry-sails-again")
    assert article.authors == ()
    assert article.byline is None
    assert article.published_at is None
    assert [paragraph.text for paragraph in article.paragraphs] == STORY


@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("card", CARDS)
def test_the_storys_own_stay(card: str, inside: bool) -> None:
    top = '<div>By Ada Marsh</div><time datetime="2024-05-03T10:30:00Z">3 May 2024</time>'
    made = page(CARDS[card].format(h=HEADLINE), inside=inside, top=top)
    article = parsers.parse(made, "https://post.example/news/1260/ferry-sails-again")
    assert article.authors == ("Ada Marsh",)
    assert article.published_at == datetime(2024, 5, 3, 10, 30, tzinfo=UTC)


def test_a_box_under_the_story_may_link_to_more_of_its_author() -> None:
    box = (
        '<div><span class="author-name">Ada Marsh</span><p>writes about ships.</p>'
        '<a href="/authors/ada-marsh">More stories by Ada Marsh in the Post</a></div>'
        '<p class="date">3 May 2024</p>'
    )
    article = parsers.parse(
        page(box, inside=False), "https://post.example/news/1260/ferry-sails-again"
    )
    assert article.authors == ("Ada Marsh",)
    assert article.published_at == date(2024, 5, 3)
