"""Paragraphs that run on from the story's are one text with it."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from parsers.fields.body.run_on import with_run_on
from parsers.page.layout.walk import lay_out

FIRST = "<p>Port Holdings earned eighteen million before tax in the half year to May.</p>"
LAST = "<p>The shares closed lower at noon.</p>"


@pytest.mark.parametrize(
    ("html", "scores", "is_taken"),
    [
        (f"<div>{FIRST}{LAST}</div>", [3.0, -0.4], True),
        (f"<div>{FIRST}{LAST}{LAST}</div>", [3.0, -0.4, -0.7], True),
        pytest.param(f"<div>{FIRST}{LAST}</div>", [3.0, -2.0], False, id="too sure"),
        pytest.param(f"<div>{FIRST}{LAST}</div>", [0.1, -0.7], False, id="more speaks against"),
        pytest.param(f"<div>{LAST}{FIRST}</div>", [-0.4, 3.0], False, id="before it"),
        pytest.param(f"<div>{FIRST}</div><div>{LAST}</div>", [3.0, -0.4], False, id="elsewhere"),
        pytest.param(
            f"<div>{FIRST}{LAST.replace('<p', '<p class=x')}</div>", [3.0, -0.4], False, id="other"
        ),
        pytest.param(
            f"<div>{FIRST}<p>Written by our staff at the docks</p></div>",
            [3.0, -0.4],
            False,
            id="no sentence",
        ),
    ],
)
def test_what_follows_a_paragraph_is_taken_with_it(
    html: str, scores: list[float], is_taken: bool
) -> None:
    body = LexborHTMLParser(f"<body>{html}</body>").body
    assert body
    found = with_run_on(lay_out(body).blocks, scores, 0.0)
    before = [score > 0 for score in scores]
    assert [score > 0 for score in found] == ([True] * len(scores) if is_taken else before)
