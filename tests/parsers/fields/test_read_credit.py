"""Captions and credits taken apart: label, creator, agencies, notice, in many languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from credit_parts import LANGUAGES
from examples import examples
from hypothesis import example, given
from hypothesis import strategies as st

from parsers.fields.captions.caption_block import read_caption_block
from parsers.fields.captions.credits.credit import is_credit, read_credit
from parsers.fields.names.agencies import usual_name

CREDITS: list[tuple[str, str, str | None, tuple[str, ...]]] = [
    ("Jonathan Harbour/AP", "Jonathan Harbour/AP", "Jonathan Harbour", ("AP",)),
    (
        "Wren Bridge/Harbour Record via AP",
        "Wren Bridge/Harbour Record via AP",
        "Wren Bridge",
        ("Harbour Record", "AP"),
    ),
    (
        "picture alliance/dpa | Jost Hürth",
        "picture alliance/dpa | Jost Hürth",
        "Jost Hürth",
        ("picture alliance", "dpa"),
    ),
    ("APA/AFP/Mara Quill", "APA/AFP/Mara Quill", "Mara Quill", ("APA", "AFP")),
    ("Urs Seewald (Keystone)", "Urs Seewald (Keystone)", "Urs Seewald", ("Keystone",)),
    ("(AP Photo/Jane Doe, File)", "AP Photo/Jane Doe, File", "Jane Doe", ("AP",)),
    ("Photo: AP Photo/Jane Doe", "AP Photo/Jane Doe", "Jane Doe", ("AP",)),
    ("Photo by Jane Doe/Getty Images", "Jane Doe/Getty Images", "Jane Doe", ("Getty Images",)),
    ("Image source, Getty Images", "Getty Images", None, ("Getty Images",)),
    ("Photograph: Jane Doe/Harbour Post", "Jane Doe/Harbour Post", "Jane Doe", ("Harbour Post",)),
    (
        "Credit...Jane Doe for The Harbour Times",
        "Jane Doe for The Harbour Times",
        "Jane Doe",
        ("The Harbour Times",),
    ),
    ("© Reuters", "Reuters", None, ("Reuters",)),
    ("© 2024 Jane Doe", "Jane Doe", "Jane Doe", ()),
    ("Handout via REUTERS", "Handout via REUTERS", None, ("Reuters",)),
    ("REUTERS/Jane Doe/Pool", "REUTERS/Jane Doe/Pool", "Jane Doe", ("Reuters",)),
    ("Courtesy of NASA", "Courtesy of NASA", None, ("NASA",)),
    ("Photo courtesy of NASA", "NASA", None, ("NASA",)),
    ("Uncredited/AP/dpa", "Uncredited/AP/dpa", None, ("AP", "dpa")),
    ("Foto: Jan Kutter/dpa", "Jan Kutter/dpa", "Jan Kutter", ("dpa",)),
    ("Bild: KEYSTONE/Urs Seewald", "KEYSTONE/Urs Seewald", "Urs Seewald", ("Keystone",)),
    ("Quelle: picture-alliance", "picture-alliance", None, ("picture alliance",)),
    ("WDR / Krabbe", "WDR / Krabbe", "Krabbe", ("WDR",)),
    ("Crédit photo : Odile Mouette / AFP", "Odile Mouette / AFP", "Odile Mouette", ("AFP",)),
    ("PHOTO ODILE MOUETTE / AFP", "ODILE MOUETTE / AFP", "ODILE MOUETTE", ("AFP",)),
    ("Foto: EFE/Nuño Barca", "EFE/Nuño Barca", "Nuño Barca", ("EFE",)),
    (
        "Fotografía de Nuño Barca / Europa Press",
        "Nuño Barca / Europa Press",
        "Nuño Barca",
        ("Europa Press",),
    ),
    ("Foto: Inês Farol/Lusa", "Inês Farol/Lusa", "Inês Farol", ("Lusa",)),
    ("Crédito: Agência Brasil", "Agência Brasil", None, ("Agência Brasil",)),
    ("Foto Ansa", "Ansa", None, ("ANSA",)),
    ("Beeld: ANP / Joost Kade", "ANP / Joost Kade", "Joost Kade", ("ANP",)),
    ("Fot. Jan Latarnia / PAP", "Jan Latarnia / PAP", "Jan Latarnia", ("PAP",)),
    (
        "Foto: Mads Havn/Ritzau Scanpix",
        "Mads Havn/Ritzau Scanpix",
        "Mads Havn",
        ("Ritzau",),
    ),
    ("Foto: Eirik Hovde / NTB", "Eirik Hovde / NTB", "Eirik Hovde", ("NTB",)),
    ("Foto: Lena Hamn/TT", "Lena Hamn/TT", "Lena Hamn", ("TT",)),
    ("Kuva: Aino Satama / Lehtikuva", "Aino Satama / Lehtikuva", "Aino Satama", ("Lehtikuva",)),
    ("Фото: Иван Маяков / ТАСС", "Иван Маяков / ТАСС", "Иван Маяков", ("TASS",)),
    ("Fotoğraf: Deniz Fener / AA", "Deniz Fener / AA", "Deniz Fener", ("Anadolu",)),
    ("تصوير: سامح المنارة / رويترز", "سامح المنارة / رويترز", "سامح المنارة", ("Reuters",)),
    ("फोटो: पीटीआई", "पीटीआई", None, ("PTI",)),
    ("图源：视觉中国", "视觉中国", None, ("Visual China Group",)),
    ("新华社记者 张三 摄", "新华社记者 张三", "张三", ("Xinhua",)),
    ("写真＝共同", "共同", None, ("Kyodo",)),
    ("小川太郎撮影", "小川太郎", "小川太郎", ()),
    ("사진=연합뉴스", "연합뉴스", None, ("Yonhap",)),
    ("홍길동 기자", "홍길동 기자", "홍길동", ()),
    ("MTI/Kovács Tamás", "MTI/Kovács Tamás", "Kovács Tamás", ("MTI",)),
    ("J. Jūra / LRT nuotr.", "J. Jūra / LRT", "J. Jūra", ("LRT",)),
    ("Jane Doe and John Roe/AP", "Jane Doe and John Roe/AP", "Jane Doe, John Roe", ("AP",)),
    ("AP, Reuters", "AP, Reuters", None, ("AP", "Reuters")),
    ("Jane Doe | Jane Doe", "Jane Doe", "Jane Doe", ()),
    ("Jane Doe, La Presse", "Jane Doe, La Presse", "Jane Doe", ("La Presse",)),
    ("JANE DOE, LA PRESSE", "JANE DOE, LA PRESSE", "JANE DOE", ("La Presse",)),
    ("archives La Presse", "archives La Presse", None, ("La Presse",)),
    ("Mario Rossi/LaPresse", "Mario Rossi/LaPresse", "Mario Rossi", ("LaPresse",)),
    ("LAPRESSE", "LAPRESSE", None, ("LaPresse",)),
    ("路透社图片", "路透社图片", None, ("Reuters",)),
]


@pytest.mark.parametrize(("line", "text", "creator", "agencies"), CREDITS)
def test_credit_line(line: str, text: str, creator: str | None, agencies: tuple[str, ...]) -> None:
    credit = read_credit(line)
    assert credit is not None
    assert (credit.text, credit.creator, credit.agencies) == (text, creator, agencies)


@pytest.mark.parametrize("line", ["", "©", " / ", "()", "Foto:"])
def test_nothing_is_no_credit(line: str) -> None:
    credit = read_credit(line)
    assert credit is None or credit.text


TABLE = Path(__file__).with_name("credits.txt")
"""Rows as the file's first lines explain them."""


