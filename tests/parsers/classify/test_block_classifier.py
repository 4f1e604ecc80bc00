"""The block classifier looks at each block by itself, and in its context."""

from __future__ import annotations

import pytest

from parsers import open_page, parse
from parsers.classify.block_classifier import NEVER, BlockClassifier
from parsers.classify.blocks.context import context_features
from parsers.classify.blocks.features import block_features
from parsers.classify.blocks.node_stats import COMMENTS, CONSENT, PageStats
from parsers.classify.blocks.story_evidence import StoryEvidence
from parsers.classify.feature_names import BLOCK, CONTEXT
from parsers.classify.lexicon import Lexicon
from parsers.page.layout import Layout

SENTENCE = "The ferry left the harbour at dawn with nobody on board but the cat. "
NOBODY = Lexicon({}, {})


def layout_of(html: str) -> Layout:
    return open_page(f"<body>{html}</body>", "https://news.example/a").layout


Named = dict[str, float]


def context_of(html: str, scores: list[float]) -> list[Named | None]:
    """The context features of each block by name."""
    page = PageStats(layout_of(html), NOBODY)
    rows = context_features(page, block_features(page, StoryEvidence()), scores)
    return [row and dict(zip(CONTEXT, row, strict=True)) for row in rows]


def test_the_context_of_a_block() -> None:
    rows = context_of(
        f"<div><p>{SENTENCE}<p>{SENTENCE}<p>Doubtful.</div>"
        f"<aside><h3>More</h3><p>{SENTENCE}</aside>",
        [3.0, 3.0, 0.0, -3.0, -3.0],
    )
    assert len(rows) == 5
    doubtful, heading, last = rows[2], rows[3], rows[4]
    assert doubtful is not None
    assert heading is not None
    assert last is not None
    assert doubtful["before_likely"] > 0.9
    assert doubtful["after_likely"] < 0.1
    assert doubtful["parent_likely"] > 0.9
    assert doubtful["signature_likely"] > 0.9  # the other paragraphs of that box
    assert last["parent_likely"] < 0.1
    assert heading["section_likely"] == last["section_likely"] < 0.1
    assert doubtful["section_likely"] > 0.9


def test_no_context_for_what_is_never_the_story() -> None:
    rows = context_of(f"<p>{SENTENCE}<p>{SENTENCE}", [NEVER, 1.0])
    assert rows[0] is None
    assert rows[1] is not None


def test_the_last_trees_have_the_last_word() -> None:
    layout = layout_of(f"<p>{SENTENCE}<p>{SENTENCE}<p>{SENTENCE}")
    classifier = BlockClassifier(NOBODY, lambda row: 3.0, lambda row: 1.0, lambda row: 2.0 * row[0])
    assert classifier.scores(layout, StoryEvidence()) == [2.0, 2.0, 2.0]
    hopeless = BlockClassifier(NOBODY, lambda row: 3.0, lambda row: -6.0, lambda row: 9.0)
    assert hopeless.scores(layout, StoryEvidence()) == [-6.0, -6.0, -6.0]
    assert classifier.scores(layout_of(""), StoryEvidence()) == []


def test_a_page_that_would_be_left_empty_is_looked_at_whole() -> None:
    """A page of a few short lines may be a story."""
    layout = layout_of(f"<h1>Ferry leaves</h1><p>{SENTENCE}<p>{SENTENCE}")
    classifier = BlockClassifier(NOBODY, lambda row: -3.0, lambda row: 1.0, lambda row: row[0])
    assert classifier.scores(layout, StoryEvidence(head_block=0)) == [1.0, 1.0, 1.0]
    words = list(BLOCK).index("spaces")
    classifier.first_trees = lambda row: 1.0 if row[words] > 2 else -3.0
    assert classifier.scores(layout, StoryEvidence()) == [-3.0, 1.0, 1.0]


