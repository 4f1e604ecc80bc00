"""Headline, kicker and dek: what a reader sees at the head of a story."""

from __future__ import annotations

import json

import pytest

import parsers
from parsers.fields.headline.headline import HeadlineBlock, read_headline_block
from parsers.page.linked_data.structured_data import plain, story_of, strings
from parsers.page.site_name import without_site_name

PROSE = "The harbour was closed for the whole of the morning, the port authority said on Friday. "
BODY = f"<div class=body>{f'<p>{PROSE * 3}</p>' * 4}</div>"
HEADLINE = "Harbour closed after the storm tore two cranes down"


def read(top: str, head: str = "", title: str = f"{HEADLINE} | The Gazette") -> HeadlineBlock:
    html = f"<html><head><title>{title}</title>{head}"
    html += '<meta property="og:site_name" content="The Gazette"></head>'
    html += f"<body>{top}{BODY}</body></html>"
    return read_headline_block(parsers.open_page(html, "https://www.gazette.example/2024/harbour"))


def linked(**values: object) -> str:
    story = {"@type": "NewsArticle", **values}
    return f'<script type="application/ld+json">{json.dumps(story)}</script>'


def value(found: object) -> object:
    return getattr(found, "value", None)


@pytest.mark.parametrize(
    "top",
    [
        f"<h1>{HEADLINE}</h1>",
        f"<h1 class=logo><a href=/>The Gazette</a></h1><h1>{HEADLINE}</h1>",
        f"<h1>The Gazette</h1><article><h2>{HEADLINE}</h2></article>",
        f"<h1>{HEADLINE}</h1><h1>Related stories</h1>",
        f"<div class=title>{HEADLINE}</div>",
        f"<h1>{HEADLINE} | The Gazette</h1>",
        f"<h1>{HEADLINE} <span class=count>12 comments</span></h1>",
        f"<h1>{HEADLINE}<br><span>2024-05-03 07:40:00 Source: The Gazette Hits: 56</span></h1>",
        f"<div class=viewbox><div class=title><h2>{HEADLINE}</h2></div></div>",
        "",
    ],
)
def test_the_headline_wherever_it_stands(top: str) -> None:
    assert value(read(top).headline) == HEADLINE


def test_what_is_visible_beats_what_is_only_data() -> None:
    found = read(f"<h1>{HEADLINE}</h1>", linked(headline="Storm: the harbour is closed"))
    assert (value(found.headline), found.headline.source) == (HEADLINE, "h1")  # type: ignore[union-attr]


def test_a_breadcrumb_in_an_h1_is_not_the_headline() -> None:
    top = f"<ol><li><h1 class=breadcrumb>Storm closes harbour</h1></li></ol><h2>{HEADLINE}</h2>"
    found = read(top, linked(headline=HEADLINE), title="Storm closes harbour")
    assert value(found.headline) == HEADLINE


@pytest.mark.parametrize(
    "top",
    [
        f"<h1><span class=kicker>Storm</span> {HEADLINE}</h1>",
        f"<h1><span class=kicker>Storm:</span> <span>{HEADLINE}</span></h1>",
        f"<h1><div>Storm</div>{HEADLINE}</h1>",
        f"<div class=kicker>Storm</div><h1>{HEADLINE}</h1>",
        f"<header><p class=article-overline>Storm</p><h1>{HEADLINE}</h1></header>",
        f"<span class=dachzeile>Storm</span><h1>{HEADLINE}</h1>",
    ],
)
def test_the_label_over_the_headline(top: str) -> None:
    found = read(top)
    assert (value(found.headline), value(found.kicker)) == (HEADLINE, "Storm")


@pytest.mark.parametrize(
    "headline", ["Turkey: Minister meets his counterpart in Ankara", "Opinion: Close the port"]
)
def test_a_country_before_a_colon_is_no_kicker(headline: str) -> None:
    found = read(f"<h1>{headline}</h1>", title=headline)
    assert (value(found.headline), value(found.kicker)) == (headline, None)


def test_parts_that_only_layout_sets_apart_get_their_space() -> None:
    top = "<h1><span>Police find:</span>the cranes lay in the harbour basin</h1>"
    full = "Police find: the cranes lay in the harbour basin"
    assert value(read(top, linked(headline=full), title=full).headline) == full


