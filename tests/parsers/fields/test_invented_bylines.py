"""Invented bylines in twenty languages: the names that go in come out, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from parsers.fields.authors.authors import read_authors
from parsers.fields.authors.bylines.byline_line import names_in_line
from parsers.fields.authors.bylines.byline_names import called_by_job
from parsers.fields.headline.headline import read_headline_block
from parsers.page.opening import open_page


@dataclass(frozen=True)
class Tongue:
    """How one language prints who wrote a story."""

    by: str
    joint: str
    place: str
    """What follows a name, with where its bearer is."""
    pictures: str
    """The label of who took the pictures."""
    job: str
    names: tuple[str, ...]


TONGUES = {
    "en": Tongue("By ", " and ", " in London", "Photos:", ", Staff Writer",
                 ("Lena Marsh", "Tom Ode", "Sean O'Neil-Poe", "J. K. Harrow", "Mary van der Holm")),
    "de": Tongue("Von ", " und ", " in Berlin", "Fotos:", ", Redakteurin",
                 ("Anna Müller", "Jörg Weiß", "Lotte von der Heide", "Karl-Heinz Rot")),
    "fr": Tongue("Par ", " et ", " à Londres", "Photos :", ", journaliste",
                 ("Hélène Dupont", "Luc Martin", "François d’Alanson", "Marie Le Goff")),
    "es": Tongue("Por ", " y ", " en Madrid", "Fotos:", ", periodista",
                 ("María López Ruiz", "Juan Pérez", "Ana de la Torre", "José Núñez")),
    "pt": Tongue("Por ", " e ", " em Lisboa", "Fotos:", ", repórter",
                 ("João dos Santos", "Ana Souza", "Inês Figueiredo")),
    "it": Tongue("di ", " e ", " a Roma", "Foto:", ", giornalista",
                 ("Marco Rossi", "Lucia Bianchi", "Piero De Luca")),
    "nl": Tongue("Door ", " en ", " in Brussel", "Foto's:", ", verslaggever",
                 ("Jan de Vries", "Piet van Dam", "Sanne Bakker")),
    "da": Tongue("Af ", " og ", " i København", "Foto:", ", journalist",
                 ("Mette Hansen", "Søren Holm", "Lars Juhl")),
    "no": Tongue("Av ", " og ", " i Oslo", "Foto:", ", journalist",
                 ("Kari Nordmann", "Ola Hansen", "Åse Berg")),
    "sv": Tongue("Text: ", " och ", " i Stockholm", "Foto:", ", journalist",
                 ("Åsa Lind", "Erik Berg", "Karin Öberg")),
    "fi": Tongue("Teksti: ", " ja ", "", "Kuvat:", ", toimittaja",
                 ("Matti Virtanen", "Aino Mäkelä", "Pekka Laine")),
    "pl": Tongue("Autor: ", " i ", " w Warszawie", "Zdjęcia:", ", dziennikarz",
                 ("Jan Kowalski", "Zofia Wiśniewska", "Łukasz Wójcik")),
    "cs": Tongue("Autor: ", " a ", " v Praze", "Foto:", ", redaktor",
                 ("Petr Novák", "Jana Dvořáková", "Jiří Svoboda")),
    "ro": Tongue("Scris de ", " și ", "", "Foto:", ", redactor",
                 ("Ion Popescu", "Ana Ionescu", "Ștefan Radu")),
    "tr": Tongue("Haber: ", " ve ", "", "Fotoğraf:", ", muhabir",
                 ("Ayşe Yılmaz", "Mehmet Şahin", "Gül Öztürk")),
    "ru": Tongue("Автор: ", " и ", "", "Фото:", ", корреспондент",
                 ("Иван Петров", "Анна Смирнова", "Олег Сидоров")),
    "uk": Tongue("Автор: ", " та ", "", "Фото:", ", журналіст",
                 ("Олена Коваль", "Іван Мельник", "Тарас Бондар")),
    "el": Tongue("Γράφει ο ", " και ", "", "Φωτογραφίες:", "",
                 ("Γιώργος Παππάς", "Μαρία Νικολάου", "Νίκος Ζέρβας")),
    "id": Tongue("Oleh ", " dan ", "", "Foto:", ", wartawan",
                 ("Budi Santoso", "Siti Rahayu", "Agus Wijaya")),
    "zh": Tongue("文/", "、", "", "图/", "", ("林小雨", "王明", "陈思远")),
}  # fmt: skip


@st.composite
def bylines(draw: st.DrawFn) -> tuple[str, list[str], str]:
    """A line, the writers it names, and its language."""
    language = draw(st.sampled_from(sorted(TONGUES)))
    tongue = TONGUES[language]
    names = draw(st.lists(st.sampled_from(tongue.names), min_size=1, max_size=3, unique=True))
    other = next((name for name in tongue.names if name not in names), "")
    aside = draw(st.sampled_from(["", tongue.place]))
    shown = [name + aside for name in names]
    comma = tongue.joint if language == "zh" else ", "
    line = tongue.by + (
        comma.join(shown[:-1]) + tongue.joint + shown[-1] if len(shown) > 1 else shown[0]
    )
    ending = draw(st.sampled_from(["", "job", "pictures", "date", "bar"]))
    if ending == "job" and not aside:
        line += tongue.job
    elif ending == "pictures" and other:
        line += f" {tongue.pictures}{'' if language == 'zh' else ' '}{other}"
    elif ending == "date":
        line += " | 2024-05-03 10:15"
    elif ending == "bar":
        line += " | 5 min"
    return line, names, language


@examples(250)
@given(bylines())
def test_who_goes_in_comes_out(byline: tuple[str, list[str], str]) -> None:
    line, names, _ = byline
    assert names_in_line(line, frozenset()) == names


@examples(25)
@given(bylines())
def test_a_page_with_an_invented_byline(byline: tuple[str, list[str], str]) -> None:
    line, names, language = byline
    text = "The harbour lost its last bell and nobody has rung for the ferry since. " * 3
    html = (
        f"<html lang={language}><title>Harbour bell falls silent</title><main>"
        f"<h1>Harbour bell falls silent</h1><p class=byline>{line}</p><p>{text}</p><p>{text}</p>"
    )
    page = open_page(html, "https://paper.example/a")
    found = read_authors(page, read_headline_block(page)).authors
    assert list(found.value if found else ()) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Lena Marsh in London, Tom Ode in Paris and Piet Olden in Hask",
         ["Lena Marsh", "Tom Ode", "Piet Olden"]),
        ("By Lena Marsh, Port Merrow, and Tom Ode, Hask", ["Lena Marsh", "Tom Ode"]),
        ("Von Lena Marsh, Berlin, und Tom Ode, Paris", ["Lena Marsh", "Tom Ode"]),
        ("By Lena Marsh for the Merrow Courier and Tom Ode for Hask Radio",
         ["Lena Marsh", "Tom Ode"]),
        ("By Lena Marsh, BBC News, Port Merrow", ["Lena Marsh"]),
        ("By Lena Marsh | Tom Ode", ["Lena Marsh", "Tom Ode"]),
        ("Lena Marsh, Sr., Tom Ode, MD, and Piet Olden",
         ["Lena Marsh, Sr.", "Tom Ode", "Piet Olden"]),
        ("By Lena Marsh, Tom Ode and 55 more", ["Lena Marsh", "Tom Ode"]),
        ("Author(s): Lena Marsh, Tom Ode", ["Lena Marsh", "Tom Ode"]),
        ("Por Lucía Pardo y Agencias", ["Lucía Pardo"]),
        ("By Jane Doe, staff writer, and John Roe, photographer", ["Jane Doe"]),
        ("Anna Müller (Text) und Karl Rot (Fotos)", ["Anna Müller"]),
        ("Fotos: Karl Rot Text: Anna Müller", ["Anna Müller"]),
        ("文＝佐藤花子、写真＝鈴木一郎", ["佐藤花子"]),
        ("作者：林小雨 编辑：王明", ["林小雨"]),
        ("글 김철수 사진 이영희", ["김철수"]),
        ("Von Tide-Redakteur Robin Tschöpe", ["Robin Tschöpe"]),
    ],
)  # fmt: skip
def test_a_line_is_read_to_its_end(line: str, names: list[str]) -> None:
    assert names_in_line(line, frozenset()) == names


LINES = {
    "By Lena Marsh, The Lock; Tom Ode, Tide Wire": ["Lena Marsh", "Tom Ode"],
    "Words: Lena Marsh. Pictures: Tom Ode": ["Lena Marsh"],
    "Ein Bericht von Anna Müller und Jörg Weiß, Kiel": ["Anna Müller", "Jörg Weiß"],
    "Protokoll: Anna Müller": ["Anna Müller"],
    "Texte : Hélène Dupont Photos : Luc Martin": ["Hélène Dupont"],
    "Entretien : Luc Martin": ["Luc Martin"],
    "Por Ana de la Torre y José Ortiz y Gasca": ["Ana de la Torre", "José Ortiz y Gasca"],
    "Onze verslaggever Piet van Dam": ["Piet van Dam"],
    "Av Per Berg och Åsa Lind, Malmö": ["Per Berg", "Åsa Lind"],
    "Per Berg, Åsa Lind": ["Per Berg", "Åsa Lind"],
    "كتب: سامر حداد وليلى ناصر": ["سامر حداد", "ليلى ناصر"],
    "بقلم أحمد وليد حسن": ["أحمد وليد حسن"],
    "מאת דן כהן ורותי לוי": ["דן כהן", "רותי לוי"],
    "撰文｜林雨 摄影｜王明": ["林雨"],
    "〔記者陳怡君／高雄報導〕": ["陳怡君"],
    "山田花子 コメント（3）": ["山田花子"],
}  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_lines_of_many_templates(line: str) -> None:
    assert names_in_line(line, frozenset()) == LINES[line]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("记者 王海 陈静 上海报道", ["王海", "陈静"]),
        ("采写：港湾报记者 林小雨 实习生", ["林小雨"]),
        ("【ロンドン＝山田花子】", ["山田花子"]),
        ("김민수·이하나 기자", ["김민수", "이하나"]),
    ],
)
def test_lines_that_name_writers_by_their_job(line: str, names: list[str]) -> None:
    assert called_by_job(line) == names


@pytest.mark.parametrize(
    "words",
    [
        "Most Read Today", "Save Article", "Zur Startseite", "Artikel Merken", "Mes Alertes",
        "Guardar Noticia", "Más Leídas Hoy", "Leggi Articolo", "Mais Lidas", "Meest Gelezen",
        "Czytaj Więcej", "Nejčtenější Zprávy", "Главные Новости", "Mest Läst", "Luetuimmat Uutiset",
        "Son Dakika", "Τελευταία Νέα", "الأكثر قراءة", "Berita Terkait", "Tin Nổi Bật", "字号大小",
        "新着記事", "ข่าวล่าสุด", "글자 크기",
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["meta", "author"])
def test_words_of_the_interface_are_nobody(words: str, name: str) -> None:
    html = f"<title>x</title><h1>Harbour closed</h1><div class={name}><span>{words}</span></div>"
    page = open_page(f"{html}<p>6 May 2024</p><p>The lock is shut.</p>", "https://paper.example/a")
    assert read_authors(page, read_headline_block(page)).authors is None


@pytest.mark.parametrize(
    ("told", "line", "language", "name"),
    [
        ("L. Marsh", "By Lena Marsh", "en", "Lena Marsh"),
        ("María López", "Por María López Ruiz", "es", "María López Ruiz"),
        ("Lena Marsh", "By Lena Marsh Politics", "en", "Lena Marsh"),
        ("María López", "Por María López Madrid", "es", "María López"),
    ],
)
def test_the_longer_of_two_forms_of_a_name(told: str, line: str, language: str, name: str) -> None:
    html = (
        f"<html lang={language}><title>Harbour closed</title><meta name=author content='{told}'>"
        f"<h1>Harbour closed</h1><p class=byline>{line}</p><p>The lock is shut.</p>"
    )
    page = open_page(html, "https://paper.example/a")
    authors = read_authors(page, read_headline_block(page)).authors
    assert authors is not None
    assert authors.value == (name,)
