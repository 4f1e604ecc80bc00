"""Bylines in many languages, and whom a page names as its authors."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parsers
from parsers.fields.authors.authors import Authorship, read_authors
from parsers.fields.authors.bylines.byline_line import names_in_line
from parsers.fields.authors.bylines.byline_names import names_in_value
from parsers.fields.authors.bylines.byline_words import after_by
from parsers.fields.authors.bylines.person import is_person
from parsers.fields.headline.headline import read_headline_block

LINES = [
    ("By Jane Doe", ["Jane Doe"]),
    ("BY JANE DOE AND JOHN ROE", ["JANE DOE", "JOHN ROE"]),
    ("By Jane Doe, John Roe & Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"]),
    ("By Jane Doe in Ankara", ["Jane Doe"]),
    ("Authored by: Jane Doe", ["Jane Doe"]),
    ("By Jane Doe, Head of Tides and Harbour Works", ["Jane Doe"]),
    ("By Jane Doe, National Institute of Tides and Harbour Works", ["Jane Doe"]),
    ("By Jane Doe, Reporter, and John Roe, Editor", ["Jane Doe", "John Roe"]),
    ("By Jane Doe, Staff Writer", ["Jane Doe"]),
    ("By Jane Doe | May 3, 2024 | 5 min read", ["Jane Doe"]),
    ("By Jane Doe (AP)", ["Jane Doe"]),
    ("By Jane Doe jane.doe@paper.example @janedoe", ["Jane Doe"]),
    ("By Jane Doe and John Roe, Reuters", ["Jane Doe", "John Roe"]),
    ("Written by Jane O'Neil-Smith", ["Jane O'Neil-Smith"]),
    ("Von Anna Müller und Jörg Weiß, Berlin", ["Anna Müller", "Jörg Weiß"]),
    ("Ein Kommentar von Anna Müller", ["Anna Müller"]),
    ("Par Hélène Dupont et Luc Martin", ["Hélène Dupont", "Luc Martin"]),
    ("Por María López y Juan Pérez", ["María López", "Juan Pérez"]),
    ("Por João Silva, Lisboa", ["João Silva"]),
    ("di Marco Rossi", ["Marco Rossi"]),
    ("a cura di Lucia Bianchi", ["Lucia Bianchi"]),
    ("Door Jan de Vries en Piet van Dam", ["Jan de Vries", "Piet van Dam"]),
    ("Af Mette Hansen", ["Mette Hansen"]),
    ("Av Kari Nordmann og Ola Hansen", ["Kari Nordmann", "Ola Hansen"]),
    ("Text: Åsa Lind", ["Åsa Lind"]),
    ("Teksti: Matti Virtanen", ["Matti Virtanen"]),
    ("Autor: Jan Kowalski", ["Jan Kowalski"]),
    ("Napsal: Petr Novák", ["Petr Novák"]),
    ("Piše: Ivan Horvat", ["Ivan Horvat"]),
    ("Írta: Kovács Anna", ["Kovács Anna"]),
    ("Scris de Ion Popescu", ["Ion Popescu"]),
    ("Автор: Иван Петров", ["Иван Петров"]),
    ("Текст: Олена Коваль та Іван Мельник", ["Олена Коваль", "Іван Мельник"]),
    ("Γράφει ο Γιώργος Παππάς", ["Γιώργος Παππάς"]),
    ("Haber: Ayşe Yılmaz", ["Ayşe Yılmaz"]),
    ("Oleh Budi Santoso", ["Budi Santoso"]),
    ("بقلم: أحمد علي", ["أحمد علي"]),
    ("نویسنده: رضا کریمی", ["رضا کریمی"]),
    ("מאת דוד כהן", ["דוד כהן"]),
    ("लेखक: राम शर्मा", ["राम शर्मा"]),
    ("โดย สมชาย ใจดี", ["สมชาย ใจดี"]),
    ("Bởi Nguyễn Thị Hoa", ["Nguyễn Thị Hoa"]),
    ("লিখেছেন রহিম খান ও করিম মিয়া", ["রহিম খান", "করিম মিয়া"]),
    ("记者 王小明", ["王小明"]),
    ("文/李华", ["李华"]),
    ("홍길동 기자", ["홍길동"]),
    ("By Jane Doe Dec 23, 2023 12:00 PM", ["Jane Doe"]),
    ("By JANE DOE and JOHN ROE The Associated Press", ["JANE DOE", "JOHN ROE"]),
    ("By Jane Doe for The Gazette", ["Jane Doe"]),
    ("Written by: Jane Doe Jane Doe", ["Jane Doe"]),
    ("May 3, 2024 By Jane Doe Leave a Comment".partition(" By ")[2], ["Jane Doe"]),
    ("By Jane Doe, Ph.D., and John Roe, M.D.", ["Jane Doe", "John Roe"]),
    ("By Jane Doe, RN, BSN", ["Jane Doe"]),
    ("Written By: Jane Doe Executive Digital Editor and Master Gardener", ["Jane Doe"]),
    ("By Martin Roe, Jr., and Jane Doe", ["Martin Roe, Jr.", "Jane Doe"]),
    ("By Jane Doe, III, Harbour Post", ["Jane Doe, III"]),
    ("Aus Kiew berichtet Nele Franz", ["Nele Franz"]),
    ("Aus San Remo berichten Nele Franz und Olaf Kern", ["Nele Franz", "Olaf Kern"]),
    ("Nele Franz berichtet aus Kiew", ["Nele Franz"]),
    ("Jane Doe reporting from Kyiv", ["Jane Doe"]),
    ("Reporte desde Lima: Nela Franco", ["Nela Franco"]),
    ("Desde Lima, Nela Franco", ["Nela Franco"]),
    ("Depuis Kiev, par Nelle Franc", ["Nelle Franc"]),
    ("De Lisboa, Nela Franco", ["Nela Franco"]),
    ("Da Roma riferisce Nella Franchi", ["Nella Franchi"]),
    ("Vanuit Brussel bericht Piet van Dam", ["Piet van Dam"]),
    ("By Martin Roe Jr. and Jane Doe", ["Martin Roe Jr.", "Jane Doe"]),
    ("Curated by: Jane Doe", ["Jane Doe"]),
    ("記者王小明／台北報導", ["王小明"]),
    ("文｜王小明", ["王小明"]),
    ("編集委員 山田太郎", ["山田太郎"]),
    ("기자명 홍길동", ["홍길동"]),
    ("लेखक: राम शर्मा, नई दिल्ली", ["राम शर्मा"]),
]


@pytest.mark.parametrize(("line", "names"), LINES, ids=[line for line, _ in LINES])
def test_names_in_a_byline(line: str, names: list[str]) -> None:
    assert names_in_line(line, frozenset()) == names


@pytest.mark.parametrize(
    "line",
    [
        "By Staff",
        "By Reuters",
        "By the numbers",
        "By Harbour Gazette",
        "Von der Redaktion",
        "NEW YORK, NY/ACCESSWIRE",
        "Updated 3 May 2024",
        "Share Tweet",
        "SHARE",
    ],
)
def test_lines_that_name_nobody(line: str) -> None:
    assert names_in_line(line, frozenset(("harbourgazette",))) == []


@pytest.mark.parametrize(
    ("value", "persons", "others"),
    [
        ("Jane Doe", ["Jane Doe"], []),
        ("By Jane Doe", ["Jane Doe"], []),
        ("Jane Doe, John Roe and Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"], []),
        ("Jane Doe | The Paper", ["Jane Doe"], []),
        ("Jane Doe, Senior Reporter", ["Jane Doe"], []),
        ("JANE DOE", ["JANE DOE"], []),
        ("Reuters", [], ["Reuters"]),
        ("dpa", [], ["dpa"]),
        ("Jane Doe, dpa", ["Jane Doe"], ["dpa"]),
        ("The Upwind Team", [], ["The Upwind Team"]),
        ("admin", [], []),
        ("Staff", [], []),
        ("Redaktion", [], []),
        ("山田太郎", ["山田太郎"], []),
        ("Jane Doe / John Roe", ["Jane Doe", "John Roe"], []),
        ("Jane Doe / AFP", ["Jane Doe"], []),
        ("Jane Doe in Berlin", ["Jane Doe"], []),
        ("JANE DOE Associated Press", ["JANE DOE"], []),
        ("From staff and wire reports", [], []),
        ("Ann & Joe", [], ["Ann", "Joe"]),
        ("Tide Admin", [], []),
        ("Articles by Jane", [], []),
        ("María López y Juan Pérez", ["María López", "Juan Pérez"], []),
        ("Jan Kowalski i Anna Nowak", ["Jan Kowalski", "Anna Nowak"], []),
        ("Jane Doe y AFP", ["Jane Doe"], ["AFP"]),
    ],
)
def test_machine_readable_authors(value: str, persons: list[str], others: list[str]) -> None:
    assert names_in_value(value, frozenset()) == (persons, others)


def test_a_by_word_needs_something_after_it() -> None:
    assert after_by("By") is None
    assert after_by("Byron Smith") is None
    assert after_by("By Byron Smith") == "Byron Smith"


@pytest.mark.parametrize(
    "name",
    [
        "John A. Smith",
        "A. J. P. Taylor",
        "JD Vance",
        "April Jones",
        "AUGUST WILSON",
        "Peter Master",
        "Jane Nurse",
        "Kim Jong Un",
        "Abd al-Rahman",
        "Siti Nurhaliza binti Tarudin",
        "Ana María Pérez de la Cruz",
        "Jan-Willem van 't Hoff",
        "José Ortega y Gasset",
        "Núria Roca i Vila",
        "Guðni Th. Jóhannesson",
        "Ali İhsan Göğüş",
    ],
)
def test_one_persons_name(name: str) -> None:
    assert names_in_value(name, frozenset()) == ([name], [])
    assert names_in_line(f"By {name}", frozenset()) == [name]


@pytest.mark.parametrize(
    "name", ["Shipping Expert", "Senior Writer", "Head Coach", "Sign In", "Daily Post"]
)
def test_words_that_are_nobodys_name(name: str) -> None:
    assert not is_person(name)


@given(st.text(max_size=120))
def test_any_line_is_read_without_an_error(text: str) -> None:
    assert all(is_person(name) for name in names_in_line(text, frozenset()))
    names_in_value(text, frozenset())


BODY = "<p>" + "The harbour was closed for the whole of the morning, the port said. " * 4 + "</p>"


def authors(head: str = "", under: str = "", after: str = "") -> Authorship:
    html = f"<html lang=en><head><title>Harbour closed | The Gazette</title>{head}"
    html += '<meta property="og:site_name" content="The Gazette"></head><body>'
    html += f"<h1>Harbour closed</h1>{under}{BODY * 3}{after}</body></html>"
    page = parsers.open_page(html, "https://gazette.example/a")
    return read_authors(page, read_headline_block(page))


def linked(author: object, **values: object) -> str:
    story = {"@type": "NewsArticle", "headline": "Harbour closed", "author": author, **values}
    return f'<script type="application/ld+json">{json.dumps(story)}</script>'


def names(found: Authorship) -> tuple[str, ...]:
    return found.authors.value if found.authors else ()


@pytest.mark.parametrize(
    "author",
    [
        "Jane Doe",
        ["Jane Doe"],
        {"@type": "Person", "name": "Jane Doe"},
        {"@type": "Person", "name": ["Jane Doe"]},
        [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Organization", "name": "Reuters"}],
        [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "The Gazette"}],
        {"@type": "Person", "name": "<b>Jane&nbsp;Doe</b>"},
        {"@type": "Person", "name": "By Jane Doe, Chief Editor"},
        {"@type": "Person", "givenName": "Jane", "familyName": "Doe"},
        {"@list": [{"@type": "Person", "name": "Jane Doe"}]},
        {"author": {"@type": "Person", "name": "Jane Doe"}},
    ],
)
def test_linked_data_of_any_shape(author: object) -> None:
    assert names(authors(linked(author))) == ("Jane Doe",)


def test_a_reference_is_followed() -> None:
    graph = {
        "@graph": [
            {
                "@type": "Article",
                "headline": "Harbour closed",
                "author": {"@id": "https://gazette.example/#/person/7"},
            },
            {"@type": "Person", "@id": "https://gazette.example/#/person/7", "name": "Jane Doe"},
        ]
    }
    script = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
    assert names(authors(script)) == ("Jane Doe",)


@pytest.mark.parametrize("author", [None, 5, True, [], {}, [[]], {"name": {}}, {"name": [None]}])
def test_values_of_any_type_name_nobody(author: object) -> None:
    assert names(authors(linked(author))) == ()


@pytest.mark.parametrize(
    "under",
    [
        "<p>By Jane Doe</p>",
        "<div class=byline>Jane Doe</div>",
        '<div><a rel=author href="/x">Jane Doe</a></div>',
        '<div><a href="/author/jane-doe">Jane Doe</a> <time>3 May 2024</time></div>',
        "<div><span>By</span><span>Jane Doe</span></div>",
        "<div>By</div><div>Jane Doe</div>",
        "<div>Jane Doe</div><div>3 May 2024</div>",
        "<small>posted on 2024-05-03 23:30 EST by Jane Doe</small>",
        "<div class=meta>Jane Doe - 3 May 2024</div>",
        "<div class=author>3 May 2024 · Jane Doe on behalf of the pilots</div>",
        "<div class=tags><b>Contributors:</b> Jane Doe</div>",
        "<h3>By <a href=/x>Jane Doe</a>, <i>Columnist</i></h3>",
        "<h3><a href=/userprofile/jane>Jane Doe</a></h3>",
        "<div class=hover-card-target><a href='https://substack.com/@jd'>Jane Doe</a></div>",
        "<p>Jane Doe, journalist</p><p>Publicerad 3 maj 2024</p>",
        "<p>Giriş: 03.05.2024 - Jane Doe</p>",
        "<p>Medically reviewed by Ann Poe, MD — By Jane Doe on May 3, 2024</p>",
        "<time>3 May 2024</time><div class=chip>Jane Doe</div>"
        "<div><a href=/authors/jane-doe>Articles by Jane</a></div>",
    ],
)
def test_bylines_under_the_headline(under: str) -> None:
    assert names(authors(under=under)) == ("Jane Doe",)


@pytest.mark.parametrize(
    "head",
    [
        '<meta name=author content="Jane Doe">',
        '<meta name=parsely-author content="Jane Doe">',
        '<meta name=byl content="By JANE DOE">'.replace("JANE DOE", "Jane Doe"),
        '<meta name="twitter:label1" content="Written by">'
        '<meta name="twitter:data1" content="Jane Doe">',
        '<meta property="article:author" content="https://social.example/jd">'
        '<meta name=author content="Jane Doe">',
        '<meta name="tide:article_author_name" content="Jane Doe">',
        '<script>dataLayer.push({"pagePostAuthor":"Jane Doe"})</script>',
        '<script>_sf_async_config.authors = "Jane D\\u006fe";</script>',
    ],
)
def test_meta_authors(head: str) -> None:
    assert names(authors(head)) == ("Jane Doe",)


TWO = '<span class="{0}"><a href=/writers/1>Jane Doe</a></span>'
TWO = TWO + '{1}<span class="{0}"><a href=/writers/2>John Roe</a></span>'


@pytest.mark.parametrize(
    ("head", "under"),
    [
        pytest.param(
            "",
            "<div class=meta><span class=story__byline><figure></figure>By <a href=/1>Jane Doe</a>"
            "</span> <span class=story__byline><figure></figure>By <a href=/2>John Roe</a></span>"
            " <time>3 May 2024</time></div>",
            id="each with a By of its own",
        ),
        pytest.param(
            "",
            f"<p class=meta>3 May 2024 By {TWO.format('entry-author', ' doo ')}</p>",
            id="joined by a word that nobody here knows",
        ),
        pytest.param(
            linked("Jane Doe"),
            "<div class=meta-share><div class=meta><h4 class=article-author-name>"
            "<a href=/author/jane/>Jane Doe</a>, <a href=/author/john/>John Roe</a></h4></div>"
            "<a href=#share>Share</a></div>",
            id="the data names the first, and the line stands in a box for sharing",
        ),
        pytest.param(
            "",
            "<div class=footer><p><time>3 May 2024</time> <span class=list-author>"
            "By <span itemprop=name>Jane Doe and John Roe</span></span></p></div>",
            id="in what a template calls the footer of its head",
        ),
        pytest.param(
            "",
            "<article class='node node--promoted'><header><div class=node__meta><span>By "
            "<span class=field>Jane Doe</span> and <span class=field>John Roe</span>, <time>"
            "3 May 2024</time></span></div></header></article>",
            id="a promoted node is no advertisement",
        ),
    ],
)
def test_all_who_wrote_it(head: str, under: str) -> None:
    assert names(authors(head, under)) == ("Jane Doe", "John Roe")


def test_who_contributed_is_no_author() -> None:
    under = "<div>By <span class=author-name><a href=/author/jane>Jane Doe</a></span></div>"
    under += "<div class=contributors>Contributions from <div><span class=author-name>"
    under += "<a href=/author/john>John Roe</a></span></div></div>"
    assert names(authors(under=under)) == ("Jane Doe",)


def test_the_sites_name_is_no_byline_where_it_begins_like_one() -> None:
    html = "<html lang=nl><title>De haven is dicht | De Kadecourant</title><body>"
    html += "<header><a href=/>De Kadecourant</a></header><h1>De haven is dicht</h1>"
    page = parsers.open_page(f"{html}{BODY * 3}", "https://kadecourant.example/a")
    assert names(read_authors(page, read_headline_block(page))) == ()


def test_a_printed_byline_that_names_more_is_believed() -> None:
    found = authors(linked("Jane Doe"), "<p>By Jane Doe and John Roe in Ankara</p>")
    assert names(found) == ("Jane Doe", "John Roe")
    assert found.byline is not None
    assert found.byline.value == "By Jane Doe and John Roe in Ankara"


def test_the_byline_is_kept_as_printed_and_is_no_paragraph() -> None:
    found = authors(under="<p class=by>By JANE DOE, Staff Writer</p><p>3 May 2024</p>")
    assert names(found) == ("JANE DOE",)
    assert found.byline is not None
    assert found.byline.value == "By JANE DOE, Staff Writer"
    assert len(found.blocks) == 1


def test_an_agency_only_where_no_person_is_named() -> None:
    assert names(authors(linked({"@type": "Organization", "name": "Reuters"}))) == ("Reuters",)
    page = authors(linked({"@type": "Organization", "name": "Reuters"}), "<p>By Jane Doe</p>")
    assert names(page) == ("Jane Doe",)


def test_a_photographers_line_is_no_byline() -> None:
    caption = "<figure><img src=a.jpg><figcaption>The port. By Ann Poe</figcaption></figure>"
    assert names(authors(under=f"{caption}<p>By Jane Doe</p>")) == ("Jane Doe",)


def test_an_author_box_under_the_article() -> None:
    assert names(authors(after="<div class=author>Jane Doe</div>")) == ("Jane Doe",)


@pytest.mark.parametrize(
    "under",
    [
        "<div class=byline>by <a href=/u/1>Jane Doe</a><time>May 3, 2024</time></div>",
        "<div class=byline>by <a href=/u/1>Jane Doe</a><span>Founder</span></div>",
        "<div class=byline><b class=author>Jane Doe</b> The Daily Tide</div>",
        "<div>3 May 2024 · 4 min read · By Jane Doe</div>",
        "<div><a href=/about>About</a><a href=/tides>Tide Tables</a></div><p>by: Jane Doe</p>",
        "<div>Reviewed by</div><div class=author>Ann Poe</div><div class=author>Jane Doe</div>",
    ],
)
def test_a_name_ends_where_its_element_does(under: str) -> None:
    site = '<meta property="og:site_name" content="The Daily Tide">'
    assert names(authors(site, under)) == ("Jane Doe",)


def test_a_byline_of_its_own_before_one_inside_a_caption() -> None:
    caption = "<div>The port at noon. <span>By <a href=/writer/2>Ann Poe</a></span></div>"
    assert names(authors(under=f"{caption}<div>By <a href=/writer/1>Jane Doe</a></div>")) == (
        "Jane Doe",
    )


SITE = '<meta property="og:site_name" content="Harbour Online">'
ITSELF = linked({"@type": "Organization", "name": "Harbour Online"})


def test_the_site_itself_only_where_nobody_else_is_named() -> None:
    assert names(authors(SITE + ITSELF)) == ("Harbour Online",)
    assert names(authors(SITE, "<p>3 May 2024 · By Harbour Online</p>")) == ("Harbour Online",)
    assert names(authors(SITE + ITSELF, "<p>By Jane Doe</p>")) == ("Jane Doe",)
    assert names(authors(SITE + ITSELF, "<p>Jane Doe</p><p>3 May 2024</p>")) == ("Jane Doe",)


def test_a_desk_is_not_cut_down_to_a_name() -> None:
    assert names_in_value("Great Tide Editorial Team", frozenset()) == (
        [],
        ["Great Tide Editorial Team"],
    )
    assert names_in_value("Doe, Jane", frozenset()) == (["Jane Doe"], [])


@pytest.mark.parametrize(
    "under",
    [
        "<div class=byline><span>Sat, 3 May</span></div>",
        "<div class=author-date><span>Updated Jun 3, 2024</span></div>",
        "<div class=author><span>Full Bio</span></div>",
    ],
)
def test_dates_and_buttons_in_a_byline_are_nobody(under: str) -> None:
    assert names(authors(under=under)) == ()


def test_a_line_that_names_others_than_the_data_is_believed() -> None:
    """Data of a guest's story names who put it on the site."""
    found = authors(linked("Ann Poe"), "<p>By: Jane Doe</p>")
    assert (names(found), found.byline and found.byline.value) == (("Jane Doe",), "By: Jane Doe")
    assert names(authors(linked("Ann Poe"), "<p>Ann Poe</p><p>By Jane Doe</p>")) == ("Ann Poe",)
    assert names(authors(linked("Ann Poe"), "<p>Posted by Jane Doe</p>")) == ("Ann Poe",)
    assert names(authors(linked("Ann Poe"), "<p>Interview with Jane Doe</p>")) == ("Ann Poe",)


