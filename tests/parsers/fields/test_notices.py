"""Lines that speak of the article or the site leave a story, whatever stands around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parsers
from parsers.fields.body.chrome_lines import is_label
from parsers.fields.body.notices import is_notice
from parsers.reader.explanation import explain

NOTICES = [
    # advertising
    "ADVERTISEMENT",
    "- Anzeige -",
    "Story continues below advertisement.",
    "Hier geht es nach der Werbung weiter",
    "La suite après cette publicité",
    "El artículo continúa después de la publicidad",
    "A matéria continua após o anúncio",
    "Artikkelen fortsetter under annonsen",
    "Ciąg dalszy artykułu pod reklamą",
    "Статья продолжается после рекламы",
    "Το άρθρο συνεχίζεται μετά τη διαφήμιση",
    "Lanjut baca setelah iklan",
    "記事は広告の下に続きます",
    # hearing and reading
    "6 min read",
    "Lesezeit: 4 Minuten",
    "Temps de lecture : 3 min · Imprimer",
    "Listen to this story • 7 min",
    "約5分で読めます",
    "글자 크기 조정",
    # counts
    "Bild 3 von 14",
    "Photo précédente",
    "1 240 просмотров",
    # following
    "Follow our channel on WhatsApp",
    "Abonnieren Sie unseren Newsletter und verpassen Sie keine Nachricht.",
    "Suivez-nous sur Google Actualités pour ne rien manquer",
    "Siga nosso perfil no Instagram",
    "Подписывайтесь на наш канал: там новости выходят раньше.",
    "Ikuti saluran kami di aplikasi pesan",
    # asking
    "You've read 3 of 5 articles this month.",
    "Sie sind bereits Abonnent? Hier anmelden.",
    "Pour lire la suite, connectez-vous.",
    "Gefällt Ihnen dieser Artikel? Dann unterstützen Sie uns.",
    "Masz już prenumeratę? Zaloguj się.",
    "残り：1,382文字",
    "To view the full chart, subscribe to the Harbour Wire for two crowns a week.",
    "Zapraszamy do prenumeraty naszego tygodnika na cały rok.",
    # how a text was made, and whose it is
    "(Updates with the captain's answer in third paragraph.)",
    "A previous version of this article named the wrong pier.",
    "This interview has been edited for length and clarity.",
    "Additional reporting by Ann Quay and Bo Strand",
    "This story was originally published in the Marsh Herald on 3 May.",
    "Dieser Beitrag wurde maschinell aus dem Niederländischen übersetzt.",
    "Cet article est paru dans notre numéro de mars.",
    "Ten tekst ukazał się w wydaniu papierowym.",
    "本文为机器翻译，请以原文为准。",
    "© 2025 Harbour Wire. All rights reserved.",
    "Перепечатка только с разрешения редакции.",
    # selling, answering, showing, talking
    "We may earn a commission when you buy through the links on this page.",
    "Certains liens de cette page sont affiliés.",
    "Contact the reporter at e.marsh@harbour.example or on Signal.",
    "Fehler gefunden? Jetzt melden.",
    "Стали очевидцем? Присылайте видео.",
    "제보는 news@harbour.example",
    "This content is hosted by a third party that may set cookies.",
    "An dieser Stelle finden Sie einen externen Inhalt.",
    "Your browser does not support this chart.",
    "Comments are closed on this story.",
    "¿Le ha resultado útil este artículo?",
]

STORY = [
    "Advertisements for the ferry were painted over on Monday.",
    "„Anzeige zu erstatten, bringt hier nichts“, sagte der Wirt.",
    "Die Anzeige ging am Montag bei der Polizei ein.",
    "Listen, he told the crew, and they listened for an hour while the wind turned.",
    '"Help us," the keeper shouted from the pier.',
    "“Follow us on the path,” the guide said.",
    "Follow the coast for six miles and you reach the old light.",
    "Subscribe, vote, complain: that is what readers of 1910 were asked to do by their paper.",
    "Die Lesezeit der Wahlprogramme schwankt, wie eine Auszählung der Stadt ergab.",
    "The comments were published on Tuesday by the ministry.",
    "Cookies were served to the firefighters.",
    "Читайте медленно, советовал учитель своим ученикам.",
    "Tell the harbour master what you saw, the judge said.",
    "La publicité a changé la ville, dit la maire.",
    "Les commentaires du ministre ont surpris la salle.",
    "記者会見で市長は広告の費用を説明した。",
    "市长说，广告费用将在下月公布，市民可以到市政厅查询具体的数字和用途。",
    "Next came the children, then the band.",
    "Der Artikel 5 des Grundgesetzes schützt die Presse.",
    "The content of the barrels is unknown, the port says.",
    "Kontakt zu den Seeleuten gab es zuletzt am Freitag.",
    "12 of 40 boats came back.",
    "A previous version of this bill failed in May.",
    "In einer früheren Version des Programms stand die Brücke noch nicht.",
    "Reporting by the harbour office showed that two boats were missing.",
    "Queda prohibida la pesca en la bahía, dijo el alcalde.",
]


@pytest.mark.parametrize("line", NOTICES)
def test_a_line_about_the_article_or_the_site_is_told(line: str) -> None:
    assert is_notice(line)


@pytest.mark.parametrize("line", STORY)
def test_a_line_of_a_story_is_none(line: str) -> None:
    assert not is_notice(line)


@pytest.mark.parametrize(
    "line",
    [
        "We reserve the right to change or leave out any advertisement. ",
        "Администрация сайта не отвечает за то, что пишут читатели. ",
    ],
)
def test_the_law_of_a_site_may_be_long(line: str) -> None:
    assert is_notice(line * 12)
    assert not is_notice(f"The mayor said: {line * 12}")


@pytest.mark.parametrize("line", NOTICES[5:15])
def test_what_is_too_long_for_a_label_is_none(line: str) -> None:
    told = f"{line} And then the crew went on for a day and a night without seeing a light. "
    assert not is_notice(told * 6)


@given(st.text())
def test_any_line_can_be_asked_for(text: str) -> None:
    assert is_notice(text) in (True, False)


@pytest.mark.parametrize(
    ("line", "is_site"),
    [
        ("HARBOURNEWS.COM", True),
        ("www.harbour-wire.co.uk", True),
        ("harbour.py", False),
        ("The harbour.com crash", False),
        ("He left.", False),
    ],
)
def test_the_name_of_a_site_is_no_paragraph(line: str, is_site: bool) -> None:
    assert is_label(line) == is_site


PARAGRAPHS = [
    "The ferry to the outer islands will sail again from Monday, the harbour office said.",
    "Repairs to its engine had taken eleven weeks, twice as long as the yard had promised.",
    "Islanders had been flown out at the cost of the district while the boat lay in dock.",
    "A second boat has been ordered and is expected to arrive before the winter storms.",
    "Its name will be chosen by the pupils of the island school, the office added.",
]


@pytest.mark.parametrize("line", ["Story continues below advertisement", *NOTICES[22:]])
def test_no_such_line_stands_in_a_story_whose_paragraphs_look_like_it(line: str) -> None:
    texts = [*PARAGRAPHS[:2], line, *PARAGRAPHS[2:]]
    page = "<title>Ferry sails again</title><article><h1>Ferry sails again</h1>{}</article>".format(
        "".join(f"<p>{text}</p>" for text in texts)
    )
    article = parsers.parse(page, "https://harbour.example/2025/05/ferry")
    assert [paragraph.text for paragraph in article.paragraphs] == PARAGRAPHS


def test_the_reason_is_told() -> None:
    line = "Contact the reporter at e.marsh@harbour.example."
    page = "<title>Ferry sails again</title><article><h1>Ferry sails again</h1>{}</article>".format(
        "".join(f"<p>{text}</p>" for text in (*PARAGRAPHS[:3], line, *PARAGRAPHS[3:]))
    )
    told = next(n for n in explain(page, "https://harbour.example/a").blocks if n.text == line)
    assert not told.kept
    assert "it speaks of the article or the site" in told.reason or "not read like" in told.reason
