"""Datelines that the page tells by more than their form: elements, places it knows, formulas."""

# ruff: noqa: E501  (markup reads better unbroken)

from __future__ import annotations

import pytest
from datelines import LANGUAGES

from parsers import parse
from parsers.fields.dateline.inline import cut_dateline
from parsers.fields.dateline.page_words import PageWords
from parsers.records import Article

PAGE = """<html lang="{lang}"><head><title>{h1}</title><meta property="og:site_name" content="Harbour Gazette">{head}</head><body>
<main><article class="post"><h1>{h1}</h1>{dek}
<div class="meta">By Mara Quill</div>{above}
<div class="story">{first}
<p>The harbour office in Kirkmouth said the fog had come in from the north and would stay until noon.</p>
<p>Passengers drank coffee on the pier and agreed that there were worse places to wait for it.</p>
<p>The captain, who has crossed the strait for thirty years, said that fog was only weather.</p>
<p>By the evening the fog had lifted, and the last boat of the day left only nine minutes late.</p>
</div></article></main><footer>© 2024 Harbour Gazette</footer></body></html>"""
FIRST = "The ferry was late for the third time this week, and nobody on the pier seemed to mind it."
HEADLINE = "The ferry is late for the third time this week"
PARAGRAPHS = 5


def read(
    first: str = f"<p>{FIRST}</p>", above: str = "", dek: str = "", h1: str = HEADLINE,
    head: str = "", lang: str = "en",
) -> Article:  # fmt: skip
    page = PAGE.format(first=first, above=above, dek=dek, h1=h1, head=head, lang=lang)
    return parse(page, "https://harbour.example/ferry")


def check(article: Article, place: str | None, first: str = FIRST, count: int = PARAGRAPHS) -> None:
    """The place of the dateline, the first paragraph without it, and no paragraph lost."""
    assert (article.dateline.place if article.dateline else None) == place
    assert first in [paragraph.text for paragraph in article.paragraphs]
    assert len(article.paragraphs) == count


# -- an element that calls itself so

ELEMENTS = [
    '<span class="dateline">{}</span>',
    '<div class="article-dateline">{}</div>',
    '<span data-testid="dateline">{}</span>',
    '<div data-dateline="true">{}</div>',
    '<span itemprop="contentLocation">{}</span>',
    '<span itemprop="dateline">{}</span>',
    '<div id="dateline">{}</div>',
    '<p class="dateline">{}</p>',
    '<div class="story-location">{}</div>',
    '<span class="c-dateline__place">{}</span>',
    '<span class="css-1x-Dateline">{}</span>',
    '<p class="location">{}</p>',
]


@pytest.mark.parametrize("element", ELEMENTS)
def test_an_element_that_calls_itself_a_dateline(element: str) -> None:
    own = element.format("Kirkmouth")
    check(read(above=own), "Kirkmouth")
    check(read(f"<p>{own} {FIRST}</p>" if "span" in element else f"{own}<p>{FIRST}</p>"), "Kirkmouth")  # fmt: skip
    dashed = element.format("KIRKMOUTH, Md. —")
    check(read(f"<p>{dashed} {FIRST}</p>" if "span" in element else f"{dashed}<p>{FIRST}</p>"), "KIRKMOUTH, Md.")  # fmt: skip


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_in_every_language(language: str) -> None:
    form = LANGUAGES[language]
    for number, place in enumerate(form.places):
        element = ELEMENTS[number * 5 % len(ELEMENTS)]
        check(read(above=element.format(place), lang=language), place)


def test_it_holds_against_a_caption() -> None:
    picture = (
        '<figure><img src="/p.jpg" width="900"><figcaption>The pier in Ankara, Turkey, Monday, '
        "Nov. 6, 2023. (AP Photo/Ada Moor)</figcaption></figure>"
    )
    check(read(above=f'{picture}<span class="dateline">Kirkmouth</span>'), "Kirkmouth")
    check(read(above=picture), "Ankara, Turkey")


