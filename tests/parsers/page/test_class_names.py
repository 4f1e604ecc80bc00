"""What class names say: the words that people write, and nothing of what build tools add."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.classify.lexicon import Lexicon, words_of


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("css-8hvvyd", []),
        ("sc-1kq7", []),
        ("_3fK2d", []),
        ("_3fk2d", []),
        ("jsx-1234", []),
        ("__jsx-145673186", []),
        ("jss456", []),
        ("svelte-1k9alsc svelte-whysqg", []),
        ("css-wpwytb", []),
        ("sc-bdnylx hVQzJe", []),
        ("7f9c24e5-2f51-4b8a-9d3e-ab12cd34ef56", []),
        ("Component__title-sc-1a2b3c", ["component", "title"]),
        ("component__title-sc-1a2b3c-0", ["component", "title"]),
        ("css-3ko5ok-StyledHeadline", ["styled", "headline"]),
        ("Story_body__3fK2d", ["story", "body"]),
        ("card_e1p0h6il1", ["card"]),
    ],
)
def test_hashes_of_builds_are_no_words(names: str, words: list[str]) -> None:
    assert words_of(names) == words


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("articleBody td-post", ["article", "body", "td", "post"]),
        ("h2 mt4 col-2", ["h", "mt", "col"]),
        ("paragraph12 post-123456 tab10", ["paragraph", "post", "tab"]),
        ("1column", ["column"]),
        ("css-grid sc-title css", ["css", "grid", "sc", "title", "css"]),
        ("isOnTop iPhone", ["is", "on", "top", "i", "phone"]),
        ("文章2 статья", ["文章", "статья"]),
    ],
)
def test_what_people_write_stays_words(names: str, words: list[str]) -> None:
    assert words_of(names) == words


@given(
    builder=st.sampled_from(("css", "emotion", "jss", "jsx", "sc", "svelte")),
    letters=st.text(string.ascii_lowercase + string.digits, min_size=4, max_size=10),
    digit=st.sampled_from(string.digits),
    at=st.integers(0, 9),
)
def test_no_hash_behind_a_builders_name_gives_a_word(
    builder: str, letters: str, digit: str, at: int
) -> None:
    hashed = letters[:at] + digit + letters[at:]
    assert words_of(f"card-title-{builder}-{hashed}") == ["card", "title"]
    assert words_of(f"{builder}-{hashed}-title card") == ["title", "card"]


@given(st.text(string.ascii_letters + string.digits + "-_ :[]ß文", max_size=60))
def test_words_are_pieces_of_the_names(names: str) -> None:
    for word in words_of(names):
        assert word in names.lower()
        assert word.isalpha()


def test_pieces_of_hashes_weigh_nothing() -> None:
    lexicon = Lexicon({"y": -1.5, "title": 1.0}, {"y": -1.0})
    assert lexicon.weigh("title css-8hvy-d") == lexicon.weigh("title")
    assert lexicon.weigh("y") == (-1.5, -1.0)
