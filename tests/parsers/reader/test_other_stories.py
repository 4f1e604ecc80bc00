"""One page, one story: what else a page opens below its story, or before it, is left out."""

from __future__ import annotations

import pytest

from parsers import parse
from parsers.reader.explanation import explain

URL = "https://courier.example/2026/03/10/ferry-pier"
HEADLINE = "Port Merrow closes its ferry pier for eight months"
STORY = [
    "The harbour board voted on Tuesday to close the old ferry pier for eight months while its "
    "wooden piles are replaced by steel ones.",
    "Passengers will board from a floating stage beside the fish market until the work is done, "
    "the board said after a meeting of three hours.",
    "The repairs will cost 4.2 million crowns, of which the county pays half. The rest comes from "
    "a levy on every ticket.",
    "Two shop owners near the pier told the meeting that they feared for the trade of the summer.",
]
OTHER = "Lower Hask builds its roundabout after all"
OTHERS = [
    f"In its {n} meeting on the roundabout the council of Lower Hask looked at a map that had been "
    "held upside down for an hour before a clerk noticed."
    for n in ("first", "second", "third", "fourth")
]
BYLINE = '<p class="byline">By Piet Olden</p>'
LINKED = f'<a href="/2026/03/11/roundabout">{OTHER}</a>'


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


OWN = f"<h1>{HEADLINE}</h1><p class=byline>By Lena Marsh</p><div>{paragraphs(STORY)}</div>"
SECOND = [
    f"<article><h1>{OTHER}</h1>{paragraphs(OTHERS)}</article>",
    f"<article class=next><h1>{OTHER}</h1>{BYLINE}<div>{paragraphs(OTHERS)}</div></article>",
    f"<article><h2>{LINKED}</h2>{BYLINE}{paragraphs(OTHERS)}</article>",
    f"<section><h2>Next</h2><article><h1>{OTHER}</h1>{paragraphs(OTHERS)}</article></section>",
    f"<hr><div><h1>{OTHER}</h1><div class=meta>By Piet Olden | 11 March 2026</div>"
    f"{paragraphs(OTHERS)}</div>",
    f"<aside class=read-next><h2>{OTHER}</h2><div>{paragraphs(OTHERS)}</div></aside>",
    f"<div class=next><h1>{OTHER}</h1>{BYLINE}<div>{paragraphs(OTHERS)}</div></div>",
    f"<hr><h1>{OTHER}</h1>{BYLINE}{paragraphs(OTHERS)}",
]

SMALL = [
    f"<div class=c1><p>Next article</p><div><h2>{OTHER}</h2><p>{OTHERS[0]}</p></div></div>",
    f"<section><h3>Nästa artikel</h3><h2>{OTHER}</h2><p>{OTHERS[0]}</p></section>",
    f"<div class=NextStory_root__x7Yz1><h2>{OTHER}</h2><p>{OTHERS[0]}</p></div>",
    f'<div data-component="infinite-scroll-item"><h2>{OTHER}</h2>{paragraphs(OTHERS)}</div>',
    f"<article><h2>{LINKED}</h2><p>{OTHERS[0]}</p></article>",
    f"<div><h2>{LINKED}</h2>{paragraphs(OTHERS)}</div>",
    f"<div><h2>{OTHER}</h2><div>Piet Olden <time>11.03.2026</time></div>{paragraphs(OTHERS)}</div>",
    f"<div><h2>{LINKED}</h2><p class=byline>By Piet Olden</p><p>{OTHERS[0]}</p></div>",
]
"""Without an article, or of a single paragraph."""


def page(inside: str, head: str = "") -> str:
    return (
        f"<html lang=en><head><title>{HEADLINE} | Courier</title><meta property=og:type "
        f"content=article>{head}</head><body><main>{inside}</main></body></html>"
    )


