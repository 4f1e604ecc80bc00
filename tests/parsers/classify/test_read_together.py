"""What belongs together is the story together: lists, tables, quotations, slides."""

from __future__ import annotations

import pytest

from parsers import open_page
from parsers.classify.blocks.smoothing import smooth
from parsers.fields.body.body import Body, told_by_slides
from parsers.fields.headline.headline import read_headline_block
from parsers.page.layout import Block

SENTENCE = "The ferry left the harbour at dawn with nobody on board but the cat. "


def blocks_of(html: str) -> list[Block]:
    return open_page(f"<body>{html}</body>", "https://news.example/a").blocks


@pytest.mark.parametrize(
    ("html", "scores", "settled"),
    [
        pytest.param(
            "<ul><li>Two lamps of brass<li>One long rope<li>Tea</ul>",
            [2.0, 1.0, -0.5],
            [True, True, True],
            id="an unsure item follows its list",
        ),
        pytest.param(
            "<ul><li>Harbour news of the day<li>More about ferries<li>Tea</ul>",
            [-2.0, -1.0, 0.5],
            [False, False, False],
            id="and goes with it",
        ),
        pytest.param(
            "<ul><li>Harbour news of the day<li>More about ferries<li>Tea</ul>",
            [-2.0, -1.0, 2.5],
            [False, False, True],
            id="a sure one stays",
        ),
        pytest.param(
            "<table><tr><td>Rotterdam<td>212 hours<tr><td>Hamburg<td>97 hours</table>",
            [3.0, 2.0, -0.5, -1.0],
            [True, True, True, True],
            id="cells of a table",
        ),
        pytest.param(
            f"<p>{SENTENCE}</p><ul><li>Eye exam<li>Ropes</ul><p>{SENTENCE}</p>",
            [2.0, -1.0, -2.5, 2.0],
            [True] * 4,
            id="a list between two paragraphs",
        ),
        pytest.param(
            f"<p>{SENTENCE}</p><ul><li><a href=/b>Eye exam</a><li>Ropes</ul><p>{SENTENCE}</p>",
            [2.0, -1.0, -2.5, 2.0],
            [True, False, False, True],
            id="one of links is none of the story",
        ),
        pytest.param(
            f"<p>{SENTENCE}</p><div><ul><li>Eye exam<li>Ropes</ul></div><p>{SENTENCE}</p>",
            [2.0, -1.0, -2.5, 2.0],
            [True, False, False, True],
            id="nor is one in a box",
        ),
        pytest.param(
            f"<p>{SENTENCE}</p><ul><li>Eye exam<li>Ropes</ul>",
            [2.0, -1.0, -2.5],
            [True, False, False],
            id="nor one behind it",
        ),
        pytest.param(
            f"<p>{SENTENCE}</p><blockquote><p>It was time.</p></blockquote><p>{SENTENCE}</p>",
            [2.0, -0.5, 2.0],
            [True, True, True],
            id="a quotation in the middle of the story",
        ),
        pytest.param(
            f"<p>{SENTENCE}</p><p>{SENTENCE}</p><blockquote><p>It was time.</p></blockquote>",
            [2.0, 2.0, -0.5],
            [True, True, False],
            id="one after the story is not in its middle",
        ),
        pytest.param(
            f"<div><div class=text><p>{SENTENCE}</p><p>{SENTENCE}</p></div>"
            f"<div><h2>A bridge</h2></div><div class=text><p>{SENTENCE}</p></div></div>",
            [2.0, 2.0, -0.7, 2.0],
            [True] * 4,
            id="a heading in a wrapper of its own",
        ),
        pytest.param(
            f"<div><div><p>{SENTENCE}</p></div><div class=quote><div><blockquote>"
            f"<p>It was time.</p></blockquote></div></div><div><p>{SENTENCE}</p></div></div>",
            [2.0, -0.7, 2.0],
            [True] * 3,
            id="a quotation in wrappers of its own",
        ),
        pytest.param(
            f"<div><div class=text><p>{SENTENCE}</p></div><div class=video><h3>The cat sails</h3>"
            f"<video src=a.mp4></video></div><div class=text><p>{SENTENCE}</p></div></div>",
            [2.0, -0.7, 2.0],
            [True, False, True],
            id="the heading of a film in its wrapper",
        ),
        pytest.param(
            f"<div><p>{SENTENCE}</p></div><div><div><div><div><div><div><div><h3>Ferry</h3></div></div>"
            f"</div></div></div></div></div><div><div><div><div><p>{SENTENCE}</p></div></div></div></div>",
            [2.0, -0.7, 2.0],
            [True, False, True],
            id="a heading wrapped, its neighbours far below",
        ),
        pytest.param(
            4 * f"<p>{SENTENCE}</p>", [1.0, 1.0, 1.0, -0.3], [True] * 4, id="looks like the others"
        ),
        pytest.param(
            3 * f"<p>{SENTENCE}</p>" + f"<p class=x>{SENTENCE}</p>",
            [1.0, 1.0, 1.0, -0.3],
            [True, True, True, False],
            id="looks otherwise",
        ),
        pytest.param(
            3 * f"<p>{SENTENCE}</p>" + f"<p>Read also: {SENTENCE}</p>",
            [1.0, 1.0, 1.0, -0.3],
            [True, True, True, False],
            id="looks like the others and leads away",
        ),
        pytest.param(
            f"<p>{SENTENCE}</p><p>Fog.</p><p>{SENTENCE}</p>",
            [2.0, -0.3, 2.0],
            [True] * 3,
            id="unsure between sure ones",
        ),
        pytest.param(
            f"<p>{SENTENCE}</p><p>Fog.</p><p>{SENTENCE}</p>",
            [-2.0, 0.3, -2.0],
            [False] * 3,
            id="unsure between what is surely none",
        ),
        pytest.param(
            f"<p>{SENTENCE}</p><p>Read also: Fog.</p><p>{SENTENCE}</p>",
            [2.0, -0.3, 2.0],
            [True, False, True],
            id="between sure ones, and leads away",
        ),
        pytest.param(
            f"<div><p>{SENTENCE}</p></div><div><p>Fog.</p></div><div><p>{SENTENCE}</p></div>",
            [2.0, -0.3, 2.0],
            [True, False, True],
            id="between sure ones in other boxes",
        ),
        pytest.param("<p>Fog</p>", [-1.0], [False], id="alone"),
    ],
)
def test_smooth(html: str, scores: list[float], settled: list[bool]) -> None:
    blocks = blocks_of(html)
    assert len(blocks) == len(scores)
    assert [score > 0 for score in smooth(blocks, scores, 0.0)] == settled


