"""Rules as data: they read as a site file does, and every mistake in them is told."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import parsers
import parsers.site
from parsers.declared_rules import FIELDS, declare, digest_of, flaws_of
from parsers.errors import ReadingError, SiteFileError
from parsers.reader.rules_by_data import site_by
from parsers.reader.standing_text import SiteKnowledge

URL = "https://www.harbourgazette.example/2026/03/04/ferry"
PAGE = """<!doctype html><html lang="en"><head><title>Ferry returns - The Harbour Gazette</title>
</head><body><div class="chooser"><p>Please select the edition you would like to read today.</p>
</div><h1>Not this one</h1><h2 class="story-title">Ferry returns to the bay</h2>
<p class="intro">What happened</p>
<div class="story">
<p>The ferry came back to the bay on Monday after a winter of repairs in the northern yard.</p>
<div class="photo"><img src="/a.jpg" alt="A ship"><p class="words">The ferry at the pier.</p>
<p class="by">Ada Moss/HPA</p></div>
<p>The captain said that the engine had been taken apart twice before the fault was found.</p>
<div class="also"><p>Read about the old ferry, its captains and those who remember them.</p></div>
<p>It crosses the bay again from Thursday, twice a day, and on Sundays as often as it is full.</p>
</div><div class="share"><ul><li>Tickets: at the pier</li><li>Fare: two crowns</li></ul></div>
<span class="when">4 March 2026</span></body></html>"""

READ = """
drop = ".chooser"
keep = [".share"]
headline = ["h1.story-title", "h2.story-title"]
dek = "p.intro"
section = { meta = ["nothing", "section"] }
published_at = ".when"
keywords = { selector = "img", attribute = "alt" }
images = { selector = ".photo", caption = ".words", credit = ".by" }
"""


def article_by(read: str) -> parsers.Article:
    table = tomllib.loads(read)
    assert list(flaws_of(table)) == []
    rules = declare("harbourgazette.example", table)
    return parsers.parse(PAGE, URL, knowledge=SiteKnowledge(rules=rules))


def test_rules_read_what_they_name() -> None:
    article = article_by(READ)
    assert article.headline == "Ferry returns to the bay"
    assert article.dek == "What happened"
    assert article.published_at == date(2026, 3, 4)
    assert article.keywords == ("A ship",)
    (image,) = article.images
    assert (image.caption, image.creator) == ("The ferry at the pier.", "Ada Moss")
    texts = [paragraph.text for paragraph in article.paragraphs]
    assert texts[-2:] == ["Tickets: at the pier", "Fare: two crowns"]
    assert not any("edition" in text or "at the pier." in text for text in texts)
    assert article.sources["headline"] == "site:harbourgazette"


def test_the_text_is_that_of_the_container() -> None:
    article = article_by('body = { container = ".story", drop = [".also", ".photo"] }')
    assert [p.text.split()[0] for p in article.paragraphs] == ["The", "The", "It"]


def test_the_parser_is_named_with_the_rules() -> None:
    rules = declare("harbourgazette.example", {"dek": "p.intro"})
    page = parsers.open_page(PAGE, URL)
    parsers.read(page, SiteKnowledge(rules=rules))
    assert page.parser == f"{parsers.VERSION}+site:{digest_of(rules)}"
    assert declare("harbourgazette.example", {}) == ""
    others = declare("harbourgazette.example", {"dek": "p.intro2"})
    assert digest_of(others) != digest_of(rules)


@pytest.mark.parametrize(
    ("read", "told"),
    [
        ('headlin = "h1"', "unknown key 'headlin': did you mean 'headline'?"),
        ('headline = "h1..a"', "'h1..a' is no CSS selector"),
        ('headline = ["h1", "h1 >"]', "'h1 >' is no CSS selector"),
        ("headline = 3", "a selector in quotes or a table of selector, attribute, meta is wanted"),
        ('dek = { selector = "p", attr = "x" }', "unknown key 'attr': did you mean 'attribute'?"),
        ('dek = { attribute = "x" }', "either meta, or selector and attribute"),
        ('dek = { meta = "x", selector = "p" }', "either meta, or selector and attribute"),
        ("dek = { meta = [] }", "a name in quotes is wanted"),
        ('body = { drop = ["p"] }', "the key 'container' is missing"),
        ('body = { container = "div", drop = ["::x"] }', "'::x' is no CSS selector"),
        ('images = { caption = "p" }', "the key 'selector' is missing"),
        ("drop = [1]", "a selector in quotes is wanted"),
        ('keep = ""', "'' is no CSS selector"),
        ("authors = []", "a selector, or a list of them, is wanted"),
    ],
)
def test_mistakes_are_named(read: str, told: str) -> None:
    assert told in " / ".join(flaw.told for flaw in flaws_of(tomllib.loads(read)))


_VALUES = st.recursive(
    st.sampled_from(["h1", "p", ".story", "time", "[x", "article:section", "", "p::y"])
    | st.integers()
    | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["selector", "attribute", "meta", "container", "drop", "caption", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(FIELDS), _VALUES, max_size=4))
@example({"headline": {"selector": ["h1"]}})
@example({"headline": {"selector": "h1", "attribute": ["title"]}})
@example({"images": {"selector": "figure", "caption": ["p"]}})
def test_whatever_has_no_flaw_can_be_read_by(table: dict[str, Any]) -> None:
    if list(flaws_of(table)):
        return
    page = parsers.open_page(PAGE, URL)
    if rules := declare("a.example", table):
        site_by(rules).read(page)


SITE_FILE = """
from parsers.rules import text
from parsers.site import Site