DATED = "<div><a href=/p/2>Piet Olden</a></div><div><time>11 March 2026, 9:15</time></div>"
ADDRESS = "/2026/03/11/roundabout"
BARE = [
    f"<h2>{LINKED}</h2>{DATED}{paragraphs(OTHERS)}",
    f"<p><b>Read more: {LINKED}</b></p><h2>{LINKED}</h2>{paragraphs(OTHERS)}",
    f"<div data-url={ADDRESS}><div>{LINKED}</div>{paragraphs(OTHERS)}</div>",
    f"<div class=x7><div>{LINKED}</div>{DATED}{paragraphs(OTHERS)}</div>",
    "<div itemscope itemtype=https://schema.org/NewsArticle><meta itemprop=mainEntityOfPage "
    f"content={ADDRESS}><h2>{OTHER}</h2>{paragraphs(OTHERS)}</div>",
    f"<div class=x7><h1>{OTHER}</h1>{paragraphs(OTHERS)}</div>",
]
"""Right among the story's own paragraphs, or in boxes that say nothing by their element."""


@pytest.mark.parametrize("second", BARE)
@pytest.mark.parametrize("is_within", [False, True], ids=["behind", "within"])
def test_one_that_no_element_tells_is_left_out(second: str, is_within: bool) -> None:
    own = OWN[: -len("</div>")]
    whole = f"<div>{own}{second}</div></div>" if is_within else f"<div>{OWN}{second}</div>"
    assert parse(page(whole), URL) == parse(page(f"<div>{OWN}</div>"), URL)


def test_one_in_the_same_template_is_left_out() -> None:
    form = "<div class='post post--{0}'><div><h1>{1}</h1></div><div>{2}</div></div>"
    own = form.format(1001, HEADLINE, paragraphs(STORY))
    second = form.format(1002, OTHER, paragraphs(OTHERS))
    assert parse(page(own + second), URL) == parse(page(own), URL)


@pytest.mark.parametrize("second", SECOND)
@pytest.mark.parametrize("is_first", [False, True], ids=["below", "before"])
@pytest.mark.parametrize("own", [f"<article>{OWN}</article>", f"<div class=story>{OWN}</div>"])
def test_the_second_story_is_left_out(second: str, is_first: bool, own: str) -> None:
    is_apart = own.startswith("<article") or "<h1>" in second
    if not is_apart or (is_first and second.startswith("<hr")):
        pytest.skip("nothing tells this one from a chapter")
    alone = parse(page(own), URL)
    assert [p.text for p in alone.paragraphs] == STORY
    assert parse(page(second + own if is_first else own + second), URL) == alone


@pytest.mark.parametrize("second", SMALL)
@pytest.mark.parametrize("is_within", [False, True], ids=["behind", "within"])
def test_one_without_an_article_or_of_one_paragraph_is_left_out(
    second: str, is_within: bool
) -> None:
    end = "</div></article>" if is_within else "</article>"
    own = f"<article>{OWN}</article>"
    alone = parse(page(own), URL)
    whole = own.replace("</div></article>", second + end) if is_within else own + second
    assert parse(page(whole), URL) == alone


def test_all_that_follow_are_left_out() -> None:
    own = f"<article>{OWN}</article>"
    others = "".join(SECOND[1].replace("Hask", name) for name in ("Ash", "Elm", "Oak", "Fir"))
    assert parse(page(own + others), URL) == parse(page(own), URL)


def test_an_explanation_says_so() -> None:
    told = explain(page(f"<article>{OWN}</article>" + SECOND[1]), URL)
    reasons = {note.text: note.reason for note in told.blocks}
    assert reasons[OTHERS[0]] == reasons[OTHER] == "it belongs to another story on this page"