@pytest.mark.parametrize(
    "above",
    [
        '<span class="dateline">Harbour Gazette</span>',
        '<span class="dateline">May 7, 2024</span>',
        '<span class="dateline">Updated 10:30 a.m. ET</span>',
        '<span class="location">Local News</span>',
        '<div class="location-picker">Choose your location</div>',
        '<span class="store-location">Kirkmouth</span>',
        '<p><cite>By Ada Moor</cite></p>',
    ],
)  # fmt: skip
def test_an_element_that_holds_none(above: str) -> None:
    check(read(above=above), None)


def test_a_place_amid_a_sentence_is_none() -> None:
    sentence = 'The ferry to <span class="location">Kirkmouth</span> was late for the third time, and nobody seemed to mind it at all.'
    assert read(f"<p>{sentence}</p>").dateline is None


# -- lines of their own, the standfirst, the first three paragraphs


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("<p>Ankara, Turkey</p>", "Ankara, Turkey"),
        ("<p>Kirkmouth, Scotland</p>", "Kirkmouth, Scotland"),
        ("<p><strong>Kirkmouth, Scotland</strong></p>", "Kirkmouth, Scotland"),
        ("<p>Kirkmouth, Scotland —</p>", "Kirkmouth, Scotland"),
        ("<p>Berlin.</p>", "Berlin"),
        ("<div>Berlin</div>", "Berlin"),
        ("<p>Paris:</p>", "Paris"),
        ("<p>KIRKMOUTH:</p>", "KIRKMOUTH"),
        ("<div><span>NAIROBI:</span></div>", "NAIROBI"),
        ("<cite>Kirkmouth</cite>", "Kirkmouth"),
        ("<p><cite>Berlin</cite></p>", "Berlin"),
    ],
)
def test_a_line_of_its_own(line: str, place: str) -> None:
    check(read(f"{line}<p>{FIRST}</p>"), place)


@pytest.mark.parametrize(
    ("first", "place"),
    [
        ("<p><strong>KIRKMOUTH:</strong> {}</p>", "KIRKMOUTH"),
        ("<p><b>KIRKMOUTH</b>: {}</p>", "KIRKMOUTH"),
        ("<p><cite>KIRKMOUTH (dpa)</cite> {}</p>", "KIRKMOUTH"),
        ("<p><cite>Kirkmouth</cite> – {}</p>", "Kirkmouth"),
        ("<div><cite>Berlin</cite> {}</div>", "Berlin"),
    ],
)
def test_an_element_at_the_head_of_the_paragraph(first: str, place: str) -> None:
    check(read(first.format(FIRST)), place)


def test_the_third_paragraph() -> None:
    before = "<p><em>Fog keeps the boats in the harbour for hours, and the mail too.</em></p><p>For the third time in a week nobody could say when it would lift.</p>"
    check(read(f"{before}<p>OSLO, Norway (AP) — {FIRST}</p>"), "OSLO, Norway", count=PARAGRAPHS + 2)
    unknown = read(f"{before}<p>KIRKMOUTH — {FIRST}</p>")
    check(unknown, None, f"KIRKMOUTH — {FIRST}", PARAGRAPHS + 2)  # it may open a section


def test_the_standfirst() -> None:
    dek = '<p class="standfirst">OSLO — Fog keeps the boats in the harbour for hours, for the third day.</p>'
    check(read(dek=dek), "OSLO")


@pytest.mark.parametrize(
    "rubric", ["METHODOLOGY:", "QUICK TAKE:", "KEY POINTS:", "JERUSALEM POST:"]
)
def test_a_rubric_at_the_head_of_the_paragraph_is_none(rubric: str) -> None:
    check(read(f"<p><strong>{rubric}</strong> {FIRST}</p>"), None, f"{rubric} {FIRST}")
    assert read(f"<p>{rubric}</p><p>{FIRST}</p>").dateline is None


# -- correspondents without a name

IT = (
    "Il traghetto era in ritardo per la terza volta in una settimana, e nessuno sul molo ci badava."
)
FR = "Le bateau était en retard pour la troisième fois de la semaine, et personne ne s’en souciait."
ES = "El barco llegaba tarde por tercera vez en la semana, y a nadie en el muelle le importaba."
DE = "Die Fähre kam zum dritten Mal in dieser Woche zu spät, und niemand am Anleger störte sich daran."


