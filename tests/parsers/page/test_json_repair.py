"""Linked data that is broken in one place is read as far as it goes."""

# ruff: noqa: E501  (damages read better unbroken)

from __future__ import annotations

import json
from typing import Any

import pytest
from examples import examples
from hypothesis import example, given
from hypothesis import strategies as st

from parsers import open_page, parse, read
from parsers.page.linked_data.json_ld import load_linked_data
from parsers.page.linked_data.json_repair import mended

STORY = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Port Merrow closes its ferry pier",
    "datePublished": "2026-03-10T08:15:00+01:00",
    "isAccessibleForFree": False,
    "author": [{"@type": "Person", "name": "Lena Marsh"}, {"@type": "Person", "name": "Odo Rill"}],
    "image": {"@type": "ImageObject", "url": "https://merrow.example/pier.jpg", "width": 1200},
    "keywords": ["ferry", "Port Merrow"],
    "publisher": {"@type": "Organization", "name": "Merrow Courier"},
}
TEXT = json.dumps(STORY)
LINES = json.dumps(STORY, indent=2)


def story_in(text: str) -> dict[str, Any]:
    loaded = load_linked_data(text)
    (story,) = [node for node in loaded.objects if node.get("@type") == "NewsArticle"]
    return story


def without(story: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in story.items() if key not in keys}


