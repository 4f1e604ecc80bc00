"""A sentence stays whole, whatever elements stand inside it."""

from __future__ import annotations

import re
import string

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from parsers import open_page, parse

SENTENCE = "The ferry left the harbour at dawn, with nobody on board but the cat."
UNKNOWN = ["rb", "topic", "hl-trusted-source", "x-y", "entity", "app-word", "blink", "output"]
CUSTOM = st.builds(
    "{}-{}".format,
    st.text(string.ascii_lowercase, min_size=1, max_size=6),
    st.text(string.ascii_lowercase + string.digits + "-._é", min_size=1, max_size=8),
)
HOLDERS = ["p", "h1", "h2", "h3", "h4", "li", "blockquote", "td", "dd", "figcaption"]
AROUND = {"li": "<ul>{}</ul>", "td": "<table><tr>{}</tr></table>", "dd": "<dl>{}</dl>"}


def texts(html: str) -> list[str]:
    return [block.text for block in open_page(f"<body>{html}</body>", "https://a.example").blocks]


def held(holder: str, inner: str) -> str:
    return AROUND.get(holder, "{}").format(f"<{holder}>{inner}</{holder}>")


@examples(150)
@given(
    holder=st.sampled_from(HOLDERS),
    names=st.lists(st.one_of(CUSTOM, st.sampled_from(UNKNOWN)), min_size=1, max_size=4),
    places=st.lists(st.integers(0, len(SENTENCE)), min_size=2, max_size=2).map(sorted),
    link=st.booleans(),
)
def test_unknown_elements_are_parts_of_a_sentence(
    holder: str, names: list[str], places: list[int], link: bool
) -> None:
    start, end = places
    inner = f"<a href=/x>{SENTENCE[start:end]}</a>" if link else SENTENCE[start:end]
    for name in names:
        inner = f'<{name} class="mark">{inner}</{name}>'
    whole = SENTENCE[:start] + inner + SENTENCE[end:]
    assert texts("<p>Before.</p>" + held(holder, whole) + "<p>After.</p>") == [
        "Before.",
        SENTENCE,
        "After.",
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</rt></ruby>を読む。", "漢字を読む。"),
        ("<ruby><rb>漢</rb><rb>字</rb><rt>かん</rt><rt>じ</rt></ruby>を読む。", "漢字を読む。"),
        ("<ruby>東京<rtc><rt>とう</rt></rtc></ruby>へ", "東京へ"),
        ("a <rt>note</rt> of no ruby", "a note of no ruby"),
    ],
)
def test_ruby_reads_as_its_base_text(html: str, text: str) -> None:
    assert texts(f"<p>{html}</p>") == [text]


def test_elsewhere_they_are_blocks() -> None:
    assert texts("<div><x-a>One.</x-a><x-b>Two.</x-b></div>") == ["One.", "Two."]
    assert texts("<article><topic>One.</topic><p>Two.</p></article>") == ["One.", "Two."]


@pytest.mark.parametrize(
    "words",
    [
        "<span class=sr-only> (öffnet im neuen Fenster)</span>",
        '<span class="x visually-hidden">, opens new tab</span>',
        "<span>(opens in a new window)</span>",
        "<small> (s'ouvre dans une nouvelle fenêtre)</small>",
        "<span>（新しいウィンドウで開きます）</span>",
        " (se abre en una ventana nueva)",
        " [Öffnet in neuem Tab]",
        "<i class=screen-reader-text>leads to the archive</i>",
    ],
)
def test_words_for_screen_readers_are_no_part_of_a_sentence(words: str) -> None:
    for sentence in (
        f"<p>It said so <a href=/x>in March{words}</a>, and left.</p>",
        f"<p>It said so <a href=/x>in March</a>{words}, and left.</p>",
    ):
        assert texts(sentence) == ["It said so in March, and left."]
        assert texts(sentence.replace("<p>", "<div><h2>").replace("</p>", "</h2></div>")) == [
            "It said so in March, and left."
        ]


@pytest.mark.parametrize(
    "html",
    [
        "<p>She kept the door (open) for <a href=/x>the cat</a> (and the dog).</p>",
        "<h1><b>The pier<span class=sr-only>:</span></b> It closes</h1>",
        "<h1><span class=sr-only>The only words of a headline</span></h1>",
        "<p>What opens in a new window is seldom a new view, he <a href=/x>wrote</a>.</p>",
    ],
)
def test_words_that_are_seen_stay(html: str) -> None:
    assert texts(html) == [re.sub(r"<[^>]*>", "", html)]


def test_captions_are_without_words_for_screen_readers() -> None:
    caption = (
        "Boats in <a href=/x>the old port<span>, opens new tab</span></a> wait for the tide."
        " Photo: Jane Doe/AP"
    )
    story = "".join(f"<p>{SENTENCE} It was day {day} of the long trial.</p>" for day in range(6))
    article = parse(
        f"<h1>The ferry leaves at dawn</h1><figure><img src=/a.jpg><figcaption>{caption}"
        f"</figcaption></figure>{story}",
        "https://a.example/2026/ferry",
    )
    assert article.images[0].caption == "Boats in the old port wait for the tide."


PARTED = [f"On day {n} the ferry left at dawn, and all day nobody saw it again." for n in range(9)]


@pytest.mark.parametrize("blank", ["\n\n", "\n \n", "\r\n\r\n"])
@pytest.mark.parametrize("tag", ["div", "p"])
def test_blank_lines_between_sentences_part_paragraphs(blank: str, tag: str) -> None:
    assert texts(f"<{tag}>{blank.join(PARTED)}{blank}</{tag}>") == PARTED


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        pytest.param("div", " ".join(PARTED), id="no blank lines"),
        pytest.param("pre", "\n\n".join(PARTED), id="preformatted"),
        pytest.param("p", "\n\n".join(text[:-1] for text in PARTED), id="in mid-sentence"),
        pytest.param("p", "\n\n".join((PARTED[0], PARTED[1] * 8)), id="one blank line"),
        pytest.param("p", "\n\n".join(["So."] * 140), id="scraps"),
    ],
)
def test_blank_lines_of_the_source_alone_part_nothing(tag: str, text: str) -> None:
    assert len(texts(f"<{tag}>{text}</{tag}>")) == 1