SITE = Site(domains=("harbourgazette.example",), dek=text("p.intro"))
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("NEWSCLIP_SITES", str(tmp_path))
    parsers.site.sites.cache_clear()
    yield tmp_path
    parsers.site.sites.cache_clear()


def test_a_site_file_in_a_folder_of_ones_own(folder: Path) -> None:
    (folder / "gazette.py").write_text(SITE_FILE)
    page = parsers.open_page(PAGE, URL)
    article = parsers.read(page)
    assert article.dek == "What happened"
    assert page.parser
    assert page.parser.startswith(f"{parsers.VERSION}+file:")
    assert "africanews.com" in parsers.site.sites()


@pytest.mark.parametrize(
    "text",
    [
        "SITE = 1",
        "x = (",
        "import nothing_of_that_name",
        "",
        'from parsers.site import Site\nSITE = Site(domains=("gazette.example"))',  # no comma
    ],
)
def test_a_site_file_that_cannot_be_used_is_named(folder: Path, text: str) -> None:
    (folder / "gazette.py").write_text(text)
    with pytest.raises(SiteFileError, match=r"gazette\.py: "):
        parsers.site.sites()


@pytest.mark.parametrize("selector", ["html", "body", "*", ":root", "h1"])
def test_rules_that_drop_the_whole_page_end_as_any_reading_does(selector: str) -> None:
    try:
        read = article_by(f'drop = ["{selector}"]')
    except ReadingError:
        return
    assert read.headline


@pytest.mark.parametrize(
    "selector",
    [
        "p:has(~ p:has(~ p))",
        "p:has(~ p ~ .a)",
        ".a ~ p ~ p",
        "div, p:not(.a ~ p ~ p)",
        "p:nth-child(9999) ~ p",
        "p:has(~ .a)/**/~ p",
        "section:has(.a) div p",
        ".a div div div div div p",
        "p" + 20 * ":not(:is(" + "b" + 20 * "))",
    ],
)
def test_a_selector_that_could_take_minutes_is_refused(selector: str) -> None:
    for table in ({"dek": selector}, {"drop": selector}, {"body": {"container": selector}}):
        (flaw,) = flaws_of(table)
        assert repr(selector) in flaw.told
        assert "long page" in flaw.told or "brackets" in flaw.told
    rules = declare("harbourgazette.example", {"dek": selector})
    with pytest.raises(SiteFileError, match=r"keeps for harbourgazette.example: read\.dek: "):
        parsers.parse(PAGE, URL, knowledge=SiteKnowledge(rules=rules))