@pytest.mark.parametrize(
    ("lengths", "captions", "told"),
    [
        pytest.param([300, 300, 300], {1, 2}, {1, 2}, id="slides that tell the story"),
        pytest.param([900, 50, 50], {1, 2}, set(), id="captions"),
        pytest.param([2000, 300], {1}, set(), id="one long caption"),
        pytest.param([300], set(), set(), id="no pictures"),
    ],
)
def test_told_by_slides(lengths: list[int], captions: set[int], told: set[int]) -> None:
    blocks = blocks_of("".join(f"<p>{(SENTENCE * 40)[:n]}</p>" for n in lengths))
    body = Body(tuple(blocks), scores=(2.0,) * len(blocks))
    assert told_by_slides(body, frozenset(captions)) == told


def test_standfirst_named_beside_paragraphs() -> None:
    """Old pages put everything in one box: the name tells the standfirst from the text."""
    page = open_page(
        "<body><h1>Crabs with an address</h1>"
        "<div class=vorspann>The bag now says who fished. The gulls are next.</div>"
        + 4 * f"<div class=text>{SENTENCE * 2}</div>"
        + "</body>",
        "https://news.example/a",
    )
    dek = read_headline_block(page).dek
    assert dek is not None
    assert dek.value == "The bag now says who fished. The gulls are next."


CARD = (
    "<div><h3><a href=/n/{n}>Ferry number {n} is late again</a></h3><p>It was cold, day {n}.</div>"
)


@pytest.mark.parametrize(
    ("html", "scores", "taken"),
    [
        pytest.param("".join(CARD.format(n=n) for n in range(3)), [0.3] * 6, 0, id="three"),
        pytest.param(
            "".join(CARD.format(n=n) for n in range(3)).replace("<div>", "").replace("</div>", ""),
            [0.3] * 6,
            0,
            id="without boxes",
        ),
        pytest.param("".join(CARD.format(n=n) for n in range(2)), [0.3] * 4, 4, id="two"),
        pytest.param(
            "".join(CARD.format(n=n) for n in range(3)), [0.3, 2.0] * 3, 6, id="a story's chapters"
        ),
        pytest.param(
            "".join(CARD.format(n=n) for n in range(3)).replace(" is late again</a>", "</a> late"),
            [0.3] * 6,
            6,
            id="links in headings",
        ),
    ],
)
def test_weak_texts_below_linked_headings_are_teasers(
    html: str, scores: list[float], taken: int
) -> None:
    blocks = blocks_of(html)
    assert len(blocks) == len(scores)
    assert sum(score > 0 for score in smooth(blocks, list(scores), 0.0)) == taken