DIALOG = "We and our partners use cookies with your consent and respect your privacy. " * 2
BOXES = {
    "at the top": f"<div><h3>Cookies and consent</h3><p>{DIALOG}<p>{DIALOG}</div>%s",
    "at the end": f"%s<div><h3>Cookies and consent</h3><p>{DIALOG}<img src=a.png></div>",
    "beside the paragraphs": f"<p>{DIALOG}</p>%s<div><p>{DIALOG}</p></div>",
}


@pytest.mark.parametrize("box", BOXES)
def test_what_is_surely_chrome_moves_no_score(box: str) -> None:
    """Whatever a later look measures is the same on the page without the chrome."""
    story = (
        f"<div><h1>Ferry leaves</h1><div>{f'<p>{SENTENCE * 3}</p>' * 3}<p>Short.</p>"
        f"<ul><li>{SENTENCE}</ul></div><figure><img src=b.png><figcaption>A cat.</figcaption>"
        "</figure></div>"
    )
    words = list(BLOCK).index("consent_words")
    classifier = BlockClassifier(
        NOBODY,
        lambda row: -3.0 if row[words] else 1.0,
        lambda row: sum(at * value for at, value in enumerate(row)) % 7 - 3,
        lambda row: sum(at * value for at, value in enumerate(row)),
    )

    def scores(html: str) -> list[float]:
        layout = layout_of(html)
        head = next(b.index for b in layout.blocks if b.text == "Ferry leaves")
        found = classifier.scores(layout, StoryEvidence(head_block=head))
        return [s for s, b in zip(found, layout.blocks, strict=True) if "ookies" not in b.text]

    without, with_box = scores(story), scores(BOXES[box] % story)
    assert len(without) == 7
    assert with_box == without


@pytest.mark.parametrize(
    ("names", "marks"),
    [
        pytest.param("reader-replies", COMMENTS, id="comments"),
        pytest.param("privacy-words", CONSENT, id="consent"),
        pytest.param("story", 0, id="nothing of the kind"),
    ],
)
def test_marks_of_what_stands_apart(names: str, marks: int) -> None:
    """The names around a block count from where it parts from the story, not further out."""
    layout = layout_of(
        f"<div class=comments-on><div>{f'<p>{SENTENCE * 3}' * 3}</div>"
        f"<div class={names}><div><p>{SENTENCE}</div></div></div>"
    )
    page = PageStats(layout, NOBODY)
    assert [node.apart_marks for node in page.held] == [0, 0, 0, marks]


STORY = "".join(f"<p>{SENTENCE * 3} It was day {n}.</p>" for n in range(6))


def paragraphs_of(html: str) -> list[str]:
    return [p.text for p in parse(html, "https://news.example/2026/a-ferry-left").paragraphs]


def test_a_story_shown_twice_is_read_once() -> None:
    """Some pages hold their text for small screens and for large ones."""
    texts = paragraphs_of(
        "<title>A ferry left</title><h1>A ferry left</h1>"
        f"<article><div class=small>{STORY}</div><div class=large>{STORY}</div></article>"
    )
    assert len(texts) == len(set(texts)) == 6


@pytest.mark.parametrize(
    ("between", "name", "is_text"),
    [
        pytest.param("", "", True, id="right above the text"),
        pytest.param("<div class=byline>By Ada Moor</div>", "", False, id="above the byline"),
        pytest.param("", "standfirst", False, id="named"),
    ],
)
def test_a_plain_lead_is_text(between: str, name: str, is_text: bool) -> None:
    """A page describes itself with its first paragraph more often than it has a standfirst that
    nothing sets off."""
    lead = "Nobody knows who untied the ferry, and the cat does not tell."
    page = (
        f"<title>A ferry left</title><meta name=description content='{lead}'><article>"
        f"<div><h1>A ferry left</h1><p class='{name}'>{lead}</p></div>{between}"
        f"<div class=text>{STORY}</div></article>"
    )
    assert (lead in paragraphs_of(page)) is is_text