class Row(NamedTuple):
    """What stands under a picture, and what it says."""

    lines: list[str]
    marked: list[str]
    caption: str | None
    credit: str | None
    creator: str | None
    agencies: tuple[str, ...]


def _row(line: str) -> Row:
    shown, creator, agencies = (part.strip() for part in line.split(";;"))
    caption = re.search(r"{(.*?)}", shown)
    credit = re.search(r"<(.*?)>", shown)
    lines: list[str] = []
    marked: list[str] = []
    for part in re.sub(r"[{}<>]", "", shown).split("++"):
        (marked if part.strip().startswith("@") else lines).append(part.strip().lstrip("@"))
    return Row(
        lines,
        marked,
        caption.group(1) if caption else None,
        credit.group(1).replace(" ++ ", " ") if credit else None,
        creator or None,
        tuple(filter(None, agencies.split(", "))),
    )


ROWS = [
    line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and line[0] not in "#["
]


@pytest.mark.parametrize("line", ROWS)
def test_row_of_the_table(line: str) -> None:
    row = _row(line)
    block = read_caption_block(row.lines, row.marked)
    assert block.caption == row.caption
    assert (block.credit, block.creator) == (row.credit, row.creator)
    assert block.agencies == row.agencies


def test_table_is_broad() -> None:
    rows = [_row(line) for line in ROWS]
    assert len(rows) > 450
    assert sum(row.credit is None for row in rows) > 75  # what only looks like a credit
    assert len(set(ROWS)) == len(ROWS)


