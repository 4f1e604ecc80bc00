"""A long story whose later chapters score low is read whole; what only stands near it is not."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from parsers.fields.body.chapters import with_chapters
from parsers.page.layout.walk import lay_out

TOLD = [f"In the year {n} the harbour master wrote down every ship again." for n in range(4)]
LATER = [f"On page {n} of his last book the writing becomes small and hasty." for n in range(3)]


def section(texts: list[str], *, name: str = "part", tag: str = "p", around: str = "") -> str:
    lines = "".join(f'<{tag} class="line{n} x">{text}</{tag}>' for n, text in enumerate(texts))
    return f'<section class="{name}"><div>{around}{lines}</div></section>'


def taken(html: str, scores: list[float]) -> list[bool]:
    body = LexborHTMLParser(f"<body>{html}</body>").body
    assert body
    blocks = lay_out(body).blocks
    assert len(blocks) == len(scores)
    return [score > 0 for score in with_chapters(blocks, scores, 0.0)]


@pytest.mark.parametrize("name", ["part", "part2"])
def test_a_later_section_like_the_storys_own_is_its_next_chapter(name: str) -> None:
    html = section(TOLD) + section(LATER, name=name, around="<h3>The last book</h3>")
    assert all(taken(html, [2.0] * 4 + [-1.2, -1.4, -0.8, -1.3]))


def test_a_chapter_between_two_taken_ones_is_taken() -> None:
    html = section(TOLD) + section(LATER) + section(TOLD)
    assert all(taken(html, [2.0] * 4 + [-1.2, -0.9, -1.6] + [1.0] * 4))


@pytest.mark.parametrize(
    ("later", "scores"),
    [
        pytest.param(section(LATER), [-1.2, -1.4, -1.1], id="none of it all but taken"),
        pytest.param(section(LATER[:2]), [-0.4, -0.4], id="too few"),
        pytest.param(section(LATER), [-0.8, -2.5, -0.8], id="one of it sure chrome"),
        pytest.param(section(LATER, name="more"), [-0.8] * 3, id="a section of another name"),
        pytest.param(section(LATER, tag="div"), [-0.8] * 3, id="other elements"),
        pytest.param(section(["The old port today"] * 3), [-0.8] * 3, id="lines, not sentences"),
        pytest.param(
            section([f'<a href="/{n}">{text}</a>' for n, text in enumerate(LATER)]),
            [-0.8] * 3,
            id="links",
        ),
    ],
)
def test_what_is_no_chapter_stays_out(later: str, scores: list[float]) -> None:
    assert taken(section(TOLD) + later, [2.0] * 4 + scores) == [True] * 4 + [False] * len(scores)


def test_no_chapter_without_a_story() -> None:
    assert not any(taken(section(TOLD), [-0.5] * 4))
