"""Stories that a page streams or keeps in its scripts are read where it shows none."""

from __future__ import annotations

import contextlib
import json

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

import parsers

SENTENCES = [
    f"On day {day} the harbour board of Port Merrow met again, and it did not agree on the pier."
    for day in range(1, 8)
]
HEAD = (
    "<!doctype html><title>The pier of Port Merrow</title><meta property=og:type content=article>"
    "<meta property=og:title content='The pier of Port Merrow'><h1>The pier of Port Merrow</h1>"
)


def read(page: str) -> list[str]:
    article = parsers.parse(HEAD + page, "https://news.example/2026/pier")
    return [paragraph.text for paragraph in article.paragraphs]


def element(tag: str, children: object) -> list[object]:
    return ["$", tag, None, {"children": children}]


def pushes(stream: str, size: int = 300) -> str:
    """A stream in pushes, cut anywhere."""
    parts = [stream[at : at + size] for at in range(0, len(stream), size)]
    start = "<script>(self.__next_f=self.__next_f||[]).push([0]);</script>"
    return start + "".join(
        f"<script>self.__next_f.push({json.dumps([1, part])})</script>" for part in parts
    )


STORY = [element("p", text) for text in SENTENCES]
LINKED = [element("p", [text[:20], element("a", text[20:40]), text[40:]]) for text in SENTENCES]
WRAPPED = [element("div", element("p", text)) for text in SENTENCES]


@pytest.mark.parametrize("story", [STORY, LINKED, WRAPPED], ids=["plain", "linked", "wrapped"])
def test_elements_that_are_streamed(story: list[object]) -> None:
    tree = element("main", [element("nav", [element("li", "Sport")]), element("div", story)])
    stream = '2:I["app/page.js",["1"],"default"]\n' + f"5:{json.dumps(tree)}\n0:null\n"
    assert read(pushes(stream)) == SENTENCES


def test_a_text_that_is_streamed() -> None:
    html = "".join(f"<p>{text} – ja</p>" for text in SENTENCES)
    stream = f"7:T{len(html.encode()):x},{html}8:" + json.dumps(element("p", "Read more")) + "\n"
    assert read(pushes(stream)) == [f"{text} – ja" for text in SENTENCES]


@pytest.mark.parametrize(
    "script",
    [
        '<script>window["__STATE__"].push({});</script>',
        '<script>(window["__STATE__"] = window["__STATE__"] || []).push({});</script>',
        "<script>window.__STATE__.push({});x()</script>",
        "<script>window.__STATE__ = {};</script>",
        '<script>window["__STATE__"] = {};\nrun();</script>',
        '<script id="__NEXT_DATA__" type="application/json">{}</script>',
    ],
)
def test_data_in_scripts(script: str) -> None:
    data = {"props": {"story": {"blocks": [{"kind": "text", "value": s} for s in SENTENCES]}}}
    assert read(script.replace("{}", json.dumps(data))) == SENTENCES


def test_data_with_tags_in_braces() -> None:
    story = "".join(f"{{p}}{text}{{/p}}" for text in SENTENCES) + '{sd-embed id="1"}{/sd-embed}'
    data = json.dumps({"@type": "NewsArticle", "articleBody": story})
    assert read(f'<script type="application/ld+json">{data}</script>') == SENTENCES


def test_braces_that_are_no_tags_stay() -> None:
    story = "\n".join(text.replace("harbour board", "board {of five}") for text in SENTENCES)
    data = json.dumps({"@type": "NewsArticle", "articleBody": story})
    assert read(f'<script type="application/ld+json">{data}</script>') == story.splitlines()


def test_what_is_shown_goes_first() -> None:
    shown = "".join(f"<p>{text}</p>" for text in SENTENCES[:4])
    tree = element("div", [element("p", text.upper()) for text in SENTENCES])
    assert read(f"<article>{shown}</article>" + pushes(f"5:{json.dumps(tree)}\n")) == SENTENCES[:4]


def test_a_part_of_a_page_that_is_put_in_place_later_is_seen() -> None:
    shown = "".join(f"<p>{text}</p>" for text in SENTENCES)
    assert read(
        f'<main><template id="B:0"></template></main><div hidden id="S:0">{shown}</div>'
    ) == (SENTENCES)


@examples(60)
@given(st.text(max_size=200), st.integers(0, 5), st.integers(1, 60))
def test_whatever_is_streamed(text: str, number: int, size: int) -> None:
    for stream in (
        text,
        f"{number}:{text}\n",
        f"{number}:T{number:x},{text}",
        f'1:["$","p",{text}',
    ):
        try:
            read(pushes(stream, size) + f"<p>{SENTENCES[0]}</p>" * 3)
        except parsers.ReadingError as error:
            assert error.reason  # noqa: PT017


@pytest.mark.parametrize(
    "data",
    [
        "[" * 100_000,
        '{"' + "k" * 500_000 + '":[' + '{"a":"b","c":"d"},' * 50_000 + "0]}",
        "[" * 39 + '"a",' * 100_000 + '"a"' + "]" * 39,
        '["$","p",null,{"children":' * 300 + '"x"' + "}]" * 300,
        "[" + '["$","p",null,{"children":"x"}],' * 30_000 + "0]",
    ],
    ids=["open lists", "a long key", "many texts", "paragraphs in each other", "many paragraphs"],
)
def test_data_of_any_shape_ends_soon(data: str) -> None:
    with contextlib.suppress(parsers.ReadingError):
        read(f"<script>window.x = {data}</script>" + pushes(f"1:{data}\n", 500_000))