DEK = "Two cranes fell into the basin overnight, and no ship can leave before Sunday evening."


@pytest.mark.parametrize(
    "under",
    [
        f"<p class=standfirst>{DEK}</p>",
        f"<h2 class=article-subtitle>{DEK}</h2>",
        f"<div class=lead><p>{DEK}</p></div>",
        f'<p class="c-article__dek">{DEK}</p>',
        f"<p>By Jane Doe</p><div class=chapo>{DEK}</div>",
    ],
)
def test_the_standfirst_under_the_headline(under: str) -> None:
    found = read(f"<header><h1>{HEADLINE}</h1>{under}</header>")
    assert value(found.dek) == DEK
    assert len(found.blocks) == 2


def test_a_standfirst_known_by_the_description() -> None:
    head = f'<meta name=description content="{DEK}">'
    assert value(read(f"<header><h1>{HEADLINE}</h1><p>{DEK}</p></header>", head).dek) == DEK
    assert read(f"<header><h1>{HEADLINE}</h1><p>{DEK}</p></header>").dek is None


def test_the_first_paragraph_is_no_standfirst() -> None:
    head = f'<meta name=description content="{PROSE * 3}">'
    assert read(f"<h1>{HEADLINE}</h1>", head).dek is None


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Harbour closed | The Gazette", "Harbour closed"),
        ("Harbour closed - Gazette", "Harbour closed"),
        ("Harbour closed | The Gazette - news from the bay", "Harbour closed"),
        ("Harbour closed | News | The Gazette", "Harbour closed"),
        ("The Gazette: news - Harbour closed", "Harbour closed"),
        ("The Gazette | Harbour closed", "Harbour closed"),
        ("Harbour - closed", "Harbour - closed"),
        ("Best Spy Apps | Top 10", "Best Spy Apps | Top 10"),
    ],
)
def test_titles_without_the_site(title: str, bare: str) -> None:
    assert without_site_name(title, frozenset(("thegazette", "gazette"))) == bare


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Tom &amp; Ann", "Tom & Ann"),
        ("Tom &amp;amp; Ann", "Tom & Ann"),
        ("T&#252;rkiye&rsquo;de", "Türkiye’de"),
        ("<b>Bold</b> claim", "Bold claim"),
        ("3 < 5 > 2", "3 < 5 > 2"),
        ("{{ title }}", ""),
    ],
)
def test_strings_as_the_reader_sees_them(written: str, text: str) -> None:
    assert plain(written) == text


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("a", ["a"]),
        (["a", {"name": "b"}, None, True, 3], ["a", "b", "3"]),
        ({"@value": "a", "@language": "en"}, ["a"]),
        ({"@id": "x"}, []),
        ([[[[[[[[[["deep"]]]]]]]]]], []),
        (None, []),
    ],
)
def test_values_of_any_shape(value: object, texts: list[str]) -> None:
    assert strings(value) == texts


def test_the_story_among_related_ones() -> None:
    own = {"@type": "NewsArticle", "headline": HEADLINE, "url": "https://g.example/a"}
    other = {"@type": "NewsArticle", "headline": "Bridge opened", "url": "https://g.example/b"}
    page = {"@type": "WebPage", "@id": "https://g.example/a"}
    assert story_of([other, page, own], ["https://g.example/a"], [HEADLINE]) == [own, page]


@pytest.mark.parametrize("odd", [None, 5, [], {}, [None], {"name": 3}, "", " "])
def test_odd_values_leave_the_visible_headline(odd: object) -> None:
    found = read(f"<h1>{HEADLINE}</h1>", linked(headline=odd, url=odd, description=odd))
    assert value(found.headline) == HEADLINE


def test_a_kicker_that_every_place_joins_by_a_colon_belongs_to_the_headline() -> None:
    joined = f"Storm: {HEADLINE}"
    top = f"<h1><span class=kicker>Storm:</span> <span class=headline>{HEADLINE}</span></h1>"
    found = read(top, linked(headline=joined), title=f"{joined} | The Gazette")
    assert (value(found.headline), value(found.kicker)) == (joined, None)
    apart = read(top, linked(headline=HEADLINE), title=f"{joined} | The Gazette")
    assert (value(apart.headline), value(apart.kicker)) == (HEADLINE, "Storm")