@pytest.mark.parametrize(
    ("lang", "text", "story", "place"),
    [
        ("it", "DALLA NOSTRA CORRISPONDENTE<br>BERLINO — {}", IT, "BERLINO"),
        ("it", "DALLA NOSTRA CORRISPONDENTE BERLINO — {}", IT, "BERLINO"),
        ("it", "BERLINO — DALLA NOSTRA CORRISPONDENTE — {}", IT, "BERLINO"),
        ("fr", "De notre correspondante à Berlin. {}", FR, "Berlin"),
        ("fr", "BERLIN (De notre correspondant) — {}", FR, "BERLIN"),
        ("es", "BERLÍN. Corresponsal. {}", ES, "BERLÍN"),
        ("es", "BERLÍN (enviado especial).- {}", ES, "BERLÍN"),
        ("de", "Von unserem Korrespondenten. Berlin – {}", DE, "Berlin"),
    ],
)
def test_a_correspondent_without_a_name(lang: str, text: str, story: str, place: str) -> None:
    check(read(f"<p>{text.format(story)}</p>", lang=lang), place, story)


# -- misprinted days


@pytest.mark.parametrize(
    ("text", "place", "agency"),
    [
        ("LONDON, Febuary 12 (Reuters)", "LONDON", "Reuters"),
        ("ACCRA, Feb 31 (GNA)", "ACCRA", "GNA"),
        ("KIRKMOUTH, Octover 12 (Xinhua)", "KIRKMOUTH", "Xinhua"),
        ("KIRKMOUTH, 12/Nov (AFP)", "KIRKMOUTH", "AFP"),
        ("ROMA, 32 marzo (ANSA)", "ROMA", "ANSA"),
    ],
)
def test_a_misprinted_day_keeps_its_text(text: str, place: str, agency: str) -> None:
    cut = cut_dateline(f"{text} - {FIRST}")
    assert cut is not None
    assert (cut.text, cut.place, cut.agency, cut.rest) == (text, place, agency, FIRST)


# -- what the page knows


def test_a_place_that_the_page_knows() -> None:
    first = f"<p>Kirkmouth - {FIRST}</p>"
    check(read(first, h1="The ferry to Kirkmouth is late for the third time this week"), "Kirkmouth")  # fmt: skip
    check(read(first, dek='<p class="dek">Fog keeps the boats in Kirkmouth’s harbour for hours today.</p>'), "Kirkmouth")  # fmt: skip
    check(read(first, head='<meta name="keywords" content="ferry, Kirkmouth, fog">'), "Kirkmouth")
    check(read(first), None, f"Kirkmouth - {FIRST}")


def test_a_case_ending_hides_no_place() -> None:
    words = PageWords(titles="Паром в Кирсано опоздал", text="В Кирсанове сказали, что туман с севера.")  # fmt: skip
    assert words.knows_place("Кирсано")
    assert not words.knows_place("Туман")


def test_a_company_in_the_headline_is_no_place() -> None:
    h1 = "Tidewerk sells its ferry for the third time this week"
    text = f"Tidewerk - {FIRST}"
    check(read(f"<p>{text}</p>", h1=h1), None, text)


def test_the_outlet_in_brackets_is_the_agency() -> None:
    for place in ("KIRKMOUTH", "Kirkmouth"):
        article = read(f"<p>{place} (Harbour Gazette) — {FIRST}</p>")
        check(article, place)
        assert article.dateline is not None
        assert (article.dateline.agency, article.dateline.reporter) == ("Harbour Gazette", None)


@pytest.mark.parametrize(
    "opening",
    ["HARBOUR GAZETTE — ", "THE BIG MORNING STORY — ", "WORLD CUP QUALIFIER REPORT — ", "NORTHERN LIGHTHOUSE KEEPERS REUNION — "],
)  # fmt: skip
def test_neither_the_outlet_nor_a_rubric_is_one(opening: str) -> None:
    check(read(f"<p>{opening}{FIRST}</p>"), None, f"{opening}{FIRST}")
    check(read(f"<p>SANTA CRUZ DE TENERIFE — {FIRST}</p>"), "SANTA CRUZ DE TENERIFE")
