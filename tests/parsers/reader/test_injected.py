"""Chrome that the generator puts into pages: where it goes, what it says, and that a reading of the
page stays the same."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parsers

ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "benchmarks"))

from chrome import (  # noqa: E402
    KINDS,
    PLACES,
    ChromeGenerator,
    Injection,
    OtherStory,
    Piece,
    find_story,
    load_words,
)
from chrome.trial import fold, leaked  # noqa: E402

STORY = tuple(
    f"The {name} of the harbour said on Monday that the ferry would wait for the evening tide."
    for name in ("master", "pilot", "baker", "mayor")
)
TEMPLATES = {
    "paragraphs": "<div class=story><h1>Ferry waits</h1><p>{}</p><p>{}</p><p>{}</p><p>{}</p></div>",
    "nested": "<main><article><h1>Ferry waits</h1><div><div><p>{}</div><div><p>{}</div>"
    "<div><p>{}</div><div><p>{}</div></div></article></main>",
    "breaks": "<h1>Ferry waits</h1><div>{}<br><br>{}<br><br>{}<br><b>{}</b></div>",
    "table": "<table><tr><td>menu<td><h1>Ferry waits</h1><p>{}<p>{}<p>{}<p>{}</table>",
    "list items": "<div><ul><li>{}</li><li>{}</li></ul><p>{}</p><p>{}</p></div>",
}
OTHERS = [
    OtherStory(
        f"site{n}.example",
        language,
        f"Headline {n} of another paper in the district",
        f"The lead of story {n}, which tells in a sentence or two what has happened.",
        tuple(f"Paragraph {part} of story {n}, long enough to look like one." for part in range(5)),
    )
    for n, language in enumerate(["en", "de", "fr", None] * 8)
]


GENERATOR = ChromeGenerator(load_words("test"), OTHERS)


@pytest.fixture(scope="module", params=["test", "train"])
def generator(request: pytest.FixtureRequest) -> ChromeGenerator:
    return ChromeGenerator(load_words(request.param), OTHERS)


def page(template: str) -> str:
    body = TEMPLATES[template].format(*STORY)
    return f"<!doctype html><html><head><title>x</title></head><body id=b>{body}</body></html>"


def taken_out(made: Injection) -> str:
    """The page without its pieces: what it was before."""
    parts, at, moved = [], 0, 0
    for piece in made.pieces:
        start = piece.offset + moved
        parts.append(made.html[at:start])
        at = start + len(piece.html)
        assert made.html[start:at] == piece.html
        moved += len(piece.html)
    return "".join([*parts, made.html[at:]])


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_rest_of_the_page_stays_as_it_was(
    generator: ChromeGenerator, template: str, kind: str
) -> None:
    html = page(template)
    if kind not in generator.kinds:
        with pytest.raises(ValueError, match="no words for it in the set 'train'"):
            generator.inject(html, STORY, kinds=[kind])
        return
    for copy in range(3):
        made = generator.inject(html, STORY, language="de", kinds=[kind], copy=copy)
        assert len(made.pieces) == 1
        assert made.pieces[0].texts
        assert taken_out(made) == html
        for text in made.pieces[0].texts:
            assert fold(text) in fold(unescape(re.sub("<[^>]*>", "", made.html)))


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("place", PLACES)
def test_chrome_stands_where_it_is_said_to(
    generator: ChromeGenerator, template: str, place: str
) -> None:
    html = page(template)
    for copy in range(6):
        made = generator.inject(
            html, STORY, kinds=["newsletter"], place=place, copy=copy, language="en"
        )
        start = made.pieces[0].offset
        before = [text in html[:start] for text in STORY]
        if place == "top":
            assert html[:start].endswith("<body id=b>")
        elif place == "above":
            assert not any(before)
        elif place == "inside":
            assert before[0]
            assert not before[-1]
            assert before == sorted(before, reverse=True)
        else:
            assert all(before)


def test_the_same_seed_makes_the_same_chrome_and_copies_differ() -> None:
    words = load_words("train")
    html = page("nested")
    first, second = (ChromeGenerator(words, OTHERS, seed=7) for _ in range(2))
    second.inject(page("breaks"), STORY)
    assert first.inject(html, STORY) == second.inject(html, STORY)
    assert first.inject(html, STORY, copy=1) != first.inject(html, STORY, copy=2)
    assert ChromeGenerator(words, OTHERS, seed=8).inject(html, STORY) != first.inject(html, STORY)


def test_the_words_of_the_test_are_not_those_of_training() -> None:
    test, train = load_words("test"), load_words("train")
    assert not test.sentences & train.sentences
    lines = [
        {text for known in words.lines.values() for texts in known.values() for text in texts}
        for words in (test, train)
    ]
    assert all(lines)
    assert not lines[0] & lines[1]
    assert not set(test.people) & set(train.people)
    assert not set(test.sites) & set(train.sites)
    for words in (test, train):
        assert set(words.wordings) == set(words.class_names)
        assert len(words.languages("consent")) >= 25
        assert all("en" in words.languages(kind) for kind in words.wordings)
        assert all("en" in known for known in words.lines.values())
    assert set(test.wordings) == set(KINDS) - {"line"}
    assert set(train.wordings) == set(KINDS) - {"line", "poll", "survey", "widget"}
    for kind in train.wordings:
        assert not set(test.class_names[kind]) & set(train.class_names[kind])


def test_a_wall_takes_the_place_of_the_story(generator: ChromeGenerator) -> None:
    for template in ("paragraphs", "nested", "breaks"):
        html = page(template)
        made = generator.inject(html, STORY, kinds=["paywall"], place="instead")
        piece = made.pieces[0]
        assert not any(text in made.html for text in STORY)
        assert piece.html in made.html
        assert made.html.endswith(html[piece.offset + piece.replaced :])
        assert "Ferry waits" in made.html


def test_no_story_is_taken_from_the_pages_own_site(generator: ChromeGenerator) -> None:
    for copy in range(20):
        made = generator.inject(
            page("nested"), STORY, kinds=["next-story"], domain="site3.example", copy=copy
        )
        assert not any("story 3," in text for text in made.pieces[0].texts)


def test_a_page_without_its_story_gets_chrome_at_its_ends_only(
    generator: ChromeGenerator,
) -> None:
    assert find_story("<body><p>Something else</body>", STORY).behind == ()
    made = generator.inject(
        "<body><p>Something else</body>", STORY, kinds=["author"], place="behind"
    )
    assert made.pieces == ()
    assert made.html == "<body><p>Something else</body>"


@given(st.text(alphabet="<>/pdivbr =\"'x!-", max_size=80), st.integers(0, 3))
def test_any_page_gets_chrome_and_loses_nothing(html: str, copy: int) -> None:
    made = GENERATOR.inject(html, STORY, copy=copy)
    assert taken_out(made) == html


def test_a_leak_is_found() -> None:
    long, short = "One sentence that is long enough to be looked for. And another.", "Sign up"
    pieces = (Piece("newsletter", "end", (short, long), "", 0),)
    sentence = "One sentence that is long enough to be looked for."
    assert leaked(pieces, STORY, [*STORY, long, short]) == (short, long)
    assert leaked(pieces, STORY, [f"{STORY[0]} {long}", *STORY[1:]]) == (sentence,)
    assert leaked(pieces, STORY, [*STORY, f"- {long}"]) == (long,)
    assert leaked(pieces, [*STORY, long], [long, *STORY]) == ()
    assert leaked(pieces, STORY, STORY[1:]) == ()
    assert leaked(pieces, STORY, [*STORY, "They had to sign up early."]) == ()


def test_blocks_are_those_of_the_reader(generator: ChromeGenerator) -> None:
    """What a piece says its blocks are is what the reader's walk over the page gives."""
    own = {*STORY, "Ferry waits"}
    for kind in ("consent", "newsletter", "paywall", "teasers", "next-story", "comments"):
        made = generator.inject(page("paragraphs"), STORY, language="fr", kinds=[kind])
        layout = parsers.open_page(made.html.encode(), "https://a.example/b").layout
        seen = {fold(block.text) for block in layout.every or layout.blocks}
        said = {fold(text) for text in made.pieces[0].texts}
        read = " ".join(seen - {fold(text) for text in own})
        assert sum(text in read for text in said) >= 0.9 * len(said), kind


def test_the_benchmark_prints_a_table_of_golden_pages(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "benchmarks" / "injected.py"), str(ROOT / "fixtures")]
    options = ["--pages", "3", "--kinds", "chooser,teasers,together", "--list", "2"]
    figures = tmp_path / "figures.json"
    done = subprocess.run(
        [*command, *options, "--json", str(figures)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert "### newsclip, " in done.stdout
    kept = json.loads(figures.read_text("utf-8"))
    row = kept["figures"]["newsclip"]["chooser"]
    assert row["readings"] == sum(o["kind"] == "chooser" for o in kept["outcomes"]) > 0
    assert row["leak"] == 0
