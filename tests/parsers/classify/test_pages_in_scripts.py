"""What a page is does not depend on its script: short stories are kept, lists refused."""

from __future__ import annotations

import pytest

import parsers
from parsers.classify.pages.labels import ABOUT, AGO, LIST, label_kinds, title_kinds
from parsers.page.text.scripts import scale_of

SHORT = {
    "zh": (
        "盐田小火车周六恢复运行",
        "停运四年的盐田小火车将于周六恢复运行，全程二十分钟，票价不变，站台上已经挂起了新的时刻表。",
        "铁路公司说，修复轨道用了十四个月，枕木全部换成了本地的松木，费用由三个镇分担。",
        "首班车上午九点开出，老司机林师傅将亲自驾驶，他说自己一夜没有睡好。",
    ),
    "ja": (
        "灯台守の猫、定年を迎える",
        "港の灯台で十二年にわたりねずみを追ってきた猫が、二十日に定年を迎えた。",
        "後任には商店街の書店で生まれた二匹の子猫が選ばれ、来月から見習いとして働く。",
        "灯台長は「最初の晩に目覚まし時計を止めてくれた。あれで信頼した」と振り返る。",
    ),
    "ko": (
        "항구 도서관, 배 위로 옮긴다",
        "낡은 여객선을 고쳐 만든 도서관이 이번 주 부두에 들어섰다. 책 만 권과 작은 찻집이 있다.",
        "선장실은 그림책 방이 됐고, 기관실에서는 토요일마다 낭독회가 열린다.",
        "첫날 찾아온 아이들은 배가 떠나지 않느냐고 여러 번 물었다.",
    ),
    "ru": (
        "Паром на остров пойдёт и зимой",
        "Новое судно возьмёт на борт восемьдесят человек и двенадцать машин, сообщили в порту.",
        "Билеты появятся в кассах с понедельника, а первый рейс назначен на шесть часов утра.",
        "Островитяне ждали зимнего парома одиннадцать лет и встретят его оркестром.",
    ),
    "el": (
        "Ο φάρος εκπέμπει πάλι",
        "Μετά από επισκευές δύο ετών ο φάρος άναψε το βράδυ της Παρασκευής.",
        "Το κρύσταλλο καθαρίστηκε με το χέρι και ο μηχανισμός κινείται με βαρίδια, όπως παλιά.",
        "Ο τελευταίος φαροφύλακας, ενενήντα ετών πια, ανέβηκε μόνος του τα εκατόν έξι σκαλιά.",
    ),
    "ar": (
        "ساعة الميناء تدق من جديد",
        "دقت ساعة الميناء مساء الجمعة للمرة الأولى منذ تسع سنوات، وتوقف المارة ليسمعوها.",
        "وقال الساعاتي الذي أصلحها إن قطعة واحدة صغيرة كانت تنقصها، وإنه صنعها بيده من نحاس قديم.",
        "وستدق الساعة كل نصف ساعة حتى العاشرة ليلا كي لا تزعج النائمين.",
    ),
    "hi": (
        "पहाड़ी रेल के सौ साल",
        "पहाड़ी रेल ने शुक्रवार को अपने सौ साल पूरे किए और पहला डिब्बा फूलों से सजाकर चलाया गया।",
        "चालक ने बताया कि पुराने इंजन की सीटी अब भी तीन घाटियों में एक साथ सुनाई देती है।",
        "टिकट के दाम नहीं बढ़ाए गए हैं, लेकिन खिड़की वाली सीट के लिए अब पर्ची निकालनी होगी।",
    ),
    "th": (
        "นาฬิกาหอประภาคารเดินอีกครั้ง",
        "ช่างซ่อมนาฬิกาใช้เวลาเก้าเดือนหาชิ้นส่วนที่เลิกผลิตไปนานแล้ว ก่อนที่เข็มจะเดินอีกครั้งเมื่อเย็นวันศุกร์",
        "ชาวบ้านหลายสิบคนมายืนรอฟังเสียงระฆังที่หน้าท่าเรือ และปรบมือเมื่อได้ยินเสียงแรก",
        "เทศบาลบอกว่านาฬิกาจะตีทุกครึ่งชั่วโมงจนถึงสี่ทุ่ม เพื่อไม่ให้รบกวนคนนอน",
    ),
}
AROUND = {
    "zh": ("好的", "版权所有", "更多新闻", "盐价随月亮上涨", "老裁缝教邻居补衣"),
    "ru": ("Хорошо", "Все права защищены", "Ещё новости", "Музей соли", "Часовщик"),
}


def page(language: str, around: str = "") -> str:
    """A story of three paragraphs, as a plain site has it."""
    headline, *paragraphs = SHORT[language]
    agree, rights, more, *others = AROUND.get(language, ("OK", "©", "+", "—", "—"))
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    menu = " ".join(f'<a href="/{n}">{word}</a>' for n, word in enumerate((more, *others)))
    teasers = "".join(f'<li><a href="/t/{n}">{word}</a></li>' for n, word in enumerate(others * 4))
    return (
        f'<html lang="{language}"><head><meta charset="utf-8"><title>{headline}</title></head>'
        f"<body>{around}<div>{menu}</div><h1>{headline}</h1><p>2026-11-20</p><div>{text}</div>"
        f"<div><h2>{more}</h2><ul>{teasers}</ul></div><div>{rights} <i>{agree}</i></div></body>"
    )


@pytest.mark.parametrize("language", SHORT)
def test_a_short_story_is_kept_in_every_script(language: str) -> None:
    article = parsers.parse(page(language), "https://www.harbour.example/2026/11/20/a1")
    assert article.headline == SHORT[language][0]
    assert [paragraph.text for paragraph in article.paragraphs] == list(SHORT[language][1:])


def test_a_character_of_a_dense_script_says_more() -> None:
    assert scale_of("The ferry") == scale_of("Паром") == scale_of("العبارة") == 1.0
    assert scale_of("渡轮改用风帆") == scale_of("灯台守の猫") == scale_of("항구 도서관") > 2
    assert scale_of("A word of 中文 in an English sentence") == 1.0
    assert scale_of("") == 1.0


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Load more", LIST),
        ("Show all 12 results", LIST),
        ("共128条", LIST),
        ("更多国际新闻", LIST),
        ("次のページ »", LIST),
        ("Результаты поиска:", LIST),
        ("3 hours ago", AGO),
        ("5小时前", AGO),
        ("vor 12 Minuten", AGO),
        ("منذ 3 ساعات", AGO),
        ("Impressum", ABOUT),
        ("会社概要", ABOUT),
        ("Политика конфиденциальности", ABOUT),
        ("ติดต่อเรา", ABOUT),
    ],
)
def test_labels_are_known_in_many_languages(label: str, kind: int) -> None:
    assert label_kinds(label) & kind


@pytest.mark.parametrize(
    "label", ["The man who loved harbours", "What we know about the storm", "港口的灯塔", "", "12"]
)
def test_other_labels_say_nothing(label: str) -> None:
    assert not label_kinds(label)


def test_a_headline_says_how_much_of_it_is_a_label() -> None:
    assert title_kinds("About us") == (ABOUT, 1.0)
    kinds, share = title_kinds("What the results of the election mean for the harbour")
    assert kinds == LIST
    assert share < 0.2
