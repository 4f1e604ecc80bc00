"""The links of a front page: in reading order, with the words and level of the headline."""

from __future__ import annotations

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from parsers import open_page
from parsers.page.front_links import MOST_LINKS, front_links

AT = "https://gazette.example/"


def links(body: str) -> list[tuple[str, str, int | None]]:
    page = open_page(f"<!doctype html><html><body>{body}</body></html>", AT)
    return [(one.url.removeprefix(AT), one.text, one.level) for one in front_links(page)]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<h2><a href=a>Boats wait</a></h2>", ("Boats wait", 2)),
        ("<a href=a><h3>Boats wait</h3><p>For the tide.</p></a>", ("Boats wait", 3)),
        ("<div role=heading aria-level=4><a href=a>Boats wait</a></div>", ("Boats wait", 4)),
        ("<div role=heading><a href=a>Boats wait</a></div>", ("Boats wait", 2)),
        ("<a href=a>Boats wait</a>", ("Boats wait", None)),
        (
            "<a href=a><span>LIVE</span><span>Boats <b>w</b>ait</span></a>",
            ("LIVE Boats wait", None),
        ),
        ("<a href=a>Boats <i>wait</i>, he says</a>", ("Boats wait, he says", None)),
        ("<a href=a><span class=sr-only>Video,</span> Boats wait</a>", ("Boats wait", None)),
        ("<h2><a href=a>Boats wait <time>3 minutes ago</time></a></h2>", ("Boats wait", 2)),
        ("<a href=a><img src=i.jpg alt='A boat'></a>", ("A boat", None)),
        ("<a href=a aria-label='Boats wait'><img src=i.jpg alt=x></a>", ("Boats wait", None)),
        ("<a href=a><img src=i.jpg></a>", ("", None)),
        # A link that is laid over a card has its headline beside it.
        ("<article><a href=a></a><div><h3>Boats wait</h3></div></article>", ("Boats wait", 3)),
        ("<div><a href=a></a><h3><a href=a>Boats wait</a></h3></div>", ("Boats wait", 3)),
        ("<div><a href=a></a><h3><a href=b>Another</a></h3></div>", ("", None)),
        ("<main><a href=a></a><h3>All news</h3></main>", ("", None)),
        ("<div><a href=a></a><h3>One</h3><h3>Two</h3></div>", ("", None)),
        # A card's footer is the story's; the page's is not.
        ("<article><footer><a href=a>Boats wait</a></footer></article>", ("Boats wait", None)),
    ],
)
def test_what_a_link_is_printed_as(body: str, told: tuple[str, int | None]) -> None:
    assert links(body)[0] == ("a", *told)


@pytest.mark.parametrize(
    "body",
    [
        "<nav><h2><a href=a>Boats wait</a></h2></nav>",
        "<footer><a href=a>Boats wait</a></footer>",
        "<div role=navigation><a href=a>Boats wait</a></div>",
        "<div hidden><a href=a>Boats wait</a></div>",
        "<div style='display: none'><p><a href=a>Boats wait</a></p></div>",
        "<dialog open><a href=a>Boats wait</a></dialog>",
        "<form><a href=a>Boats wait</a></form>",
        "<a href='mailto:a@gazette.example'>Boats wait</a>",
        "<a name=a>Boats wait</a>",
    ],
)
def test_what_is_chrome_or_leads_nowhere_is_left_out(body: str) -> None:
    assert links(f"{body}<a href=b>Fair</a>") == [("b", "Fair", None)]


def test_the_order_is_the_page_s_and_addresses_stay_as_often_as_they_are_linked() -> None:
    cards = "<a href=b><img></a><h2><a href=b>B</a></h2><h3><a href=a>A</a></h3><a href=b#c>c</a>"
    assert links(cards) == [("b", "", None), ("b", "B", 2), ("a", "A", 3), ("b", "c", None)]


def test_a_page_of_thousands_of_links_and_levels_is_read_in_time() -> None:
    deep = "<div>" * 300
    many = "".join(f"<section><a href=/{n}></a></section>" for n in range(MOST_LINKS + 500))
    assert len(links(f"{deep}{many}")) == MOST_LINKS


_tags = st.sampled_from("a h2 h3 div nav footer article span time img p form".split())


@examples(60)
@given(st.lists(st.tuples(_tags, st.booleans(), st.text("xy <&'\"é漢", max_size=5)), max_size=25))
def test_any_page_gives_links_of_it(parts: list[tuple[str, bool, str]]) -> None:
    body = "".join(
        f"</{tag}>{text}" if is_end else f"<{tag} href='{text}' aria-level='{text}'>{text}"
        for tag, is_end, text in parts
    )
    for url, text, level in links(body):
        assert not url.startswith("javascript:")
        assert text == " ".join(text.split())
        assert level is None or 1 <= level <= 6
