"""Datelines: every agency's form, in many languages, with and without a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from datelines import LANGUAGES
from hypothesis import given
from hypothesis import strategies as st

from parsers import parse
from parsers.fields.dateline.captioned import dateline_from_caption
from parsers.fields.dateline.inline import cut_dateline
from parsers.fields.dateline.parts import Cut

PUBLISHED = date(2024, 11, 4)

# (form, agency, story, places, day as printed, day meant); {p} is the place, {d} the day
# with what joins it to the place.
FORMS: list[tuple[str, str | None, str, tuple[str, ...], str, date]] = [
    (
        "{p}{d} (AP) — ",
        "AP",
        "The ferry was late.",
        ("TALLAHASSEE, Fla.", "LIMA, Peru", "BOISE, Idaho"),
        ", Nov. 3",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (Reuters) - ",
        "Reuters",
        "The ferry was late.",
        ("BEIRUT/THE HAGUE", "LONDON", "SAO PAULO"),
        ", March 7",
        date(2024, 3, 7),
    ),
    (
        "{p}{d} (AFP) – ",
        "AFP",
        "Le bac avait du retard.",
        ("Paris", "Ouagadougou"),
        ", 3 nov 2024",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (dpa) - ",
        "dpa",
        "Die Fähre kam zu spät.",
        ("Graz", "Frankfurt/Main", "Bad Tölz"),
        ", 3. November",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (APA) - ",
        "APA",
        "Die Fähre kam zu spät.",
        ("Wien", "Linz/Wels"),
        ", 3. November 2024",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (awp/ats) - ",
        "awp/ats",
        "Die Fähre kam zu spät.",
        ("Genf", "Lausanne"),
        ", 3. November",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (EFE).- ",
        "EFE",
        "El barco llegó tarde.",
        ("Madrid", "Buenos Aires", "La Paz"),
        ", 10 abr",
        date(2024, 4, 10),
    ),
    (
        "{p}{d} (EUROPA PRESS) - ",
        "EUROPA PRESS",
        "El barco llegó tarde.",
        ("MADRID", "SEVILLA"),
        ", 3 Nov.",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (Télam) - ",
        "Télam",
        "El barco llegó tarde.",
        ("Rosario", "Córdoba"),
        ", 3 de noviembre",
        date(2024, 11, 3),
    ),
    (
        "(ANSA) - {p}{d} - ",
        "ANSA",
        "Il traghetto era in ritardo.",
        ("ROMA", "REGGIO CALABRIA"),
        ", 22 MAR",
        date(2024, 3, 22),
    ),
    (
        "{p}{d} (Lusa) – ",
        "Lusa",
        "O barco chegou tarde.",
        ("Lisboa", "Ponta Delgada"),
        ", 03 nov 2024",
        date(2024, 11, 3),
    ),
    (
        "{p}{d}. /ТАСС/. ",
        "ТАСС",
        "Паром опоздал.",
        ("МОСКВА", "САНКТ-ПЕТЕРБУРГ"),
        ", 16 февраля",
        date(2024, 2, 16),
    ),
    (
        "{p}{d} — РИА Новости. ",
        None,
        "Паром опоздал.",
        ("МОСКВА", "КАЗАНЬ"),
        ", 3 ноя",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (Укрінформ) – ",
        "Укрінформ",
        "Пором запізнився.",
        ("Київ", "Одеса"),
        ", 3 листопада",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (PAP) – ",
        "PAP",
        "Prom się spóźnił.",
        ("Warszawa", "WARSZAWA"),
        ", 3 listopada",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (ČTK) - ",
        "ČTK",
        "Přívoz měl zpoždění.",
        ("Praha", "Brno"),
        " 3. listopadu",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (MTI) - ",
        "MTI",
        "A komp késett.",
        ("Budapest", "Debrecen"),
        ", 2024. november 3., vasárnap",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (Hina) - ",
        "Hina",
        "Trajekt je kasnio.",
        ("ZAGREB", "SPLIT"),
        ", 3. studenoga 2024.",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (AA) - ",
        "AA",
        "Vapur gecikti.",
        ("ANKARA", "İSTANBUL"),
        ", 3 Kasım",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (DHA) - ",
        "DHA",
        "Vapur gecikti.",
        ("İZMİR", "Bursa"),
        ", 3 Kasım",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (NTB) – ",
        "NTB",
        "Fergen var sen.",
        ("OSLO/BERGEN", "Tromsø"),
        ", 3. november",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (TT) – ",
        "TT",
        "Färjan var sen.",
        ("Stockholm", "GÖTEBORG"),
        ", 3 november",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (ANP) - ",
        "ANP",
        "De veerboot was te laat.",
        ("DEN HAAG", "Rotterdam"),
        ", 3 november",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (STT) – ",
        "STT",
        "Lautta myöhästyi.",
        ("Helsinki", "Turku"),
        ", 3. marraskuuta",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (رويترز) - ",
        "رويترز",
        "تأخرت العبارة.",
        ("القاهرة", "بيروت"),
        " 3 نوفمبر",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (أ ف ب) - ",
        "أ ف ب",
        "تأخرت العبارة.",
        ("واشنطن", "رام الله"),
        " 3 نوفمبر",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (PTI) ",
        "PTI",
        "The ferry was late.",
        ("New Delhi", "Kolkata"),
        ", Nov 3",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (भाषा) ",
        "भाषा",
        "नाव देर से आई।",
        ("नई दिल्ली", "पटना"),
        ", 3 नवंबर",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (IANS) ",
        "IANS",
        "The ferry was late.",
        ("Mumbai", "Srinagar"),
        ", Nov 3",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (APP): ",
        "APP",
        "The ferry was late.",
        ("ISLAMABAD", "LAHORE"),
        ", Nov 3",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (BSS) - ",
        "BSS",
        "The ferry was late.",
        ("RAJSHAHI", "DHAKA"),
        ", Nov 3, 2024",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (Bernama) -- ",
        "Bernama",
        "The ferry was late.",
        ("KUALA LUMPUR", "GEORGE TOWN"),
        ", Nov 3",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (ANTARA) - ",
        "ANTARA",
        "Kapal itu terlambat.",
        ("Jakarta", "Surabaya"),
        ", 3 November",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (Yonhap) -- ",
        "Yonhap",
        "The ferry was late.",
        ("SEOUL", "BUSAN, South Korea"),
        ", Nov. 3",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (Kyodo) -- ",
        "Kyodo",
        "The ferry was late.",
        ("TOKYO", "NAHA, Japan"),
        ", Nov 3",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (Xinhua) -- ",
        "Xinhua",
        "The ferry was late.",
        ("BEIJING", "NAIROBI"),
        ", Nov. 3",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} /PRNewswire/ -- ",
        "PRNewswire",
        "The ferry was late.",
        ("NEW YORK", "AUSTIN, Texas"),
        ", Nov. 3, 2024",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (GLOBE NEWSWIRE) -- ",
        "GLOBE NEWSWIRE",
        "The ferry was late.",
        ("TORONTO", "DENVER"),
        ", Nov. 03, 2024",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} (WABC) -- ",
        "WABC",
        "The ferry was late.",
        ("NEW JERSEY", "HOBOKEN, N.J."),
        ", Nov. 3",
        date(2024, 11, 3),
    ),
    (
        "{p}{d} — ",
        None,
        "The ferry was late.",
        ("FLUSHING MEADOWS", "ST. LOUIS", "Santa Barbara, California", "WASHINGTON, D.C."),
        ", Nov. 3",
        date(2024, 11, 3),
    ),
    ("{p}{d} – ", None, "Die Fähre kam.", ("Wien", "Zürich"), ", 3. November", date(2024, 11, 3)),
    (
        "{p}{d}: ",
        None,
        "The ferry was late.",
        ("NEW DELHI", "LAHORE"),
        ", Nov 3",
        date(2024, 11, 3),
    ),
]

TABLE = [
    (form.format(p=place, d=said), place, meant, agency, story)
    for form, agency, story, places, day, when in FORMS
    for place in places
    for said, meant in (("", None), (day, when))
]

EASTERN = [
    ("新华社北京4月24日电 渡船晚点。", "北京", date(2024, 4, 24), "新华社", None),
    ("新华社哈瓦那11月3日电（记者张三）渡船晚点。", "哈瓦那", date(2024, 11, 3), "新华社", "张三"),
    ("中新社上海11月3日电 渡船晚点。", "上海", date(2024, 11, 3), "中新社", None),
    ("本报南京11月3日讯 渡船晚点。", "南京", date(2024, 11, 3), None, None),
    ("（中央社記者陳小川台北29日電）渡輪誤點。", "台北", date(2024, 10, 29), "中央社", "陳小川"),
    ("（中央社東京3日電）渡輪誤點。", "東京", date(2024, 11, 3), "中央社", None),
    ("〔記者陳小川／高雄報導〕渡輪誤點。", "高雄", None, None, "陳小川"),
    ("【本報台北訊】渡輪誤點。", "台北", None, None, None),
    ("【ソウル＝小池和樹】船が遅れた。", "ソウル", None, None, "小池和樹"),
    ("【ワシントン共同】船が遅れた。", "ワシントン", None, "共同", None),
    ("【北京時事】船が遅れた。", "北京", None, "時事", None),
    ("(서울=연합뉴스) 홍길동 기자 = 배가 늦었다.", "서울", None, "연합뉴스", "홍길동"),
    ("[부산=뉴시스] 홍길동 기자 = 배가 늦었다.", "부산", None, "뉴시스", "홍길동"),
    ("(도쿄=연합뉴스) 홍길동 특파원 = 배가 늦었다.", "도쿄", None, "연합뉴스", "홍길동"),
]

FALSE_FRIENDS = [
    "Dear Abby: My neighbour borrows my boat.",
    "Exclusive: The ferry was late again.",
    "EXCLUSIVE — The ferry was late again.",
    "Pros: It floats, mostly.",
    "SRF News: Herr Meier, warum war die Fähre verspätet?",
    "Genf: Hier tagt der Rat der Fährleute.",
    "(Reuters) — The ferry was late again.",
    "(CNN) The ferry was late again.",
    "Reuters - The ferry was late again.",
    "By Jane Doe, Ankara - The ferry was late again.",
    "Von Eva Muster, Wien",
    "ANALYSIS - The ferry was late again.",
    "WATCH LIVE — The ferry was late again.",
    "BREAKING NEWS: The ferry was late again.",
    "NASA — the agency — launched a ferry.",
    "Paris — the city, not the hero — has ferries.",
    "He went to Paris. The ferry was late.",
    "Nov 3 (Reuters) - The ferry was late again.",
    "The harbour at Lima, Peru — a grey place — woke early.",
    "FERRIES WERE LATE — AND NOBODY MINDED THE WAIT AT ALL",
    "Q: Why was the ferry late?",
    "UPDATE: The ferry has arrived.",
    "Kommentar: Die Fähre ist wieder zu spät.",
    "Entrevista: El barco llegó tarde.",
    "Эксклюзив: паром опоздал.",
    "به گزارش خبرگزاری مهر، کشتی دیر رسید.",
    "/БТА/ Фериботът закъсня.",
    "Βίντεο: Το πλοίο άργησε.",
    "דעה: המעבורת שוב איחרה.",
    "विशेष: नौका फिर देर से आई।",
    "Eksklusif: Feri itu terlambat lagi.",
    "Exkluzív: A komp megint késett.",
    "Video: Přívoz se opět opozdil.",
    "Інтерв'ю: пором знову запізнився.",
    "Bình luận: Chuyến phà lại đến muộn.",
    "John Smith (Labour) - The member for the harbour spoke.",
]


@pytest.mark.parametrize(("head", "place", "day", "agency", "story"), TABLE)
def test_dateline(head: str, place: str, day: date | None, agency: str | None, story: str) -> None:
    cut = cut_dateline(head + story, PUBLISHED)
    assert cut is not None
    assert cut.place == place
    assert cut.date == day
    if agency:
        assert (cut.agency, cut.rest) == (agency, story)
        assert head.startswith(cut.text.split("(")[0].strip()[:5])


def test_table_is_broad() -> None:
    assert len(TABLE) + len(EASTERN) >= 150
    assert len({agency for _, _, _, agency, _ in TABLE}) > 35


NOV_3 = date(2024, 11, 3)
# (dateline, place, day, agency, story) in languages whose agencies have forms of their own
EVERYWHERE: list[tuple[str, str, date | None, str | None, str]] = [
    ("تهران (ایسنا) - ", "تهران", None, "ایسنا", "کشتی دیر رسید."),
    ("تهران - ایرنا - ", "تهران", None, "ایرنا", "کشتی دیر رسید."),
    ("ירושלים (AP) — ", "ירושלים", None, "AP", "המעבורת איחרה."),
    ("תל אביב, 3 בנובמבר (רויטרס) - ", "תל אביב", NOV_3, "רויטרס", "המעבורת איחרה."),
    ("ΑΘΗΝΑ (ΑΠΕ-ΜΠΕ) - ", "ΑΘΗΝΑ", None, "ΑΠΕ-ΜΠΕ", "Το πλοίο άργησε."),
    ("Αθήνα, 3 Νοεμβρίου (Reuters) - ", "Αθήνα", NOV_3, "Reuters", "Το πλοίο άργησε."),
    ("Hà Nội (TTXVN) - ", "Hà Nội", None, "TTXVN", "Chuyến phà đến muộn."),
    ("नई दिल्ली, 3 नवंबर (भाषा) ", "नई दिल्ली", NOV_3, "भाषा", "नौका देर से आई।"),
    ("नई दिल्ली, 3 नवंबर (आईएएनएस)। ", "नई दिल्ली", NOV_3, "आईएएनएस", "नौका देर से आई।"),
    ("नई दिल्ली (एएनआई): ", "नई दिल्ली", None, "एएनआई", "नौका देर से आई।"),
    ("ঢাকা, ৩ নভেম্বর (বাসস) : ", "ঢাকা", NOV_3, "বাসস", "ফেরি দেরিতে এসেছে।"),
    ("কলকাতা, ৩ নভেম্বর (পিটিআই): ", "কলকাতা", NOV_3, "পিটিআই", "ফেরি দেরিতে এসেছে।"),
    ("КИЇВ, 3 листопада (УНІАН) — ", "КИЇВ", NOV_3, "УНІАН", "Пором запізнився."),
    ("ВАШИНГТОН, 3 ноя — РИА Новости. ", "ВАШИНГТОН", NOV_3, "РИА Новости", "Паром опоздал."),
    ("МИНСК, 3 ноя - Sputnik. ", "МИНСК", NOV_3, "Sputnik", "Паром опоздал."),
    ("3 ноября, Минск /Корр. БЕЛТА/. ", "Минск", NOV_3, "БЕЛТА", "Паром опоздал."),
    ("Praha 3. listopadu (ČTK) - ", "Praha", NOV_3, "ČTK", "Přívoz se opozdil."),
    ("Bratislava 3. novembra (TASR) - ", "Bratislava", NOV_3, "TASR", "Kompa meškala."),
    ("Budapest, 2024. november 3., vasárnap (MTI) - ", "Budapest", NOV_3, "MTI", "A komp késett."),
    ("กรุงเทพฯ (รอยเตอร์) - ", "กรุงเทพฯ", None, "รอยเตอร์", "เรือข้ามฟากมาสาย"),
    ("Bucureşti, 3 nov /Agerpres/ - ", "Bucureşti", NOV_3, "Agerpres", "Feribotul a întârziat."),
    ("София, 3 ноември (БТА) - ", "София", NOV_3, "БТА", "Фериботът закъсня."),
    ("БЕОГРАД, 3. новембра (Танјуг) - ", "БЕОГРАД", NOV_3, "Танјуг", "Трајект је каснио."),
    ("ZAGREB, 3. studenoga (Hina) - ", "ZAGREB", NOV_3, "Hina", "Trajekt je kasnio."),
    ("Ljubljana, 3. novembra (STA) - ", "Ljubljana", NOV_3, "STA", "Trajekt je zamudil."),
    ("HELSINKI (STT) - ", "HELSINKI", None, "STT", "Lautta myöhästyi."),
    ("STOCKHOLM (TT). ", "STOCKHOLM", None, "TT", "Färjan var sen."),
    ("OSLO (NTB): ", "OSLO", None, "NTB", "Ferja var forsinket."),
    ("KØBENHAVN (Ritzau) - ", "KØBENHAVN", None, "Ritzau", "Færgen var forsinket."),
    ("RĪGA, 3. nov., LETA. ", "RĪGA", NOV_3, "LETA", "Prāmis kavējās."),
    ("TALLINN, 3. november, BNS - ", "TALLINN", NOV_3, "BNS", "Praam hilines."),
    ("TIRANË, 3 nëntor /ATSH/ - ", "TIRANË", NOV_3, "ATSH", "Trageti u vonua."),
    ("JAKARTA, KOMPAS.com - ", "JAKARTA", None, "KOMPAS.com", "Feri itu terlambat."),
    ("Jakarta, CNN Indonesia -- ", "Jakarta", None, "CNN Indonesia", "Feri itu terlambat."),
    ("KUALA LUMPUR, 3 Nov (Bernama) -- ", "KUALA LUMPUR", NOV_3, "Bernama", "Feri itu lewat."),
    ("İSTANBUL (DHA)- ", "İSTANBUL", None, "DHA", "Feribot gecikti."),
    ("القاهرة 3 نوفمبر (أ ف ب) - ", "القاهرة", NOV_3, "أ ف ب", "تأخرت العبارة."),
    ("اسلام آباد (اے پی پی) - ", "اسلام آباد", None, "اے پی پی", "کشتی دیر سے پہنچی۔"),
    ("இஸ்லாமாபாத் (ராய்ட்டர்ஸ்) - ", "இஸ்லாமாபாத்", None, "ராய்ட்டர்ஸ்", "படகு தாமதமானது."),
    ("Lagos, Nov. 3, 2024 (NAN) ", "Lagos", NOV_3, "NAN", "The ferry was late."),
]


@pytest.mark.parametrize(("head", "place", "day", "agency", "story"), EVERYWHERE)
def test_dateline_of_every_country(
    head: str, place: str, day: date | None, agency: str | None, story: str
) -> None:
    cut = cut_dateline(head + story, PUBLISHED)
    assert cut is not None
    assert (cut.place, cut.date, cut.agency, cut.rest) == (place, day, agency, story)


@pytest.mark.parametrize(("text", "place", "day", "agency", "reporter"), EASTERN)
def test_eastern_dateline(
    text: str, place: str, day: date | None, agency: str | None, reporter: str | None
) -> None:
    cut = cut_dateline(text, PUBLISHED)
    assert cut is not None
    assert (cut.place, cut.date, cut.agency, cut.reporter) == (place, day, agency, reporter)
    assert cut.rest
    assert text.endswith(cut.rest)


@pytest.mark.parametrize("text", FALSE_FRIENDS)
def test_no_dateline(text: str) -> None:
    assert cut_dateline(text, PUBLISHED, english=True) is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("NEW YORK--(BUSINESS WIRE)--Acme sank.", "NEW YORK--(BUSINESS WIRE)"),
        ("PARIS — (AFP) — Le bac a coulé.", "PARIS — (AFP)"),
        ("МОСКВА, 1 янв — ТАСС. Паром опоздал.", "МОСКВА, 1 янв — ТАСС"),
        ("WASHINGTON (January 24, 2017) — The bell rang.", "WASHINGTON (January 24, 2017)"),
        ("Berlin. Der Kanzler fuhr mit der Fähre.", "Berlin"),
        ("London/Teheran/dpa. Die Fähre kam.", "London/Teheran/dpa"),
        ("JERUSALEM- The ferry was late.", "JERUSALEM"),
        ("MILLVILLE — The ferry was late.", "MILLVILLE"),
        ("Москва. 3 ноября. INTERFAX.RU - Паром опоздал.", "Москва. 3 ноября. INTERFAX.RU"),
        ("КИЇВ. 3 листопада. УНН. Пором запізнився.", "КИЇВ. 3 листопада. УНН"),
        ("ANKARA-DHA Feribot gecikti.", "ANKARA-DHA"),
        ("İSTANBUL - İHA Feribot gecikti.", "İSTANBUL - İHA"),
        ("［東京　６日　ロイター］ - フェリーが遅れた。", "［東京　６日　ロイター］"),
        ("[ソウル 6日 聯合ニュース] フェリーが遅れた。", "[ソウル 6日 聯合ニュース]"),
    ],
)
def test_text_is_as_printed(text: str, shown: str) -> None:
    cut = cut_dateline(text, PUBLISHED)
    assert cut is not None
    assert cut.text == shown


@pytest.mark.parametrize(
    ("text", "published", "day"),
    [
        ("OSLO, Dec. 31 (Reuters) - The bell rang.", date(2025, 1, 1), date(2024, 12, 31)),
        ("OSLO, Jan. 1 (Reuters) - The bell rang.", date(2024, 12, 31), date(2025, 1, 1)),
        ("OSLO, Feb. 2 (Reuters) - The bell rang.", date(2024, 11, 4), date(2024, 2, 2)),
        ("OSLO, Feb. 29 (Reuters) - The bell rang.", date(2025, 1, 4), date(2024, 2, 29)),
        ("OSLO, Dec. 31 (Reuters) - The bell rang.", None, None),
        ("OSLO, Dec. 31, 2023 (Reuters) - The bell rang.", None, date(2023, 12, 31)),
        ("（中央社東京31日電）鐘響了。", date(2025, 1, 1), date(2024, 12, 31)),
    ],
)
def test_year_is_told_by_the_day_of_publication(
    text: str, published: date | None, day: date | None
) -> None:
    cut = cut_dateline(text, published)
    assert cut is not None
    assert cut.date == day


@pytest.mark.parametrize(
    ("caption", "place", "day"),
    [
        ("Ferries in Ankara, Turkey, Monday, Nov. 4, 2024.", "Ankara, Turkey", date(2024, 11, 4)),
        ("Ferries in New Delhi, India, on Nov. 3, 2024.", "New Delhi, India", date(2024, 11, 3)),
        ("Le bac, à Paris, le 3 novembre 2024.", "Paris", date(2024, 11, 3)),
        ("Die Fähre in Berlin am 3. November 2024.", "Berlin", date(2024, 11, 3)),
    ],
)
def test_dateline_from_a_caption(caption: str, place: str, day: date) -> None:
    dateline = dateline_from_caption(caption, PUBLISHED)
    assert dateline is not None
    assert (dateline.place, dateline.date, dateline.source) == (place, day, "caption")


def test_old_pictures_tell_no_dateline() -> None:
    assert dateline_from_caption("Ferries in Ankara, Turkey, Jan. 4, 2019.", PUBLISHED) is None
    caption = "Ferries in Ankara, Turkey, Nov. 4, 2024."
    assert dateline_from_caption(caption, PUBLISHED, "AP Photo/Jane Doe, File") is None


PAGE = """<html lang="en"><head><title>Ferry is late</title>
<meta property="article:published_time" content="2024-11-04T10:00:00Z">{head}</head>
<body><article><h1>Ferry is late for the third time this week</h1>{above}
<div class="story">{first}
<p>The harbour office said the fog had come in from the north and would stay until noon.</p>
<p>Passengers drank coffee on the pier and agreed that there were worse places to wait.</p>
<p>The captain, who has crossed the strait for thirty years, said that fog was only weather.</p>
</div></article></body></html>"""
FIRST = "The ferry was late for the third time this week, and nobody on the pier seemed to mind."


@pytest.mark.parametrize(
    ("head", "above", "first", "text", "source"),
    [
        ("", "", f"<p>OSLO, Norway (AP) — {FIRST}</p>", "OSLO, Norway (AP)", "body"),
        ("", "", f"<p><strong>Egersund.</strong> {FIRST}</p>", "Egersund", "body"),
        ("", '<p class="location">OSLO, NORWAY</p>', f"<p>{FIRST}</p>", "OSLO, NORWAY", "body"),
        (
            "",
            "",
            f"<p>DAL NOSTRO INVIATO<br>PALERMO</p><p>{FIRST}</p>",
            "DAL NOSTRO INVIATO PALERMO",
            "body",
        ),
        ("", "<header><p>Oslo - 03/11/2024</p></header>", f"<p>{FIRST}</p>", "Oslo", "element"),
        ("", '<span class="dateline">Egersund</span>', f"<p>{FIRST}</p>", "Egersund", "element"),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle","headline":"Ferry is late",'
            ' "dateline": "OSLO, Norway"}</script>',
            "",
            f"<p>{FIRST}</p>",
            "OSLO, Norway",
            "structured",
        ),
    ],
)
def test_where_a_page_shows_it(head: str, above: str, first: str, text: str, source: str) -> None:
    page = PAGE.replace("{head}", head).replace("{above}", above).replace("{first}", first)
    article = parse(page, "https://harbour.example/ferry")
    assert article.dateline is not None
    assert (article.dateline.text, article.dateline.source) == (text, source)
    assert article.paragraphs[0].text == FIRST


def test_a_byline_with_a_place_is_none() -> None:
    page = PAGE.replace("{head}", "").replace("{first}", f"<p>{FIRST}</p>")
    page = page.replace("{above}", '<p class="byline">By Eva Muster, Vienna</p>')
    assert parse(page, "https://harbour.example/ferry").dateline is None


@st.composite
def assembled(draw: st.DrawFn) -> tuple[str, Cut]:
    form = LANGUAGES[draw(st.sampled_from(sorted(LANGUAGES)))]
    template = draw(st.sampled_from(form.templates))
    place, agency, story = (
        draw(st.sampled_from(of)) for of in (form.places, form.agencies, form.stories)
    )
    day = draw(st.dates(date(2024, 1, 1), PUBLISHED)) if "{day}" in template else None
    head = form.assemble(template, place, day, agency)
    supplier = agency if "{agency}" in template else None
    return head + story, Cut("", form.printed(template, place), day, supplier, None, story)


@given(assembled())
def test_what_goes_in_comes_out_in_every_language(parts: tuple[str, Cut]) -> None:
    text, wanted = parts
    cut = cut_dateline(text, PUBLISHED)
    assert cut is not None, text
    assert replace(cut, text="") == wanted
    assert text.startswith(cut.text)


CITIES = st.sampled_from(["OSLO", "LIMA, Peru", "KYIV, Ukraine", "NAIROBI", "BOISE, Idaho"])
SUPPLIERS = st.sampled_from(["AP", "Reuters", "AFP", "dpa", "EFE", "PTI", "Xinhua", "WXYZ"])
DASHES = st.sampled_from([" — ", " - ", " – ", " -- ", "— "])
STORIES = st.sampled_from(
    ["The ferry was late.", "“Late again,” he said.", "12 ferries were late."]
)


@given(
    CITIES,
    st.none() | st.dates(date(2024, 1, 1), PUBLISHED),
    SUPPLIERS,
    DASHES,
    STORIES,
)
def test_what_goes_in_comes_out(
    place: str, day: date | None, agency: str, dash: str, story: str
) -> None:
    said = f", {day:%B} {day.day}" if day else ""
    cut = cut_dateline(f"{place}{said} ({agency}){dash}{story}", PUBLISHED)
    assert cut is not None
    assert (cut.place, cut.agency, cut.rest) == (place, agency, story)
    assert cut.date == day
    assert cut.text == f"{place}{said} ({agency})"


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    cut = cut_dateline(text, PUBLISHED)
    assert cut is None or text.endswith(cut.rest)


@pytest.mark.parametrize(
    "rubric",
    ["NOTRE SÉLECTION DE LA SEMAINE", "IL CASO", "NUESTRA RESEÑA", "UNSER GASTBEITRAG", "SPRAWA",
     "LEDARE", "ІНТЕРВ'Ю", "ИСТОРИЯ ДНЯ", "ΣΥΝΈΝΤΕΥΞΗ", "KRÖNIKA"],
)  # fmt: skip
def test_rubrics_are_no_places(rubric: str) -> None:
    page = PAGE.format(head="", above="", first=f"<p><b>{rubric}</b> — {FIRST}</p>")
    assert parse(page, "https://harbour.example/ferry").dateline is None