@pytest.mark.parametrize(
    "selector",
    [
        "div.story > div > div > p:first-child",
        "#a .b .c .d .e p",
        "h2 ~ p",
        "section:has(h2, h3) p",
        ".box:not(:has(img)) > p",
        "tr:nth-child(2n) > td:nth-child(2)",
        "h2 + p + p + p",
        "[title='a ~ b ~ c ~ d'], a[href*=x]",
        r".a\~b ~ p",
    ],
)
def test_a_selector_that_people_write_is_taken(selector: str) -> None:
    assert list(flaws_of({"drop": selector})) == []


@pytest.mark.parametrize(
    "rules",
    [
        "",
        "{",
        "[]",
        '{"site":1}',
        '{"site":"a.example","read":[]}',
        '{"site":"a.example","read":{"dek":3}}',
        "9" * 5_000,
        "[" * 100_000,
    ],
)  # what somebody's archive may bring
def test_rules_that_are_none_are_told_as_such(rules: str) -> None:
    with pytest.raises(SiteFileError):
        site_by(rules)


FAILING = SITE_FILE.replace("SITE =", "def fails(page):\n    {}\n\nSITE =")


@pytest.mark.parametrize(
    ("field", "does", "told"),
    [
        ("dek", "return {}['nothing']", "KeyError: 'nothing'"),
        ("dek", "raise SystemExit(0)", "SystemExit: 0"),
        ("dek", "raise ValueError('a\\nb')", "ValueError: a b"),
        ("dek", "return fails(page)", "RecursionError"),
        ("dek", "return 3", "it gives a value of the kind int, not a text"),
        ("dek", "return b'x'", "kind bytes, not a text"),
        ("dek", "return 0", "kind int, not a text"),
        ("authors", "return 'Ada'", "kind str, not a tuple of texts"),
        ("authors", "return (None,)", "a tuple of NoneType, not a tuple of texts"),
        ("published_at", "return '2026-01-01'", "kind str, not a datetime or a date"),
        ("is_free", "return 'yes'", "kind str, not True or False"),
        ("kind", "return []", "kind list, not one of article, "),
        ("images", "return ('a.jpg',)", "a tuple of str, not what figures() gives"),
        ("paragraphs", "return 'A text'", "kind str, not a tuple of texts, or what body() gives"),
    ],
)
def test_a_rule_that_fails_is_told_with_its_file(
    folder: Path, field: str, does: str, told: str
) -> None:
    text = FAILING.format(does).replace("SITE = Site(", f"SITE = Site({field}=fails, ")
    (folder / "gazette.py").write_text(text.replace("dek=text", "kicker=text"))
    with pytest.raises(SiteFileError) as failure:
        parsers.parse(PAGE, URL)
    for part in (str(folder / "gazette.py"), repr(field), "harbourgazette.example", URL, told):
        assert part in str(failure.value)


def test_what_rules_may_give_beside_what_they_should(folder: Path) -> None:
    rules = (
        "authors=lambda page: ['Ada Moss'], is_free=lambda page: False, section=lambda page: '',"
        " published_at=lambda page: datetime(2026, 3, 4, 12)"
    )
    text = "from datetime import datetime\n" + SITE_FILE.replace(
        "SITE = Site(", f"SITE = Site({rules}, "
    )
    (folder / "gazette.py").write_text(text)
    article = parsers.parse(PAGE, URL)
    assert article.authors == ("Ada Moss",)
    assert article.published_at == date(2026, 3, 4)  # a time without an offset counts as its day
    assert article.is_free is False
    assert article.section is None


def test_a_site_file_that_ends_the_program_is_named(folder: Path) -> None:
    (folder / "gazette.py").write_text("raise SystemExit")
    with pytest.raises(SiteFileError, match=r"gazette\.py: SystemExit"):
        parsers.site.sites()
