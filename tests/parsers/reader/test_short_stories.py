"""Stories of one paragraph, in large print, or without a printed headline, in many scripts."""

from __future__ import annotations

import json

import pytest

import parsers

STORIES = {
    "en": (
        "Harbour closes its lock",
        "The harbour council voted late on Monday to close the old lock and to dig a new one near "
        "the railway bridge before the end of next year, when the ice has gone.",
    ),
    "ru": (
        "Порт закрывает шлюз",
        "Совет порта в понедельник вечером проголосовал за закрытие старого шлюза и за "
        "строительство нового у железнодорожного моста до конца будущего года.",
    ),
    "zh": (
        "港口关闭旧船闸",
        "港务委员会周一晚间投票决定关闭旧船闸，并在明年年底之前在铁路桥附近另建一座新船闸，全部费用由市政府承担。",
    ),
    "ja": (
        "港、古い閘門の閉鎖を決定",
        "港湾委員会は月曜日の夜、古い閘門を閉鎖し、来年末までに鉄道橋の近くに新しい閘門を建設することを決めた。",
    ),
    "th": (
        "ท่าเรือปิดประตูน้ำเก่า",
        "คณะกรรมการท่าเรือลงมติเมื่อค่ำวันจันทร์ให้ปิดประตูน้ำเก่าและขุดประตูน้ำใหม่ใกล้สะพานรถไฟให้เสร็จภายในสิ้นปีหน้า",
    ),
    "he": (
        "הנמל סוגר את הסכר",
        "מועצת הנמל הצביעה ביום שני בערב בעד סגירת הסכר הישן ובניית סכר חדש ליד גשר הרכבת עד סוף "
        "השנה הבאה, לאחר שהקרח ייעלם.",
    ),
}
FORMS = {
    "a paragraph": "<p>{}</p>",
    "a lead": "<p class=lead>{}</p>",
    "a standfirst": "<div class=standfirst><p>{}</p></div>",
    "a heading": "<h2>{}</h2>",
    "under a picture": "<p><img src=/a.jpg width=900 height=600></p><p><em>{}</em></p>",
    "beside a picture": "<div class=photo><img src=/a.jpg width=900 height=600><div>{}</div></div>",
}


def page(language: str, text: str, *, shows_headline: bool = True) -> str:
    headline = STORIES[language][0]
    told = json.dumps({"@type": "NewsArticle", "headline": headline, "datePublished": "2024-05-06"})
    menu = "".join(f"<a href=/{name}>{name}</a>" for name in ("News", "Sport", "Jobs", "Video"))
    others = "".join(f"<div><a href=/o{n}>The ferry is late again {n}</a></div>" for n in range(6))
    return (
        f"<html lang={language}><head><title>{headline} | The Lock</title>"
        f'<meta property="og:title" content="{headline}">'
        f'<script type="application/ld+json">{told}</script></head><body><nav>{menu}</nav><main>'
        f"{f'<h1>{headline}</h1>' if shows_headline else ''}<time>6.5.2024</time>{text}</main>"
        f"<section>{others}</section><footer><a href=/i>Imprint</a></footer></body></html>"
    )


@pytest.mark.parametrize("language", STORIES)
@pytest.mark.parametrize("form", FORMS)
def test_a_story_of_one_paragraph(language: str, form: str) -> None:
    headline, story = STORIES[language]
    article = parsers.parse(page(language, FORMS[form].format(story)), "https://lock.example/a/7")
    assert article.headline == headline
    assert article.body == story
    assert article.dek is None
    assert not any(image.caption for image in article.images)


@pytest.mark.parametrize("language", STORIES)
def test_a_story_all_in_headings(language: str) -> None:
    _, story = STORIES[language]
    lines = [f"{story[:-1]} {n}{story[-1]}" for n in range(4)]
    text = "".join(f"<h3>{line}</h3>" for line in lines)
    article = parsers.parse(page(language, text), "https://lock.example/a/7")
    assert [(p.kind, p.text) for p in article.paragraphs] == [("paragraph", x) for x in lines]


@pytest.mark.parametrize("language", STORIES)
def test_a_headline_that_only_the_data_tell(language: str) -> None:
    headline, story = STORIES[language]
    text = "".join(f"<p>{story[:-1]} {n}{story[-1]}</p>" for n in range(4))
    html = page(language, text, shows_headline=False)
    assert parsers.parse(html, "https://lock.example/a/7").headline == headline


def test_a_figcaption_is_no_story() -> None:
    caption = f"<figure><img src=/a.jpg><figcaption>{STORIES['en'][1]}</figcaption></figure>"
    with pytest.raises(parsers.NotAnArticle):
        parsers.parse(page("en", caption), "https://lock.example/a/7")


def test_a_standfirst_stays_where_there_is_a_text() -> None:
    _, story = STORIES["en"]
    text = "".join(f"<p>{story} The keeper of lock {n} waited.</p>" for n in range(4))
    article = parsers.parse(page("en", f"<div class=standfirst>{story}</div>{text}"), None)
    assert article.dek == story