def test_an_editor_of_the_data_whom_the_line_does_not_print_is_no_author() -> None:
    both = linked(["Jane Doe", "Ann Poe"])
    assert names(authors(both, "<p>By Jane Doe</p>")) == ("Jane Doe",)
    assert names(authors(both, "<p>By Jane Doe</p><p>Ann Poe</p>")) == ("Jane Doe", "Ann Poe")
    assert names(authors(both, "<p>By Jane Doe and 1 other</p>")) == ("Jane Doe", "Ann Poe")


def test_a_name_of_the_data_is_not_made_longer_by_what_is_joined_to_it() -> None:
    under = "<p>On January 12, 2025 By Jane Doe<span>In Tides</span>, Harbour Guides</p>"
    assert names(authors(linked("Jane Doe"), under)) == ("Jane Doe",)
    itself = linked("Jane Doe", publisher={"@type": "Person", "name": "Jane Doe"})
    assert names(authors(itself, under)) == ("Jane Doe",)


@pytest.mark.parametrize(
    ("under", "named"),
    [
        ("<p>by Amanda · 3 May 2024 · 4 comments</p>", ("Amanda",)),
        ("<p>Written by Linny and Peter</p>", ("Linny", "Peter")),
        ("<p>By Reuters</p>", ("Reuters",)),
        ("<p>By Gazette Staff</p>", ("Gazette Staff",)),
        ("<p>by News Desk</p>", ("News Desk",)),
        ("<p>By Harbour Desk</p>", ("Harbour Desk",)),
        ("<p><span>By</span> <span>News Desk</span></p>", ("News Desk",)),
        ("<p>By Staff</p>", ()),
        ("<p><span>By</span> <span>Staff</span></p>", ()),
        ("<p>Text Link</p>", ()),
        ("<p>By submitting, I agree to the terms of the paper.</p>", ()),
        ("<p>Written by Feb 3, 2024</p>", ()),
        ("<p>By Category</p>", ()),
        ("<p>3 May 2024</p><p>Contact Us</p>", ()),
        ("<p>3 May 2024</p><p>NVX GTC</p>", ()),
        ("<p>【山田太郎 記者】</p>", ("山田太郎",)),
        ("<p>Author & Sommelier</p>", ()),
        ("<div class=byline>Personal finance</div>", ()),
        ("<p>3 May 2024</p><p><a href=#trade>Trade Program</a></p>", ()),
        ("<p>3 May 2024</p><p><a href=/tag/trade>Trade Program</a></p>", ()),
    ],
)
def test_who_gives_no_full_name(under: str, named: tuple[str, ...]) -> None:
    assert names(authors(under=under)) == named


