"""Captions that stand apart from their picture, or that the markup does not call so."""

# ruff: noqa: E501  (markup reads better unbroken)

from __future__ import annotations

import pytest
from credit_parts import LANGUAGES

from parsers import parse
from parsers.records import Article

PAGE = """<html lang="{lang}"><head><title>The ferry is late</title>{head}</head><body>
<main><article class="post"><h1>The ferry is late for the third time this week</h1>
<div class="meta">By Mara Quill</div>
<div class="story">
<p>The ferry was late for the third time this week, and nobody on the pier seemed to mind it.</p>
<p>The harbour office said the fog had come in from the north and would stay until noon.</p>
{inner}
<p>Passengers drank coffee on the pier and agreed that there were worse places to wait for it.</p>
<p>The captain, who has crossed the strait for thirty years, said that fog was only weather.</p>
<p>By the evening the fog had lifted, and the last boat of the day left only nine minutes late.</p>
</div></article></main></body></html>"""
STORY = 5
"""Paragraphs of the page."""

IMG = '<img src="/pier.jpg" width="1200" height="800" alt="A pier">'
WAIT = "Passengers waited in the cold on Tuesday while the boat lay at the quay in Northhaven."
MAIL = "Two of the crew carried the mail bags down the gangway to the lower deck of the boat."
GULL = "A gull watches the pier from the roof of the harbour office in the early morning fog."
SLIDES = (WAIT, MAIL, GULL)


def read(inner: str, lang: str = "en", head: str = "") -> Article:
    return parse(PAGE.format(inner=inner, lang=lang, head=head), "https://harbour.example/ferry")


def slides(form: str) -> str:
    return "".join(form.format(n=n, text=text) for n, text in enumerate(SLIDES))


def check(article: Article, *expected: tuple[str | None, str | None]) -> None:
    """The pictures say what is expected, and no paragraph is lost or won."""
    assert [(image.caption, image.credit) for image in article.images] == list(expected)
    assert len(article.paragraphs) == STORY


# -- visible text that repeats the alternative text or the title


@pytest.mark.parametrize(
    "carousel",
    [
        "<ul class='css-1a2'>" + slides('<li class="css-9"><div class="x1"><img src="/s{n}.jpg" alt="{text}" width="900"></div><div class="x2"><p>{text}</p></div></li>') + "</ul>",
        "<div>" + slides('<div class="x1"><div><img src="/s{n}.jpg" alt="{text}" width="900"></div><div>{n} of 3</div><div class="x2"><span>{text}</span></div></div>') + "</div>",
        "<div>" + slides('<div><img src="/s{n}.jpg" alt="{text}" width="900"></div>') + "</div><div>" + slides("<p>{text}</p>") + "</div>",
        "<div>" + slides('<div><storefront-image src="/s{n}.jpg" alt="{text}"></storefront-image></div><section>{text}</section>') + "</div>",
    ],
    ids=["list", "numbered", "captions behind the last picture", "custom elements"],
)  # fmt: skip
def test_a_carousel(carousel: str) -> None:
    check(read(carousel), *((text, None) for text in SLIDES))


@pytest.mark.parametrize(
    "form",
    [
        '<div class="q"><img src="/s.jpg" title="{text}" alt="" width="900"></div><div class="w">{text}</div>',
        '<div class="q"><img src="/s.jpg" alt="{text}" width="900"></div><p>{text}</p>',
        '<div class="w">{text}</div><div class="q"><img src="/s.jpg" alt="{text}" width="900"></div>',
        '<div class="e"><x-lazy-image data-src="/s.jpg" alt="{text}"></x-lazy-image><div>{text}</div></div>',
    ],
)
def test_text_that_repeats_what_the_picture_says(form: str) -> None:
    check(read(form.format(text=WAIT)), (WAIT, None))


def test_the_credit_under_text_that_repeats_what_the_picture_says() -> None:
    picture = f'<div class="q"><img src="/s.jpg" alt="{WAIT}" width="900"></div>'
    check(read(f"{picture}<div class='w'>{WAIT}</div><div class='w'>Ada Moor</div>"), (WAIT, "Ada Moor"))  # fmt: skip
    check(read(f"{picture}<p>{WAIT} Photo: Ada Moor</p>"), (WAIT, "Ada Moor"))


def test_an_alternative_text_copied_from_the_story_takes_no_paragraph_from_it() -> None:
    sentence = (
        "The captain, who has crossed the strait for thirty years, said that fog was only weather."
    )
    article = read(f'<div class="photo"><img src="/s.jpg" alt="{sentence}" width="900"></div>')
    assert sentence in [paragraph.text for paragraph in article.paragraphs]


