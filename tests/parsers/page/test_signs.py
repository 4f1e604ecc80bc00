"""The flags of boxes: what an element says of itself."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from parsers.page.element_flags import (
    ARIA_HIDDEN,
    ASIDE,
    COMMENTS,
    CONSENT,
    DIALOG,
    HIDDEN,
    SCREEN_READER,
    flags_of_names,
)
from parsers.page.layout import Box
from parsers.page.layout.walk import lay_out
from parsers.wordlists import names_of, wordlist


def _boxes(html: str) -> list[Box]:
    body = LexborHTMLParser(html).body
    assert body
    return lay_out(body).boxes


def _box(opening: str) -> Box:
    return _boxes(f"<body><main>{opening}<p>Words.</p></main></body>")[2]


@pytest.mark.parametrize(
    ("opening", "flags"),
    [
        ("<div>", 0),
        ("<div hidden>", HIDDEN),
        ('<div hidden="until-found">', HIDDEN),
        ('<div style="color:red; DISPLAY : none">', HIDDEN),
        ('<div style="visibility:hidden">', HIDDEN),
        ('<div style="display:block">', 0),
        ('<div hidden id="S:0">', 0),  # streamed: a script shows it at once
        ('<div hidden id="S:1f">', 0),
        ('<div hidden id="S:subscribe">', HIDDEN),
        ('<div aria-hidden="true">', ARIA_HIDDEN),
        ('<div aria-hidden="false">', 0),
        ('<p class="lead sr-only">', SCREEN_READER),
        ("<aside>", ASIDE),
        ('<div role="complementary">', ASIDE),
        ("<dialog open>", DIALOG),
        ('<div role="Dialog">', DIALOG),
        ('<div role="alertdialog">', DIALOG),
        ('<section aria-modal="true">', DIALOG),
        ('<section aria-modal="false">', 0),
        ('<div class="dialog">', 0),  # a name says less than a role
        ('<div id="onetrust-consent-sdk">', CONSENT),
        ('<div id="CybotCookiebotDialogBody">', CONSENT),
        ('<div id="sp_message_container_123456">', CONSENT),
        ('<div class="box cmplz-cookiebanner">', CONSENT),
        ('<div class="cmplz-blocked-content-container">', 0),  # a film that waits for consent
        ('<section id="comments">', COMMENTS),
        ('<section class="article__comments">', COMMENTS),
        ('<div id="disqus_thread">', COMMENTS),
        ('<div class="CommentsSection_root__x7Yz1">', COMMENTS),  # built from CommentsSection.css
        ('<div class="styles_comments__aB3-d">', COMMENTS),
        ('<div class="Story_comments-open__x7Yz1">', 0),
        ('<div class="story comments-open">', 0),  # it may be commented
        ('<article class="has-comments">', 0),
        ('<div class="live-match-comments">', 0),  # a reporter's
        ('<div class="comments-count">', 0),
        ('<div class="cmp-container">', 0),  # what a shop system calls any component
        ('<div itemprop="comment">', COMMENTS),
        ('<div itemprop="commentCount">', 0),
        ('<div itemscope itemtype="https://schema.org/Comment">', COMMENTS),
        ('<div itemscope itemtype="https://schema.org/NewsArticle">', 0),
        ('<aside role="dialog" class="comments" hidden>', ASIDE | DIALOG | COMMENTS | HIDDEN),
    ],
)
def test_what_an_element_says(opening: str, flags: int) -> None:
    assert _box(opening).flags == flags


def test_a_box_knows_what_those_around_it_say() -> None:
    body, aside, comments, inner, outer = _boxes(
        '<body class="comments"><aside hidden><div class="comments"><p>Words.</p></div></aside>'
        "<p>More words.</p></body>"
    )
    assert (body.flags, body.within) == (0, 0)  # the body's names speak of the page
    assert aside.within == aside.flags == ASIDE | HIDDEN
    assert (comments.flags, comments.within) == (COMMENTS, COMMENTS | ASIDE | HIDDEN)
    assert (inner.flags, inner.within) == (0, COMMENTS | ASIDE | HIDDEN)
    assert outer.within == 0


@pytest.mark.parametrize(
    ("words", "flag"), [("consent-platforms", CONSENT), ("comment-containers", COMMENTS)]
)
def test_every_name_of_the_lists_is_known(words: str, flag: int) -> None:
    for section in wordlist(words):
        for name in names_of(words, section) if section != "none" else ():
            assert flags_of_names(f"a {name.replace('*', 'xyz')} b") & flag, name