LEGENDS = [
    ("The mayor speaks. (AP Photo/Jane Doe)", "The mayor speaks.", "AP Photo/Jane Doe"),
    ("Der Bürgermeister spricht (Foto: dpa)", "Der Bürgermeister spricht", "dpa"),
    ("Der Bürgermeister. Foto: Jan Kutter/dpa", "Der Bürgermeister.", "Jan Kutter/dpa"),
    ("A crowd in Paris. Jane Doe / AFP", "A crowd in Paris.", "Jane Doe / AFP"),
    ("A crowd in Paris - Getty Images", "A crowd in Paris", "Getty Images"),
    ("Boats | Bild: picture alliance/dpa | Jo Hürth", "Boats", "picture alliance/dpa | Jo Hürth"),
    ("Ministers meet © Jane Doe", "Ministers meet", "Jane Doe"),
    ("Bern im Regen. Urs Seewald (Keystone)", "Bern im Regen.", "Urs Seewald (Keystone)"),
    ("Miles de personas en Madrid. / EFE", "Miles de personas en Madrid.", "EFE"),
    ("Foule à Paris - Crédit photo : Jane Doe", "Foule à Paris", "Jane Doe"),
    ("The ship in 2020 REUTERS/Jane Doe", "The ship in 2020", "REUTERS/Jane Doe"),
    ("The Eagle Nebula. Credits: NASA, ESA", "The Eagle Nebula.", "NASA, ESA"),
    ("The rover. Courtesy of NASA", "The rover.", "Courtesy of NASA"),
    ("The rover. Image courtesy of NASA", "The rover.", "NASA"),
    ("Lunga fila a Roma (Foto Ansa)", "Lunga fila a Roma", "Ansa"),
    ("Ludność w Warszawie fot. PAP/Jan Latarnia", "Ludność w Warszawie", "PAP/Jan Latarnia"),
    ("Пожар в порту. Фото: Иван Маяков / ТАСС", "Пожар в порту.", "Иван Маяков / ТАСС"),
    ("Vali Ankara'da. (Fotoğraf: AA)", "Vali Ankara'da.", "AA"),
    ("متظاهرون في القاهرة (رويترز)", "متظاهرون في القاهرة", "رويترز"),
    ("首相が会見した＝13日、東京（共同）", "首相が会見した＝13日、東京", "共同"),
    ("会見する首相＝ロイター", "会見する首相", "ロイター"),
    ("4月24日，人们在北京。新华社记者 张三 摄", "4月24日，人们在北京。", "新华社记者 张三"),
    ("서울 광화문 [사진=연합뉴스]", "서울 광화문", "연합뉴스"),
    ("Getty Images", None, "Getty Images"),
    ("Foto: Privat", None, "Privat"),
    ("Jane Doe", "Jane Doe", None),
    ("Men at work (Symbolfoto)", "Men at work (Symbolfoto)", None),
    ("Left to right: Jane Doe, John Roe", "Left to right: Jane Doe, John Roe", None),
    ("Jane Doe (links) mit John Roe", "Jane Doe (links) mit John Roe", None),
    ("Imagen de la Virgen en Sevilla.", "Imagen de la Virgen en Sevilla.", None),
    ("This photo by the sea was a gift.", "This photo by the sea was a gift.", None),
    ("Image caption, The mayor speaks", "The mayor speaks", None),
]


@pytest.mark.parametrize(("line", "caption", "credit"), LEGENDS)
def test_one_line(line: str, caption: str | None, credit: str | None) -> None:
    block = read_caption_block([line])
    assert (block.caption, block.credit) == (caption, credit)