def test_an_alternative_text_that_is_the_description_takes_no_paragraph() -> None:
    lead = "The harbour office said the fog had come in from the north and would stay until noon."
    head = f'<meta name="description" content="{lead}">'
    article = read(f'<img src="/s.jpg" alt="{lead}" width="900">', head=head)
    assert lead in (article.dek, *(paragraph.text for paragraph in article.paragraphs))


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_in_every_language(language: str) -> None:
    known = LANGUAGES[language]
    space = "" if language in ("zh", "ja") else " "
    caption = space.join(known.captions[:2])
    name, supplier, label = known.names[0], known.suppliers[0], known.labels[0]
    picture = f'<div class="q"><img src="/s.jpg" alt="{caption}" width="900"></div>'
    credit = f"{name} / {supplier}"
    check(read(f"{picture}<section>{caption}</section>", language), (caption, None))
    check(read(f"{picture}<section>{caption} ({label}{credit})</section>", language), (caption, credit))  # fmt: skip
    check(read(f"{picture}<section>{caption}</section><section>{label}{credit}</section>", language), (caption, credit))  # fmt: skip


# -- custom elements


@pytest.mark.parametrize(
    "tag", ["storefront-image", "news-img", "x-lazy-image", "gz-picture", "image-view"]
)
def test_a_picture_in_a_custom_element(tag: str) -> None:
    form = f'<figure><{tag} src="/pier.jpg" alt="A pier" width="1200"></{tag}><figcaption>{WAIT} Photo: Ada Moor</figcaption></figure>'
    article = read(form)
    check(article, (WAIT, "Ada Moor"))
    assert article.images[0].url == "https://harbour.example/pier.jpg"


def test_a_custom_element_that_holds_a_picture_is_no_second_one() -> None:
    form = f'<figure><gz-image src="/pier.jpg"><img src="/pier.jpg" width="1200"></gz-image><figcaption>{WAIT}</figcaption></figure>'
    check(read(form), (WAIT, None))


# -- a plain line with its credit under it


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Ada Moor / The Gazette", "Ada Moor / The Gazette"),
        ("© Ada Moor", "Ada Moor"),
        ("Bild: Ada Moor", "Ada Moor"),
        ("(Reuters: Ada Moor)", "Reuters: Ada Moor"),
        ("Ada Moor via Getty Images", "Ada Moor via Getty Images"),
    ],
)
def test_a_plain_line_with_its_credit_under_it(line: str, credit: str) -> None:
    check(read(f"<div>{IMG}</div><div>{WAIT}</div><div>{line}</div>"), (WAIT, credit))


def test_paragraphs_after_a_picture_stay() -> None:
    article = read(f"<div>{IMG}</div><p>{WAIT}</p><p>{MAIL}</p>")
    assert [image.caption for image in article.images] == [None]
    assert len(article.paragraphs) == STORY + 2


# -- titles


@pytest.mark.parametrize(
    ("title", "caption", "credit"),
    [
        (f"{WAIT} | Ada Moor/AP", WAIT, "Ada Moor/AP"),
        (f"{WAIT} | Photo: Ada Moor", WAIT, "Ada Moor"),
        ("Ein Matrose wirft die Leine | picture alliance / dpa / Ada Moor", "Ein Matrose wirft die Leine", "picture alliance / dpa / Ada Moor"),
        ("Un marin jette la corde sur le quai © Ada Moor / AFP", "Un marin jette la corde sur le quai", "Ada Moor / AFP"),
        ("Photo | Ada Moor", None, None),
    ],
)  # fmt: skip
def test_a_title_that_holds_caption_and_credit(
    title: str, caption: str | None, credit: str | None
) -> None:
    check(read(f'<p><img src="/pier.jpg" width="900" title="{title}" alt="A pier"></p>'), (caption, credit))  # fmt: skip


def test_a_title_that_is_the_alternative_text_with_its_credit_is_no_caption() -> None:
    form = f'<figure><img src="/pier.jpg" width="900" title="{WAIT} | Bild: dpa" alt="{WAIT}"></figure>'
    check(read(form), (None, "dpa"))


# -- labels in many languages