def test_a_writer_without_a_full_name_before_others_named_further_on() -> None:
    under = "<p>by Amanda · 3 May 2024</p><h4>A Far Thing</h4><p><b>Author:</b> H.G. Parry</p>"
    assert names(authors(under=under)) == ("Amanda",)


def test_a_handle_that_is_printed_before_the_site_in_data() -> None:
    assert names(authors(SITE + ITSELF, "<p>By <a rel=author href=/m/x>MixMaster</a></p>")) == (
        "MixMaster",
    )


def test_the_sites_own_desk_only_where_nobody_else_is_named() -> None:
    desk = linked({"@type": "Person", "name": "The Gazette Staff"})
    assert names(authors(desk)) == ("The Gazette Staff",)
    assert names(authors(desk, "<p>By Jane Doe</p>")) == ("Jane Doe",)


def test_a_firm_of_two_names_is_one() -> None:
    firm = linked({"@type": "Organization", "name": "Doe & Roe"})
    assert names(authors(firm)) == ("Doe & Roe",)


def test_names_after_a_label_of_their_own_under_the_story() -> None:
    after = "<h6>Author(s)</h6><ul><li>Jane Doe</li><li>John Roe</li></ul>"
    assert names(authors(after=after)) == ("Jane Doe", "John Roe")
    assert names(authors(after="<h2>Article by</h2><div>Jane Doe</div>")) == ("Jane Doe",)