DAMAGES = {
    "a quote inside": (TEXT.replace("its ferry", '"its" ferry'), "headline"),
    "a quote inside, at its end": (TEXT.replace("ferry pier", '"ferry pier"'), "headline"),
    "quoted speech with a comma": (TEXT.replace("closes its", 'says "no", closes its'), "headline"),
    "a comma missing": (TEXT.replace('pier", "date', 'pier" "date'), ""),
    "commas missing at the ends of lines": (LINES.replace(",\n", "\n"), ""),
    "two commas": (TEXT.replace(", ", ",, "), ""),
    "a comma first": (TEXT.replace("{", "{,", 1), ""),
    "a comma at the end": (TEXT[:-1] + ",}", ""),
    "two objects": (TEXT + '{"@type": "Organization", "name": "x"}', ""),
    "two objects with a comma": (TEXT + ', {"@type": "Organization", "name": "x"}', ""),
    "two objects in lines": (TEXT + ';\n\n[{"@type": "Organization"}]', ""),
    "the end cut off": (TEXT[:-1], ""),
    "the end cut off in an object": (TEXT[: TEXT.index(', "publisher"')], "publisher"),
    "the end cut off in a string": (TEXT[: TEXT.index(" Courier")], "publisher"),
    "a bracket too many": (TEXT + "}}", ""),
    "a bracket too many inside": (TEXT.replace('"width": 1200}', '"width": 1200}}'), "image keywords publisher"),
    "a list left open": (TEXT.replace('Merrow"]', 'Merrow"'), ""),
    "a comment before": ("/* the story */ " + TEXT, ""),
    "a comment behind a member": (TEXT.replace('", "date', '", /* day */ "date'), ""),
    "comments to the end of the line": (LINES.replace(",\n", ", // more\n"), ""),
    "a byte order mark": ("\ufeff" + TEXT, ""),
    "CDATA": (f"<![CDATA[{TEXT}]]>", ""),
    "CDATA in comments": (f"/*<![CDATA[*/\n{TEXT}\n/*]]>*/", ""),
    "an HTML comment": (f"<!--\n{TEXT}\n-->", ""),
    "an assignment": (f"var story = {TEXT};", ""),
    "single quotes": (TEXT.replace('"', "'"), ""),
    "typographic quotes": (TEXT.replace('"headline"', "“headline”"), ""),
    "names without quotes": (TEXT.replace('"headline":', "headline:"), ""),
    "the first quote of a name missing": (TEXT.replace('"headline":', 'headline":'), ""),
    "the last quote of a name missing": (TEXT.replace('"headline":', '"headline:'), ""),
    "the last quote of a value missing": (TEXT.replace('pier", ', "pier, "), ""),
    "the last quote of a value missing in lines": (LINES.replace('pier",', "pier,"), ""),
    "the first quote of a value missing": (TEXT.replace('"2026', "2026"), ""),
    "a value missing": (TEXT.replace('"Port Merrow closes its ferry pier"', ""), "headline"),
    "a template": (TEXT.replace('"Port Merrow closes its ferry pier"', "{{ title }}"), "headline"),
    "undefined": (TEXT.replace('"Port Merrow closes its ferry pier"', "undefined"), "headline"),
    "literals of another language": (TEXT.replace("false", "False"), ""),
    "entities": (TEXT.replace('"', "&quot;"), ""),
    "a bad escape": (TEXT.replace("closes its", r"closes it\'s\x"), "headline"),
    "line breaks in a string": (TEXT.replace("closes its", "closes\n\tits") + "}", "headline"),
    "a string in a string": (json.dumps(TEXT), ""),
    "words behind it": (TEXT + " end of data", ""),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_can_be_read_is_read(damage: str) -> None:
    text, lost = DAMAGES[damage]
    story = story_in(text)
    assert without(story, *lost.split()) == without(STORY, *lost.split())


def test_a_quote_inside_stays_in_its_string() -> None:
    assert (
        story_in(DAMAGES["a quote inside"][0])["headline"] == 'Port Merrow closes "its" ferry pier'
    )
    assert story_in(DAMAGES["a bad escape"][0])["headline"] == "Port Merrow closes it'sx ferry pier"


def test_what_follows_the_damage_is_not_lost() -> None:
    text = DAMAGES["a bracket too many inside"][0]
    names = [node.get("name") for node in load_linked_data(text).objects]
    assert "Lena Marsh" in names


def test_a_page_keeps_author_day_and_paywall() -> None:
    data = DAMAGES["a quote inside"][0]
    html = (
        f'<html><head><title>Pier closes</title><script type="application/ld+json">{data}</script></head><body><article>'
        "<h1>Port Merrow closes its ferry pier for eight months</h1>"
        "<p>The harbour board voted on Tuesday to close the old ferry pier while its piles are replaced.</p>"
        "<p>Passengers will board from a floating stage beside the fish market until the work is done.</p>"
        "<p>The captain of the ferry said that he had seen the pier in worse shape than this before.</p>"
        "</article></body></html>"
    )
    article = parse(html, "https://merrow.example/pier")
    assert article.authors == ("Lena Marsh", "Odo Rill")
    assert str(article.published_at) == "2026-03-10 08:15:00+01:00"
    assert article.is_free is False
    page = open_page(html, "https://merrow.example/pier")
    page.notes = []
    read(page)
    (note,) = [note for note in page.notes if note.field == "json-ld"]
    assert note.reason.startswith("it is broken at character ")
    assert note.reason.endswith("and was mended")


def test_sound_data_are_not_mended() -> None:
    assert load_linked_data(TEXT).flaw is None
    assert load_linked_data(f"<!-- {TEXT} -->").flaw is None


MEMBERS = st.dictionaries(
    st.from_regex(r"[a-z]{2,8}", fullmatch=True),
    st.one_of(
        st.text("abc dé7.-", min_size=1, max_size=20),
        st.integers(-999, 999),
        st.booleans(),
        st.lists(st.text("abc", min_size=1, max_size=5), max_size=3),
        st.dictionaries(st.sampled_from(("name", "url")), st.text("abc", min_size=1, max_size=5), min_size=1),
    ),
    min_size=2,
    max_size=7,
)  # fmt: skip


@given(MEMBERS, st.data())
@examples(60)
def test_members_before_a_cut_are_kept(members: dict[str, Any], data: st.DataObject) -> None:
    text = json.dumps(members)
    names = list(members)
    number = data.draw(st.integers(1, len(names) - 1))
    begin = text.index(f'"{names[number]}": ')
    cut = text[: data.draw(st.integers(begin, len(text) - 1))]
    found = mended(cut)[0]
    for name in names[:number]:
        assert found[name] == members[name]


@given(MEMBERS, st.data())
@examples(60)
def test_a_missing_comma_loses_nothing(members: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(list(members)[1:]))
    text = json.dumps(members).replace(f', "{name}": ', f' "{name}": ', 1)
    assert mended(text)[0] == members


@given(st.text("{}[]\",:\\/*'“ab1\n ", max_size=300))
@example('{"a": "' * 50)
@example("[" * 300)
def test_any_text_is_read(text: str) -> None:
    assert isinstance(mended(text), list)


@pytest.mark.parametrize(
    "piece",
    ["[]", '{"a": “b\n', 'k": "v x\n', '"', '{"a":', "[", "/*", '\\"', '"a" ', ", ", '{"a": "b" c ', "{{", "'\n"],
)  # fmt: skip
def test_hostile_texts_cost_no_more_than_they_are_long(piece: str) -> None:
    assert isinstance(mended("{" + piece * (100_000 // len(piece))), list)