def test_a_heading_of_a_chapter_is_not_the_headline() -> None:
    top = f"{BODY}<h1>What the port authority will do about its tall cranes</h1>"
    found = read(top, title=HEADLINE)
    assert (value(found.headline), found.headline.source) == (HEADLINE, "title")  # type: ignore[union-attr]


def test_the_start_of_a_sentence_is_no_label() -> None:
    top = "<h1>What is the price for <span>Crane Repair in Port Elsewhere</span></h1>"
    found = read(top, linked(headline="Crane Repair in Port Elsewhere"), title="Crane repair")
    assert value(found.headline) == "What is the price for Crane Repair in Port Elsewhere"


def test_a_site_that_calls_itself_as_its_page_has_no_name() -> None:
    head = f'<meta property="og:site_name" content="{HEADLINE}">'
    html = f"<html><head><title>{HEADLINE}</title>{head}</head><body><h1>{HEADLINE}</h1>{BODY}"
    assert value(read_headline_block(parsers.open_page(html)).headline) == HEADLINE


def test_a_section_after_a_bar_goes_where_no_heading_shows_the_headline() -> None:
    head = f'<meta property="og:title" content="{HEADLINE} | District">'
    assert value(read("", head, title=f"{HEADLINE} | District").headline) == HEADLINE


def test_the_title_of_the_page_over_a_chapter_leaves_the_headline_above() -> None:
    chapter = f"{BODY * 2}<h2>Key cranes of the harbour and how they fell</h2>"
    title = "7 Key cranes of the harbour and how they fell | The Gazette"
    found = read(f"<h1>How the harbour lost its cranes: all of them</h1>{chapter}", title=title)
    assert value(found.headline) == "How the harbour lost its cranes: all of them"


def test_a_title_with_two_bars_shown_as_a_heading_is_cut_at_the_first() -> None:
    whole = f"{HEADLINE} | Patient Education | Maren Hospital"
    assert value(read(f"<h1 class=sr-only>{whole}</h1>", title=whole).headline) == HEADLINE


def test_a_label_that_titles_part_by_a_bar_is_a_kicker() -> None:
    found = read(
        f"<h1><b class=label>Opinion</b> {HEADLINE}</h1>",
        title=f"Opinion | {HEADLINE} - The Gazette",
    )
    assert (value(found.headline), value(found.kicker)) == (HEADLINE, "Opinion")


def test_a_word_that_many_sites_add_to_their_name() -> None:
    keys = frozenset(("bay", "tide"))
    assert without_site_name(f"{HEADLINE} | Bay News", keys) == HEADLINE
    assert without_site_name(f"{HEADLINE} - Tide Sport UK", keys) == HEADLINE


@pytest.mark.parametrize(
    "top",
    [
        f"<p class=eyebrow>May 3, 2024</p><h1>{HEADLINE}</h1>",
        f"<h1><span class=label>3 May 2024</span> {HEADLINE}</h1>",
        f"<p class=eyebrow>The Gazette</p><h1>{HEADLINE}</h1>",
    ],
)
def test_a_date_or_the_sites_name_is_no_kicker(top: str) -> None:
    found = read(top)
    assert (value(found.headline), found.kicker) == (HEADLINE, None)


@pytest.mark.parametrize(
    "top",
    [
        f"<h1>- {HEADLINE}</h1>",
        f"<h1>» {HEADLINE}</h1>",
        f"<h1>{HEADLINE} |</h1>",
        f"<h1 class=visually-hidden>The Gazette – News</h1><h2>{HEADLINE}</h2>",
        f"<ul><li><h1>Home › News › {HEADLINE[:20]}</h1></li></ul><h2>{HEADLINE}</h2>",
        f"<h1>{HEADLINE} | Opinion</h1>",
        f"<h1><a href=/>The Gazette</a> {HEADLINE}</h1>",
    ],
)
def test_a_headline_without_what_stands_beside_it(top: str) -> None:
    found = read(top).headline
    assert found is not None
    assert found.value == HEADLINE