def test_a_korean_reporter_is_called_by_the_job() -> None:
    assert names(authors(under="<p>입력 2024.05.03 10:12 | 홍길동 기자</p>")) == ("홍길동",)
    assert names(authors(under="<p>홍길동 기자 hong@paper.example</p>")) == ("홍길동",)


def test_a_line_with_a_date_before_the_names_is_the_byline() -> None:
    line = "Published on December 2nd, 2025 by Jane Doe and Ann Fairweather"
    found = authors(
        linked(["Jane Doe", "Ann Fairweather"]), f"<p>{line} <a href=/x>Jane Doe</a></p>"
    )
    assert found.byline is not None
    assert found.byline.value.startswith(line)


def test_a_sentence_about_the_site_is_no_byline() -> None:
    under = "<p>The Gazette is a paper of the harbour. Advertising helps support our mission.</p>"
    found = authors(linked({"@type": "Organization", "name": "The Gazette"}), under)
    assert (names(found), found.byline) == (("The Gazette",), None)


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Հեղինակ՝ Անի Պետրոսյան", "Անի Պետրոսյան"),
        ("ავტორი: ნინო ბერიძე", "ნინო ბერიძე"),
        ("Сурвалжлагч: Б. Дорж", "Б. Дорж"),
        ("Muallif: Aziz Karimov", "Aziz Karimov"),
        ("Ana Horvat/Hina", "Ana Horvat"),
        ("Jana Nováková, Praha", "Jana Nováková"),
        ("Oprac.: Anna Kowalska", "Anna Kowalska"),
        ("Ana Pérez | Madrid", "Ana Pérez"),
        ("Ana Pérez, corresponsal en Londres", "Ana Pérez"),
        ("Por Ana Souza, do Rio de Janeiro", "Ana Souza"),
        ("Ana Souza, da Redação", "Ana Souza"),
        ("Ana Dupont avec AFP", "Ana Dupont"),
        ("Door onze verslaggever Anna de Boer", "Anna de Boer"),
        ("Von unserem Korrespondenten Jan Weiß", "Jan Weiß"),
        ("Jan Weiß (dpa)", "Jan Weiß"),
        ("Anna Lind/TT", "Anna Lind"),
        ("Ayşe YILMAZ / ANKARA", "Ayşe YILMAZ"),
        ("Επιμέλεια: Γιώργος Παππάς", "Γιώργος Παππάς"),
        ("Budi Santoso, Jurnalis", "Budi Santoso"),
        ("来源：新华社 作者：李华", "李华"),
        ("取材・文：山田太郎", "山田太郎"),
    ],
)
def test_a_line_beside_the_date_in_any_language(line: str, named: str) -> None:
    assert names(authors(under=f"<p>{line}</p><p>2024-05-03</p>")) == (named,)