@pytest.mark.parametrize(
    ("lang", "line", "caption", "credit"),
    [
        ("de", "Der Anleger im Nebel. Bildrechte: Ada Moor", "Der Anleger im Nebel.", "Ada Moor"),
        ("de", "Der Anleger im Nebel. Rechte: HR", "Der Anleger im Nebel.", "HR"),
        ("de", "Der Anleger im Nebel. (Rechte: Ada Moor)", "Der Anleger im Nebel.", "Ada Moor"),
        ("ja", "霧の中の桟橋＝ＡＰ", "霧の中の桟橋", "ＡＰ"),
        ("ja", "霧の中の桟橋で待つ乗客ら（Ｃ）ロイター", "霧の中の桟橋で待つ乗客ら", "ロイター"),
        ("ja", "霧の中の桟橋 写真／ロイター", "霧の中の桟橋", "ロイター"),
        ("zh", "雾中的码头。（图／美联社）", "雾中的码头。", "美联社"),
        ("it", "Il molo nella nebbia. Ph. Ada Moor", "Il molo nella nebbia.", "Ada Moor"),
        ("en", "The pier at dawn. HANDOUT", "The pier at dawn.", "HANDOUT"),
        ("en", "The pier at dawn. Harbour Office/HANDOUT", "The pier at dawn.", "Harbour Office/HANDOUT"),
        ("en", "The pier at dawn.© Ada Moor/Reuters", "The pier at dawn.", "Ada Moor/Reuters"),
        ("en", "FILE PHOTO: The pier at dawn. REUTERS/Ada Moor", "FILE PHOTO: The pier at dawn.", "REUTERS/Ada Moor"),
    ],
)  # fmt: skip
def test_a_label(lang: str, line: str, caption: str, credit: str) -> None:
    check(read(f"<figure>{IMG}<figcaption>{line}</figcaption></figure>", lang), (caption, credit))


def test_agencies_stand_in_one_spelling_beside_the_printed_credit() -> None:
    for printed in ("REUTERS", "رويترز", "路透社", "Thomson Reuters", "ロイター"):
        (image,) = read(f"<figure>{IMG}<figcaption><span class='caption'>The pier.</span> <span class='credit'>{printed}</span></figcaption></figure>").images  # fmt: skip
        assert (image.credit, image.agencies) == (printed, ("Reuters",))


# -- brackets as the page's other captions have them


def test_brackets_in_the_form_of_the_other_captions() -> None:
    makers = ("Ada Moor/Reuters", "Northhaven Sailing", "Tide Watchers")
    figures = "".join(
        f'<figure><img src="/s{n}.jpg" width="900"><figcaption>{text[:-1]} [{maker}]</figcaption></figure>'
        for n, (text, maker) in enumerate(zip(SLIDES, makers, strict=True))
    )
    check(read(figures), *zip((text[:-1] for text in SLIDES), makers, strict=True))


def test_the_party_of_a_person_is_no_credit() -> None:
    captions = (f"{WAIT[:-1]} (dpa)", "Die Ministerin Ada Moor (CSU)")
    figures = "".join(
        f'<figure><img src="/s{n}.jpg" width="900"><figcaption>{caption}</figcaption></figure>'
        for n, caption in enumerate(captions)
    )
    check(read(figures, "de"), (WAIT[:-1], "dpa"), ("Die Ministerin Ada Moor (CSU)", None))


# -- captions that are no paragraphs

FILE = "FILE - The pier in Northhaven is seen from the roof of the harbour office on Monday, May 6, 2024."  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "line", "caption", "credit"),
    [
        ("en", FILE, FILE, None),
        ("en", f"{FILE} (AP Photo/Ada Moor, File)", FILE, "AP Photo/Ada Moor, File"),
        ("de", "Archivbild: Der Anleger von Nordhafen, gesehen vom Dach des Hafenamts. Foto: dpa", "Archivbild: Der Anleger von Nordhafen, gesehen vom Dach des Hafenamts.", "dpa"),
        ("es", "ARCHIVO - El muelle de Puerto Norte, visto desde el tejado de la oficina. (EFE)", "ARCHIVO - El muelle de Puerto Norte, visto desde el tejado de la oficina.", "EFE"),
    ],
)  # fmt: skip
def test_a_paragraph_that_opens_with_file(
    lang: str, line: str, caption: str, credit: str | None
) -> None:
    check(read(f"<div>{IMG}</div><p>{line}</p>", lang), (caption, credit))
    check(read(f"<p>{line}</p>", lang), (caption, credit))


def test_files_may_open_a_sentence() -> None:
    text = "Files: the office keeps them in the cellar, where the water comes in twice a year at high tide."
    article = read(f"<p>{text}</p>")
    assert article.images == ()
    assert text in [paragraph.text for paragraph in article.paragraphs]