def test_notice_between_caption_and_credit() -> None:
    block = read_caption_block(["Boats at dawn. -", "Copyright © harbour", "Jane Doe/AP"])
    assert block.caption == "Boats at dawn."
    assert (block.credit, block.creator, block.agencies) == ("Jane Doe/AP", "Jane Doe", ("AP",))
    assert block.copyright_notice == "Copyright © harbour"


def test_marked_credit_is_not_cut_from_the_caption_too() -> None:
    block = read_caption_block(["Meeting the team. Jane Doe"], ["Foto: John Roe/dpa"])
    assert (block.caption, block.credit) == ("Meeting the team. Jane Doe", "John Roe/dpa")
    block = read_caption_block(["Boats. Foto: John Roe/dpa"], ["John Roe/dpa"])
    assert (block.caption, block.credit) == ("Boats.", "John Roe/dpa")


def test_sentences_are_no_credits() -> None:
    for text in (
        "The mayor met Reuters and AP.",
        "He said so. AP reported it later that day, too.",
    ):
        assert not is_credit(text)


JOINS = [
    "{name}/{agency}",
    "{name} / {agency}",
    "{agency}/{name}",
    "{name} | {agency}",
    "{name}, {agency}",
    "{name} ({agency})",
    "{name} via {agency}",
    "{agency} | {name}",
    "{agency}",
]
LABELLED = [
    "{caption} {credit}",
    "{caption} ({credit})",
    "{caption} [{credit}]",
    "{caption} | {credit}",
]
BARE = [
    "{caption} {credit}",
    "{caption} ({credit})",
    "{caption} | {credit}",
    "{caption} © {credit}",
]


@st.composite
def assembled(draw: st.DrawFn) -> tuple[str, str, str, str | None, str]:
    """Caption, whole line, credit, creator and agency in one language."""
    language = LANGUAGES[draw(st.sampled_from(sorted(LANGUAGES)))]
    caption = draw(st.sampled_from(language.captions))
    name = draw(st.sampled_from(language.names))
    supplier = draw(st.sampled_from(language.suppliers))
    join = draw(st.sampled_from(JOINS))
    credit = join.format(name=name, agency=supplier)
    label = draw(st.sampled_from(("", *language.labels)))
    shape = draw(st.sampled_from(LABELLED if label else BARE))
    line = shape.format(caption=caption, credit=label + credit)
    return caption, line, credit, name if "{name}" in join else None, supplier


@given(assembled())
@examples(600)
def test_what_goes_in_comes_out(parts: tuple[str, str, str, str | None, str]) -> None:
    caption, line, credit, name, supplier = parts
    block = read_caption_block([line])
    assert block.caption == caption
    assert block.credit == credit
    assert (block.creator, block.agencies) == (name, (usual_name(supplier),))


_SMALL_WORDS = "Jörg von der Maren via picture alliance"


@given(assembled())
@example(
    (
        "Die Fähre wartet am Steg.",
        f"Die Fähre wartet am Steg. {_SMALL_WORDS}",
        _SMALL_WORDS,
        "Jörg von der Maren",
        "picture alliance",
    )
)
def test_a_marked_credit_comes_out_too(parts: tuple[str, str, str, str | None, str]) -> None:
    caption, line, credit, name, supplier = parts
    for lines, marked in (([caption, credit], []), ([caption], [credit]), ([line], [credit])):
        block = read_caption_block(lines, marked)
        assert (block.caption, block.credit) == (caption, credit)
        assert (block.creator, block.agencies) == (name, (usual_name(supplier),))


@given(st.sampled_from(sorted(LANGUAGES)), st.data())
def test_a_caption_without_credit_stays_whole(language: str, data: st.DataObject) -> None:
    captions = LANGUAGES[language].captions
    first, second = data.draw(st.sampled_from(captions)), data.draw(st.sampled_from(captions))
    space = "" if language in ("zh", "ja") else " "
    caption = f"{first}{space}{second}"
    block = read_caption_block([caption])
    assert (block.caption, block.credit) == (caption, None)


@given(st.lists(st.text(max_size=120), max_size=4), st.lists(st.text(max_size=80), max_size=2))
def test_any_text_is_read(lines: list[str], credits: list[str]) -> None:
    block = read_caption_block(lines, credits)
    assert block.caption is None or block.caption.strip() == block.caption != ""
    assert block.credit is None or block.credit.strip() != ""
    assert block.creator != ""
