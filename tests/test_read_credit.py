"""Captions and credits taken apart: label, creator, agencies, notice, in many languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.fields.caption import read_legend
from parsers.fields.credit import is_credit, read_credit

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
    ("Handout via REUTERS", "Handout via REUTERS", None, ("REUTERS",)),
    ("REUTERS/Jane Doe/Pool", "REUTERS/Jane Doe/Pool", "Jane Doe", ("REUTERS",)),
    ("Courtesy of NASA", "Courtesy of NASA", None, ("NASA",)),
    ("Photo courtesy of NASA", "NASA", None, ("NASA",)),
    ("Uncredited/AP/dpa", "Uncredited/AP/dpa", None, ("AP", "dpa")),
    ("Foto: Jan Kutter/dpa", "Jan Kutter/dpa", "Jan Kutter", ("dpa",)),
    ("Bild: KEYSTONE/Urs Seewald", "KEYSTONE/Urs Seewald", "Urs Seewald", ("KEYSTONE",)),
    ("Quelle: picture-alliance", "picture-alliance", None, ("picture-alliance",)),
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
    ("Foto Ansa", "Ansa", None, ("Ansa",)),
    ("Beeld: ANP / Joost Kade", "ANP / Joost Kade", "Joost Kade", ("ANP",)),
    ("Fot. Jan Latarnia / PAP", "Jan Latarnia / PAP", "Jan Latarnia", ("PAP",)),
    (
        "Foto: Mads Havn/Ritzau Scanpix",
        "Mads Havn/Ritzau Scanpix",
        "Mads Havn",
        ("Ritzau Scanpix",),
    ),
    ("Foto: Eirik Hovde / NTB", "Eirik Hovde / NTB", "Eirik Hovde", ("NTB",)),
    ("Foto: Lena Hamn/TT", "Lena Hamn/TT", "Lena Hamn", ("TT",)),
    ("Kuva: Aino Satama / Lehtikuva", "Aino Satama / Lehtikuva", "Aino Satama", ("Lehtikuva",)),
    ("Фото: Иван Маяков / ТАСС", "Иван Маяков / ТАСС", "Иван Маяков", ("ТАСС",)),
    ("Fotoğraf: Deniz Fener / AA", "Deniz Fener / AA", "Deniz Fener", ("AA",)),
    ("تصوير: سامح المنارة / رويترز", "سامح المنارة / رويترز", "سامح المنارة", ("رويترز",)),
    ("फोटो: पीटीआई", "पीटीआई", None, ("पीटीआई",)),
    ("图源：视觉中国", "视觉中国", None, ("视觉中国",)),
    ("新华社记者 张三 摄", "新华社记者 张三", "张三", ("新华社",)),
    ("写真＝共同", "共同", None, ("共同",)),
    ("小川太郎撮影", "小川太郎", "小川太郎", ()),
    ("사진=연합뉴스", "연합뉴스", None, ("연합뉴스",)),
    ("홍길동 기자", "홍길동 기자", "홍길동", ()),
    ("MTI/Kovács Tamás", "MTI/Kovács Tamás", "Kovács Tamás", ("MTI",)),
    ("J. Jūra / LRT nuotr.", "J. Jūra / LRT", "J. Jūra", ("LRT",)),
    ("Jane Doe and John Roe/AP", "Jane Doe and John Roe/AP", "Jane Doe, John Roe", ("AP",)),
    ("AP, Reuters", "AP, Reuters", None, ("AP", "Reuters")),
    ("Jane Doe | Jane Doe", "Jane Doe", "Jane Doe", ()),
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
    legend = read_legend([line])
    assert (legend.caption, legend.credit) == (caption, credit)


def test_notice_between_caption_and_credit() -> None:
    legend = read_legend(["Boats at dawn. -", "Copyright © harbour", "Jane Doe/AP"])
    assert legend.caption == "Boats at dawn."
    assert (legend.credit, legend.creator, legend.agencies) == ("Jane Doe/AP", "Jane Doe", ("AP",))
    assert legend.copyright_notice == "Copyright © harbour"


def test_marked_credit_is_not_cut_from_the_caption_too() -> None:
    legend = read_legend(["Meeting the team. Jane Doe"], ["Foto: John Roe/dpa"])
    assert (legend.caption, legend.credit) == ("Meeting the team. Jane Doe", "John Roe/dpa")
    legend = read_legend(["Boats. Foto: John Roe/dpa"], ["John Roe/dpa"])
    assert (legend.caption, legend.credit) == ("Boats.", "John Roe/dpa")


def test_sentences_are_no_credits() -> None:
    for text in (
        "The mayor met Reuters and AP.",
        "He said so. AP reported it later that day, too.",
    ):
        assert not is_credit(text)


NAMES = ["Jane Doe", "Jörg Kutter", "Odile de la Tour", "María Barca", "Иван Маяков", "Deniz Fener"]
SUPPLIERS = [
    "AP",
    "Reuters",
    "AFP",
    "dpa",
    "Getty Images",
    "EFE",
    "Lusa",
    "Keystone",
    "ТАСС",
    "NTB",
]
LABELS = [
    "Photo: ", "Photo by ", "Foto: ", "Foto von ", "Bild: ", "Crédit photo : ", "Crédito: ",
    "Fotografía: ", "Image: ", "Picture: ", "Beeld: ", "Zdjęcie: ", "Kuva: ", "Фото: ",
    "Fotoğraf: ", "Source: ", "Quelle: ", "© ", "",
]  # fmt: skip
CAPTIONS = [
    "The ferry waits at the pier.",
    "Die Fähre wartet am Steg.",
    "Le bac attend au quai, le 3 novembre 2024.",
    "El barco espera en el muelle (archivo).",
    "Паром ждёт у причала.",
    "Vapur iskelede bekliyor.",
    "Promet čeka na putnike u luci.",
]
JOINS = [
    "{name}/{agency}",
    "{name} / {agency}",
    "{agency}/{name}",
    "{name} | {agency}",
    "{name}, {agency}",
    "{name} ({agency})",
    "{name} via {agency}",
]


@given(
    st.sampled_from(CAPTIONS),
    st.sampled_from(LABELS),
    st.sampled_from(NAMES),
    st.sampled_from(SUPPLIERS),
    st.sampled_from(JOINS),
    st.sampled_from(["{caption} {credit}", "{caption} ({credit})", "{caption} [{credit}]"]),
)
def test_what_goes_in_comes_out(
    caption: str, label: str, name: str, agency: str, join: str, shape: str
) -> None:
    line = join.format(name=name, agency=agency)
    legend = read_legend([shape.format(caption=caption, credit=label + line)])
    assert legend.caption == caption
    assert legend.credit == line
    assert (legend.creator, legend.agencies) == (name, (agency,))


@given(st.lists(st.text(max_size=120), max_size=4), st.lists(st.text(max_size=80), max_size=2))
def test_any_text_is_read(lines: list[str], credits: list[str]) -> None:
    legend = read_legend(lines, credits)
    assert legend.caption is None or legend.caption.strip() == legend.caption != ""
    assert legend.credit is None or legend.credit.strip() != ""
    assert legend.creator != ""