ENTRY = "<article><time>09.{0}5</time><h2>It is said for the {0}. time</h2>{1}</article>"
ENTRIES = "".join(ENTRY.format(n, paragraphs(OTHERS[:3])) for n in range(1, 5))
CHAPTERS = "".join(
    f"<section><h2>Chapter {n}: the lamps</h2>{paragraphs(OTHERS)}</section>".replace("Hask", name)
    for n, name in enumerate(("Ash", "Elm", "Oak"), 1)
)
PLAIN = "".join(
    f"<div><h2>Chapter {n}: the lamps</h2><p>{text}</p><p>By then, in March 2026, all was over.</p>"
    "</div>"
    for n, text in enumerate(OTHERS, 1)
)
LIKE = "".join(
    f"<section class=part><h2>{title}</h2>{paragraphs(OTHERS)}</section>".replace("Hask", name)
    for title, name in (("The lamps", "Ash"), ("Why it took so long", "Elm"))
)
ITEMS = "".join(
    f"<h2><a href=/2026/03/{n}/news>{title}</a></h2>{DATED}{paragraphs(OTHERS)}"
    for n, title in enumerate(("The roundabout", "The lamps of Ash", "Rain in Elm"), 11)
)
TITLES = "".join(
    f"<section><h1>{title}</h1>{paragraphs(OTHERS)}</section>".replace("Hask", name)
    for title, name in (("The lamps", "Ash"), ("Why it took so long", "Elm"), ("And now", "Oak"))
)
PARTED = (
    f"<div class='n p'><h1 class=title>{HEADLINE}</h1>{paragraphs(STORY)}</div><div class='n p'>"
    f"<p>{OTHERS[0]}</p><h1 class=part>The lamps</h1>{paragraphs(OTHERS[1:])}</div>"
)
PART = f"<div><p><b>{LINKED}</b></p>{paragraphs(OTHERS)}</div>"
READING = f"<h2>{LINKED}</h2><p>{OTHERS[0]}</p><h2>What is next</h2><p>{OTHERS[1]}</p>"
LIVE = '<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"x"}</script>'


@pytest.mark.parametrize(
    ("inside", "head"),
    [
        pytest.param(f"<article>{OWN}{ENTRIES}</article>", LIVE, id="entries inside"),
        pytest.param(
            f"<article>{OWN}{ENTRIES}</article>".replace("<h2>It", f"<h2><a href='{URL}#e'>It</a>"),
            LIVE,
            id="entries with addresses",
        ),
        pytest.param(f"<article>{OWN}</article>{ENTRIES}", LIVE, id="entries beside"),
        pytest.param(f"<article>{OWN}{CHAPTERS}</article>", "", id="chapters inside"),
        pytest.param(f"<div>{OWN}</div>{CHAPTERS}", "", id="chapters beside"),
        pytest.param(f"<article>{OWN}{PLAIN}</article>", "", id="chapters with days"),
        pytest.param(f"<section class=part>{OWN}</section>{LIKE}", "", id="two chapters alike"),
        pytest.param(f"<article>{OWN}{READING}</article>", "", id="a chapter with a link"),
        pytest.param(f"<div>{OWN}{ITEMS}</div>", "", id="the items of a newsletter"),
        pytest.param(f"<div>{OWN}{TITLES}</div>", "", id="chapters with first headings"),
        pytest.param(PARTED, "", id="a story in boxes alike"),
        pytest.param(f"<div>{OWN}{PART}</div>", "", id="a part that begins with a link"),
        pytest.param(f"<h1>{HEADLINE}</h1>{ENTRIES}", "", id="a list of articles"),
    ],
)
def test_what_belongs_to_one_story_stays(inside: str, head: str) -> None:
    notes = explain(page(inside, head), URL).blocks
    assert not [note for note in notes if "another story" in note.reason]


def test_what_follows_a_card_among_the_paragraphs_stays() -> None:
    card = f"<div><h3>You may like</h3><div><h2>{LINKED}</h2>{BYLINE}</div></div>"
    own = OWN.replace(f"<p>{STORY[3]}", f"{card}{paragraphs(OTHERS)}<p>{STORY[3]}")
    texts = [p.text for p in parse(page(f"<div>{own}</div>"), URL).paragraphs]
    assert texts == STORY[:3] + OTHERS + STORY[3:]


def test_what_the_data_gives_as_text_of_the_story_stays() -> None:
    text = " ".join(STORY + OTHERS)
    data = f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{HEADLINE}",'
    data += f'"articleBody":"{text}"}}</script>'
    notes = explain(page(f"<article>{OWN}</article>" + SECOND[0], data), URL).blocks
    assert not [note for note in notes if "another story" in note.reason]