@pytest.mark.parametrize(
    "line",
    [
        "Da Redação",
        "Tim Redaksi",
        "নিজস্ব প্রতিবেদক",
        "온라인뉴스팀",
        "本报记者",
        "- George Orwell, 1984",
    ],
)
def test_a_desk_without_a_name_beside_the_date(line: str) -> None:
    assert names(authors(under=f"<p>{line}</p><p>2024-05-03</p>")) == ()


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("By Jason Krell Mar 19, 2020, 10:00am EDT", "By Jason Krell"),
        ("Posted by Peter Bell on August 21, 2019", "Posted by Peter Bell"),
        ("Par Jane Doe, Publié le 3 mai 2024 à 10h12", "Par Jane Doe"),
        ("Giriş: 03.05.2024 - Ayşe Yılmaz", "Giriş: 03.05.2024 - Ayşe Yılmaz"),
        ("by News Desk", "by News Desk"),
        ("By Jane Doe | 4:30 PM", "By Jane Doe"),
        ("By Jane Doe · 5 min read", "By Jane Doe"),
        ("By Jane Doe ⋅ Founder ⋅", "By Jane Doe ⋅ Founder"),
        ("By Jane Doe,", "By Jane Doe"),
        ("By The numbers tell a story", None),
    ],
)
def test_the_byline_without_its_date(line: str, printed: str | None) -> None:
    found = authors(under=f"<p>{line}</p>").byline
    assert (found and found.value) == printed


