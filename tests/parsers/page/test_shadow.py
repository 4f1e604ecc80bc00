"""Declared shadow roots are read as a browser shows them without scripts."""

from __future__ import annotations

import contextlib

import pytest

import parsers

SENTENCES = [
    "The harbour board voted on Tuesday to close the old pier for eight months of repairs.",
    "Passengers will board from a floating stage beside the fish market until then.",
    "The county pays half of what the repairs cost, and a levy on tickets the other half.",
    "Two shop owners near the pier told the meeting that they feared for the summer trade.",
]
STORY = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
HEAD = "<!doctype html><title>The old pier closes for eight months</title>"
H1 = "<h1>The old pier closes for eight months</h1>"


def read(body: str) -> list[str]:
    article = parsers.parse(HEAD + body, "https://news.example/2026/pier")
    return [paragraph.text for paragraph in article.paragraphs]


@pytest.mark.parametrize(
    "body",
    [
        f"<main>{H1}<x-story><template shadowrootmode=open>{STORY}</template></x-story></main>",
        f"<x-app><template shadowrootmode='open'>{H1}<div>{STORY}</div></template></x-app>",
        f'{H1}<div><template class=a shadowrootmode="closed">{STORY}</template>Not shown.</div>',
        f"{H1}<x-a><template shadowrootmode=open><div><slot>Nothing.</slot></div></template>"
        f"{STORY}</x-a>",
        f"{H1}<x-a><template shadowrootmode=open><x-b><template shadowrootmode=open><div>"
        f"<slot></slot></div></template><slot name=text></slot></x-b></template>"
        f"<div slot=text>{STORY}</div></x-a>",
        f"<article>{H1}{STORY}<template><p>{SENTENCES[0].upper()}</p></template></article>",
        f"<article>{H1}{STORY}<template><div><template shadowrootmode=open>"
        f"<p>{SENTENCES[0].upper()}</p></template></div></template></article>",
        f"<article>{H1}{STORY}<ul><template shadowrootmode=open><li>{SENTENCES[0].upper()}"
        "</template></ul></article>",
    ],
    ids=[
        *("in a host", "the whole page", "what has no slot", "a slot", "slots in slots"),
        *("a plain template", "a root in a plain template", "no host"),
    ],
)
def test_what_is_shown_is_read(body: str) -> None:
    assert read(body) == SENTENCES


def test_a_word_may_stand_in_a_root() -> None:
    text = SENTENCES[0].replace(
        "Tuesday", "<x-day><template shadowrootmode=open><b>Tuesday</b></template></x-day>"
    )
    page = f"<article>{H1}<p>{text}</p>{STORY.partition('</p>')[2]}</article>"
    assert read(page) == SENTENCES


@pytest.mark.parametrize(
    "body",
    [
        "<x-a><template shadowrootmode=open><slot></slot></template>" * 3_000,
        "<template shadowrootmode=open>" * 20_000,
        "<x-a>" + "<template shadowrootmode=open>x</template>" * 20_000,
        "<template " * 50_000 + "shadowrootmode=open",
    ],
)
def test_roots_in_any_number_end_soon(body: str) -> None:
    with contextlib.suppress(parsers.ReadingError):
        parsers.parse(H1 + STORY + body)