def test_an_alternative_headline_does_not_beat_a_printed_one() -> None:
    data = json.dumps({"@type": "NewsArticle", "alternativeHeadline": "What became of the cranes"})
    head = f'<script type="application/ld+json">{data}</script>'
    found = read("<h1>Cranes lost in a storm</h1><h2>What became of the cranes</h2>", head).headline
    assert found is not None
    assert found.value == "Cranes lost in a storm"


def test_no_stray_space_where_blocks_join() -> None:
    found = read(
        "<h1><div>Harbour</div><div>: cranes lost in a storm</div></h1>", title="x"
    ).headline
    assert found is not None
    assert found.value == "Harbour: cranes lost in a storm"


def test_a_dek_by_a_hashed_name_and_never_a_title() -> None:
    dek = "The port waits for the tide, and for two new cranes from the north."
    top = f"<header><h1>{HEADLINE}</h1><div class=ContentHeaderDek-aBc12>{dek}</div></header>"
    found = read(top).dek
    assert found is not None
    assert found.value == dek
    title = "Harbour closed: all you need to know about the storm"
    meta = f'<meta property="og:title" content="{title}">'
    top = f"<header><h1>{HEADLINE}</h1><div class=dek>{title}</div></header>"
    assert read(top, meta).dek is None


def test_other_headlines_by_their_source() -> None:
    data = json.dumps(
        {"@type": "NewsArticle", "headline": HEADLINE, "alternativeHeadline": "Lost!"}
    )
    html = (
        f"<title>Cranes down: what we know | The Gazette</title>"
        f'<meta property="og:site_name" content="The Gazette">'
        f'<meta property="og:title" content="You will not believe this storm">'
        f'<meta name="twitter:title" content="{HEADLINE} - Weather - The Gazette">'
        f'<script type="application/ld+json">{data}</script><h1>{HEADLINE}</h1>'
        + "".join(f"<p>{PROSE * 3} Lock {n} is next.</p>" for n in range(4))
    )
    article = parsers.parse(html, "https://gazette.example/a")
    assert article.headline == HEADLINE
    assert dict(article.other_headlines) == {
        "og": "You will not believe this storm",
        "title": "Cranes down: what we know",
        "alternative": "Lost!",
    }


@pytest.mark.parametrize(
    ("top", "title", "shown"),
    [
        ("<h2>老城面包师放弃周日营业</h2>", "老城面包师放弃周日营业 - 码头日报", True),
        ("<h2>老城面包师放弃周日营业</h2>", "老城面包师放弃周日营业｜即时｜码头日报", True),
        (
            "<h1>码头日报</h1><h2>老城面包师放弃周日营业</h2>",
            "老城面包师放弃周日营业 - 码头日报",
            True,
        ),
        (
            "<h2>即时</h2><p>老城面包师放弃周日营业</p>",
            "老城面包师放弃周日营业｜即时｜码头日报",
            False,
        ),
    ],
)
def test_a_lesser_heading_shows_a_title_without_the_sites_name(
    top: str, title: str, shown: bool
) -> None:
    html = f"<html lang=zh><title>{title}</title><body>{top}{BODY}"
    found = read_headline_block(parsers.open_page(html, "https://www.gazette.example/2024/a"))
    assert (found.block is not None) == shown
    assert value(found.headline) == "老城面包师放弃周日营业" or not shown


CHINESE = "两千多人站在港口的围墙边，其中许多人曾坐它去上学、上班，甚至去参加自己的婚礼。"
CHINESE += "十一人拒绝了，其中包括打算在岸上开饭馆的船长，他说灯光会一直亮着。"


@pytest.mark.parametrize(
    ("top", "dek"),
    [
        (
            "<p class=subtitle>两千人来到码头为它送行，有人眼含泪水</p><div class=body>{}</div>",
            True,
        ),
        ("<div class=entry-summary>{}</div>", False),
    ],
)
def test_a_standfirst_in_a_script_of_few_characters(top: str, dek: bool) -> None:
    text = "".join(f"<p>{CHINESE}{number}</p>" for number in range(5))
    html = f"<html lang=zh><title>渡轮完成最后一航</title><body><h1>渡轮完成最后一航</h1>{top}"
    page = parsers.open_page(html.replace("{}", text), "https://www.gazette.example/2024/a")
    found = value(read_headline_block(page).dek)
    assert found == ("两千人来到码头为它送行，有人眼含泪水" if dek else None)
