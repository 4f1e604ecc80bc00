"""Dialogs, consent platforms and comments on a page: it is read as the page without them."""

from __future__ import annotations

import re

import pytest
from examples import examples
from golden import Case, cases
from hypothesis import assume, example, given
from hypothesis import strategies as st

from parsers import open_page, parse
from parsers.reader.explanation import explain

URL = "https://news.example/2026/03/10/ferry-pier"
HEADLINE = "Port Merrow closes its ferry pier for eight months"
STORY = [
    "The harbour board voted on Tuesday to close the old ferry pier for eight months while its "
    "wooden piles are replaced by steel ones.",
    "Passengers will board from a floating stage beside the fish market until the work is done, "
    "the board said after a meeting of three hours.",
    "The repairs will cost 4.2 million crowns, of which the county pays half. The rest comes from "
    "a levy on every ticket.",
]
ASKING = [
    "We and our 212 partners keep a few things on your device and look them up again, so that "
    "adverts can be measured and the pages fit you.",
    "You may say no to each of these purposes, and you may change your mind on any later day by "
    "way of the link at the foot of the page.",
]

OPENINGS = [
    '<div role="dialog">',
    '<section role="alertdialog" aria-label="Privacy">',
    '<div aria-modal="true" class="x1y2">',
    "<dialog open>",
    '<div id="onetrust-consent-sdk" class="a">',
    '<div id="didomi-host">',
    '<div id="CybotCookiebotDialog" role="dialog">',
    '<div id="sp_message_container_88123">',
    '<div class="qc-cmp2-container">',
    '<div id="usercentrics-root">',
    '<div class="fc-consent-root">',
    '<div id="cmpbox">',
    '<div id="tarteaucitronRoot">',
    '<div class="klaro">',
    '<section id="comments">',
    '<ol class="comment-list">',
    '<div id="disqus_thread">',
    '<div class="story__comments">',
    '<article itemprop="comment">',
    '<div itemscope itemtype="http://schema.org/UserComments">',
]
INSIDES = [
    "<h1>We care for your privacy</h1><p>{0}</p><p>{1}</p>",
    "<h2>Letters from readers</h2><div><span>By Ada Quill</span> <time datetime='2019-05-04'>"
    "4 May 2019</time></div><p>{0}</p><div>{1}</div><button>OK</button>",
    "<p>{0}</p><figure><img src='/x.jpg' width=900 height=600><figcaption>A handshake in front "
    "of the town hall. Photo: Ada Quill</figcaption></figure>",
    "{0}<ul><li><a href='/p'>Partners</a></li><li>{1}</li></ul>",
    "<div hidden><div><p>{0}</p></div></div>{1}",
]
PAGES = [case for case in cases() if case.page.suffix == ".html"]


def page(head: str = "", *, before: str = "", inside: str = "", after: str = "") -> str:
    first, *rest = [f"<p>{text}</p>" for text in STORY]
    return (
        f"<html lang=en><head><title>{HEADLINE} | Merrow Courier</title>{head}</head>"
        f"<body>{before}<main><h1>{HEADLINE}</h1><div class=text>{first}{inside}{''.join(rest)}"
        f"</div></main>{after}</body></html>"
    )


def box(opening: str, *texts: str) -> str:
    tag = opening[1:].split()[0].rstrip(">")
    return opening + "".join(f"<p>{text}</p>" for text in texts) + f"</{tag}>"


@given(
    case=st.sampled_from(PAGES),
    opening=st.sampled_from(OPENINGS),
    inside=st.sampled_from(INSIDES),
    place=st.integers(0, 10_000),
)
@example(
    case=next(case for case in PAGES if case.page.stem == "micro-lobster"),
    opening=OPENINGS[0],
    inside=INSIDES[2],
    place=8423,
)
@example(
    case=next(case for case in PAGES if case.page.stem == "archiv-mouettes"),
    opening=OPENINGS[0],
    inside=INSIDES[2],
    place=254,
)
@examples(60)
def test_a_page_is_read_as_without_them(case: Case, opening: str, inside: str, place: int) -> None:
    html = case.html.decode("utf-8", "replace")
    closings = [at + 4 for at in range(len(html)) if html.startswith("</p>", at)]
    start = html.find("<body")
    ends = [html.index(">", start) + 1, html.rfind("</body>"), *closings]
    at = ends[place % len(ends)]
    tag = opening[1:].split()[0].rstrip(">")
    injected = opening + inside.format(*ASKING) + f"</{tag}>"
    alone = parse(html, case.url, content_type=case.content_type)
    # Captions are read from their element, and nobody opens a dialog inside one.
    before = re.sub(r"<[^>]*>", "", "<p" + html[:at].rpartition("<p")[2])
    said = before.strip(" \n()[].")[-20:]
    assume(not said or not any(said in f"{i.caption} {i.credit}" for i in alone.images))
    assert parse(html[:at] + injected + html[at:], case.url) == alone