def test_a_figcaption_is_never_a_paragraph() -> None:
    words = "How the ferry left the pier on Tuesday morning, filmed from the roof of the office."
    for form in (
        f'<figure><iframe src="https://v.example/1"></iframe><figcaption>{words}</figcaption></figure>',
        f"<div><figcaption>{words}</figcaption></div>",
        f'<figure class="css-1"><div class="css-2"></div><figcaption>{words} {MAIL}</figcaption></figure>',
    ):
        assert len(read(form).paragraphs) == STORY


# -- what is neither caption nor credit


def _bracketed(*captions: str) -> list[tuple[str | None, str | None]]:
    figures = [
        f'<figure><img src="/{n}.jpg" width="900" height="600"><figcaption>{words}</figcaption></figure>'
        for n, words in enumerate(captions)
    ]
    return [(image.caption, image.credit) for image in read("<hr>".join(figures)).images]


def test_names_in_brackets_behind_all_captions_are_the_credits() -> None:
    assert _bracketed(
        "The ferry waits off the long pier (Nele Franz)",
        "Gulls over the harbour on Monday (Olaf Kern)",
    ) == [
        ("The ferry waits off the long pier", "Nele Franz"),
        ("Gulls over the harbour on Monday", "Olaf Kern"),
    ]


@pytest.mark.parametrize(
    "captions",
    [
        ["The captain of the late ferry (Nele Franz)"],
        ["The captain of the late ferry (Nele Franz)", "The pier in the fog"],
        ["The pier from the north (left)", "The pier from the south (right)"],
        ["In this scene Captain Hook (Nele Franz)", "At the pier with Wendy (Olaf Kern)"],
        ["Hook (Nele Franz)", "Wendy (Olaf Kern)"],
    ],
)
def test_names_in_brackets_that_are_no_credits(captions: list[str]) -> None:
    assert _bracketed(*captions) == [(caption, None) for caption in captions]


@pytest.mark.parametrize(
    "words",
    [
        "Powered by", "Powered by Streamo", "Now Playing", "Loading...", "Up next", "Skip Ad", "Video Player is loading.", "Expand",
        "01:48 min", "1:48", "Watch: 2:31", "Video 01:12 Min.", "Dauer 1:48 Min.", "Durée : 1:48", "Duración 1:48",
        "0:00 / 1:48", "2 min read", "時間 1:48", "CNN Sans ™ &amp; © 2016 Cable News Network.",
    ],
)  # fmt: skip
def test_what_players_print_is_no_caption(words: str) -> None:
    check(read(f"<figure>{IMG}<figcaption>{words}</figcaption></figure>"), (None, None))


@pytest.mark.parametrize(
    "words",
    [
        "Sr. Data Architect", "Staff Writer", "Chief Political Correspondent", "Powered by", "01:48 min", "07/05/24-11:20",
        "Copyright 2024 The AP. All rights reserved", "© 2024 Reuters. Alle Rechte vorbehalten",
    ],
)  # fmt: skip
def test_what_is_marked_as_a_credit_and_is_none(words: str) -> None:
    form = f'<figure>{IMG}<figcaption><span class="caption">The pier at dawn.</span> <span class="credit">{words}</span></figcaption></figure>'
    article = read(form)
    check(article, ("The pier at dawn.", None))
    assert article.images[0].agencies == ()


def test_a_paper_that_is_called_a_reporter_is_a_credit() -> None:
    form = f'<figure>{IMG}<figcaption><span class="caption">The pier.</span> <span class="credit">The Harbour Reporter</span></figcaption></figure>'
    check(read(form), ("The pier.", "The Harbour Reporter"))


def test_a_sentence_marked_as_a_credit_is_the_caption() -> None:
    form = f'<figure>{IMG}<figcaption><span class="credit">{WAIT}</span></figcaption></figure>'
    check(read(form), (WAIT, None))


def test_the_headline_printed_again_is_no_caption() -> None:
    again = "The ferry is late for the third time this week"
    check(read(f"<figure>{IMG}<figcaption>{again}</figcaption></figure>"), (None, None))


@pytest.mark.parametrize(
    "line",
    [
        "<p>PORT MAREN, Jan. 11, 2024 /PRNewswire/ --</p>",
        "<p><b>11. Think of whoever reads it.</b></p>",
    ],
)
def test_a_dateline_or_the_next_point_of_a_list_is_no_caption(line: str) -> None:
    article = read(f"<figure>{IMG}</figure>{line}")
    assert [(image.caption, image.credit) for image in article.images] == [(None, None)]
    assert len(article.paragraphs) == STORY + 1
