"""What is told of a page's tags before it is parsed, against what the parser finds."""

from __future__ import annotations

from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from parsers.page.limits.open_elements import OpenTags
from parsers.page.limits.tag_scanner import DRAWN, EMPTY, PLAIN, UNSURE, tags

PROBE = "<x-probe>"
NAMES = (
    "svg math title style script textarea noscript iframe xmp noembed noframes plaintext desc "
    "foreignObject mi annotation-xml g path p br font div table tr td caption col colgroup select "
    "option template frameset head body html button object a b li ul form image scriptx"
).split()
PIECES = st.one_of(
    st.sampled_from(["<", "</", "<!--", "-->", "--!>", "<![CDATA[", "]]>", "<!", "<?", "<!-->"]),
    st.sampled_from(["'", '"', ">", "=", "/", " ", "\f", "\v", "\0", "<p a='", '<g a="']),
    st.builds(
        "<{}{}{}>".format,
        st.sampled_from(["", "", "/"]),
        st.sampled_from(NAMES + [name.upper() for name in NAMES[:8]]),
        st.sampled_from(["", "", "/", " a=b/", " color=1", " a='>'", "\v", ' =="x']),
    ),
    st.just(PROBE),
)


def test_what_a_page_holds() -> None:
    html = b"<p a='>'>x<svg><path d=1/><title>a</title><path/></svg><script>a<b</script><DIV>"
    found = [(name, is_end, kind) for name, is_end, _, _, _, kind in tags(html)]
    assert found == [
        (b"p", False, PLAIN),
        (b"svg", False, DRAWN),
        (b"path", False, DRAWN),  # what stands right behind a value is of it
        (b"title", False, DRAWN),
        (b"title", True, DRAWN),
        (b"path", False, EMPTY),
        (b"svg", True, DRAWN),
        (b"script", False, PLAIN),
        (b"script", True, PLAIN),
        (b"div", False, PLAIN),
    ]


def test_a_drawing_that_holds_html_leaves_all_that_follows_unsure() -> None:
    html = b"<svg><foreignObject><p>x</p></foreignObject></svg><!-- <b> -->"
    assert [kind for *_, kind in tags(html)][2:] == [UNSURE] * 5
    assert [name for name, *_ in tags(html)][-1] == b"b"


@examples(250)
@given(st.lists(PIECES, max_size=14))
def test_no_tag_that_the_parser_takes_is_missed(pieces: list[str]) -> None:
    html = "".join(pieces) + PROBE * 3
    taken = len(LexborHTMLParser(html, scripting=True).css("x-probe"))
    starts = [name for name, is_end, *_ in tags(html.encode()) if not is_end]
    assert sum(name.startswith(b"x-probe") for name in starts) >= taken


NESTING = st.builds(
    "<{}{}>".format,
    st.sampled_from(["", "", "/"]),
    st.sampled_from(
        "div p span x-y a td tr table tbody li ul section button object select option h1 h2 form "
        "label template svg g dd dt main article blockquote ruby rt title body desc summary".split()
    ),
)


@examples(120)
@given(st.lists(NESTING, min_size=1, max_size=12))
def test_repeated_tags_are_not_nested_more_deeply_than_told(pieces: list[str]) -> None:
    """Links, cells and the like are made or moved by the parser: a few more, never many times."""
    html = "".join(pieces) * 60 + PROBE
    probes = LexborHTMLParser("<!doctype html><body>" + html, scripting=True).css("x-probe")
    depth = 0
    node = probes[-1].parent if probes else None
    while node is not None:
        depth += 1
        node = node.parent
    told = OpenTags()
    for name, is_end, _, _, _, kind in tags(html.encode()):
        if is_end:
            told.close(name, kind)
        elif kind != EMPTY:
            told.open(name, kind)
    assert len(told.names) * 4 + 20 >= depth


def test_tags_are_told_in_time_that_grows_with_the_page() -> None:
    """Unclosed quotes, comments and scripts are looked for once: these would take hours."""
    for html in ("<a b='", "<script><!--", "<svg><g>", "<svg></x><a ", "<!-- ", "<a b=\"c' "):
        assert sum(1 for _ in tags(html.encode() * 30_000)) >= 0