@pytest.mark.parametrize("opening", OPENINGS)
def test_an_explanation_says_where_it_stands(opening: str) -> None:
    told = explain(page(inside=box(opening, *ASKING)), URL)
    assert told.article
    assert [p.text for p in told.article.paragraphs] == STORY
    texts = [note.text for note in told.blocks]
    assert texts == [HEADLINE, STORY[0], *ASKING, *STORY[1:]], "the page from top to bottom"
    reasons = {note.reason for note in told.blocks if note.text in ASKING}
    assert len(reasons) == 1
    assert reasons < {
        "it stands in a dialog",
        "it is in a consent platform's element",
        "it stands among the comments of readers",
    }
    assert not any(note.kept for note in told.blocks if note.text in ASKING)


@pytest.mark.parametrize(
    "opening", ['<div role="dialog" aria-modal="true">', '<div class="comments">']
)
def test_a_page_that_is_wholly_inside_is_read(opening: str) -> None:
    body = f"<h1>{HEADLINE}</h1>" + "".join(f"<p>{text}</p>" for text in STORY)
    tag = opening[1:].split()[0]
    html = f"<title>{HEADLINE}</title><body>{opening}{body}</{tag}><p>© 2026 Courier</p>"
    assert [p.text for p in parse(html, URL).paragraphs] == STORY


def test_a_story_opened_over_a_front_page_is_read() -> None:
    teasers = "".join(
        f"<div class=card><h2><a href=/{n}>The council counts its lamps, part {n}</a></h2>"
        f"<p>There are {n}01 lamps in the town, the council has found out after a night of "
        "counting them one by one with a clerk.</p></div>"
        for n in range(1, 9)
    )
    story = f"<h1>{HEADLINE}</h1>" + "".join(f"<p>{text}</p>" for text in STORY)
    html = (
        f"<head><title>{HEADLINE} - Courier</title><meta property=og:type content=article>"
        f"<meta property='article:published_time' content='2026-03-10'></head><body>"
        f"<main>{teasers}</main><div role=dialog>{story}</div>"
    )
    layout = open_page(html, URL).layout
    assert not layout.apart
    assert {HEADLINE, *STORY} < {block.text for block in layout.blocks}


def test_of_several_dialogs_the_one_with_the_only_text_stays() -> None:
    story = "".join(f"<p>{text}</p>" for text in STORY)
    html = (
        f"<title>Courier</title><body><div role=dialog><p>{ASKING[0]}</p></div>"
        f"<div role=dialog><h2>{HEADLINE}</h2>{story}</div><p>Contact us</p>"
    )
    layout = open_page(html, URL).layout
    assert [block.text for block in layout.blocks] == [HEADLINE, *STORY, "Contact us"]
    assert [block.text for block in layout.apart] == [ASKING[0]]


def test_a_short_story_behind_a_paywall_is_not_filled_up_with_the_dialog() -> None:
    html = (
        f"<title>{HEADLINE}</title><body><h1>{HEADLINE}</h1><p>{STORY[0]}</p>"
        f"<div role=dialog><p>{ASKING[0]}</p><p>{ASKING[1]}</p><p>{ASKING[0]} Again.</p></div>"
    )
    texts = [block.text for block in open_page(html, URL).blocks]
    assert texts == [HEADLINE, STORY[0]]


def test_what_names_the_day_and_the_author_is_not_looked_for_inside() -> None:
    comment = (
        '<section class="comments"><time datetime="2019-05-04T10:00:00Z">4 May 2019</time>'
        '<a rel="author" href="/author/ada">Ada Quill</a><p>I agree with all of it.</p></section>'
    )
    assert parse(page(after=comment), URL) == parse(page(), URL)
    unnamed = parse(page(after=comment.replace("comments", "words")), URL)
    assert unnamed.authors == ("Ada Quill",), "it would be found, were it not apart"


def test_what_is_taken_out_leaves_the_rest_as_it_would_be() -> None:
    inside = box('<div class="comments">', *ASKING).replace("<p>", "<p><a href=/x>a link</a> ", 1)
    mixed = open_page(page(before=inside, inside=inside, after=inside), URL).layout
    plain = open_page(page(), URL).layout
    for found, wanted in zip(mixed.boxes, plain.boxes, strict=True):
        assert (found.tag, found.start, found.end) == (wanted.tag, wanted.start, wanted.end)
        assert (found.text_chars, found.link_chars) == (wanted.text_chars, wanted.link_chars)
    assert [(b.text, b.index) for b in mixed.blocks] == [(b.text, b.index) for b in plain.blocks]