SHORT = (
    "<p>The bell of the harbour fell silent on Monday, and nobody has rung for the ferry since, "
    "although the crew waits at the pier every morning until nine with a whistle and a lamp.</p>"
)


@pytest.mark.parametrize(
    "below",
    [
        "<div class=comments><b>Ann Poe</b> <time>May 4, 2024</time><p>Ring it!</p></div>",
        "<article><h3><a href=/b>Ferry sold</a></h3><p>By Ann Poe</p><time>May 4, 2024</time>"
        "</article>",
        "<h3><a href=/b>Ferry sold to the north</a></h3><div>Ann Poe</div><div>4 May 2024</div>",
    ],
)
def test_names_below_a_short_story_are_others(below: str) -> None:
    assert names(authors(under=SHORT + SHORT + below)) == ()


@pytest.mark.parametrize(
    ("under", "named"),
    [
        ("<a href=/offers>Open Investments</a><p>3 May 2024</p>", ()),
        ("<h5>Similar Articles</h5><p>3 May 2024</p>", ()),
        ("<div>Kim Park Lee</div><p>3 May 2024</p><p>Kim Park Lee was seen on Monday at the pier, "
         "where the ferry lies, for the first time since the bell of the harbour fell silent.</p>",
         ()),
        ("<p>3 May 2024</p><ul><li><b>Kim Park Lee</b> smiles again</li></ul>", ()),
        ("<div><span class=author>Claire Brandt</span><span>BBC News</span></div>",
         ("Claire Brandt",)),
        ("<div class=by>247sports <i>By</i><a href=/u/1>Travis Haney</a></div>",
         ("Travis Haney",)),
        ("<div class=author><span>Loïc Le Clerc</span></div>", ("Loïc Le Clerc",)),
    ],
)  # fmt: skip
def test_a_bare_name_needs_something_that_speaks_for_it(under: str, named: tuple[str, ...]) -> None:
    assert names(authors(under=under)) == named


def test_the_longer_form_of_a_name() -> None:
    found = authors(linked({"@type": "Person", "name": "Jane Doe"}), "<p>By Jane Q. Doe</p>")
    assert names(found) == ("Jane Q. Doe",)


def test_a_name_that_signs_the_text() -> None:
    text = SHORT + SHORT
    signed = "<p><strong>Mohlo Mpesi</strong></p>"
    assert names(authors(under=signed + text)) == ("Mohlo Mpesi",)
    assert names(authors(after="<p style='text-align:right'>Marina Mucha</p>")) == ("Marina Mucha",)
    several = "<p><strong>Harbour Works</strong></p>".join(["", text, text])
    assert names(authors(under=several)) == ()


@pytest.mark.parametrize("tail", [" | 12 comments", " · Comments (3)", " – 3 Kommentare"])
def test_the_byline_without_its_comments(tail: str) -> None:
    found = authors(under=f"<p>By Jane Doe{tail}</p>")
    assert found.byline is not None
    assert found.byline.value == "By Jane Doe"
