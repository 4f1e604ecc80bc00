"""Fact boxes, key points and embedded posts are told from the story, in many languages."""

from __future__ import annotations

import pytest

import parsers
from parsers.records import Article

PROSE = "The harbour was closed for the whole of the morning, the port said on Monday evening. "
STORY = [f"{PROSE * 2}The keeper of lock {n} waited for the tide." for n in range(8)]
POINTS = ("The lock has been shut since Monday.", "Ships wait outside for two days.")


def read(first: str = "", within: str = "", last: str = "") -> Article:
    text = [f"<p>{line}</p>" for line in STORY]
    html = (
        "<html lang=en><head><title>Harbour closed after the storm</title></head><body><main>"
        f"<article><h1>Harbour closed after the storm</h1>{first}{''.join(text[:4])}{within}"
        f"{''.join(text[4:])}{last}</article></main></body></html>"
    )
    return parsers.parse(html, "https://paper.example/a")


def beside(article: Article) -> list[tuple[str, str]]:
    return [(p.kind, p.text) for p in article.paragraphs if p.kind in ("box", "summary", "embed")]


def story(article: Article) -> list[str]:
    return [p.text for p in article.paragraphs if p.kind == "paragraph"]


@pytest.mark.parametrize(
    "heading",
    [
        "Key points", "AI-generated summary", "Das Wichtigste in Kürze", "L’essentiel",
        "Puntos clave", "Em resumo", "In sintesi", "Het belangrijkste", "Kort fortalt",
        "Sammanfattning", "Lyhyesti", "W skrócie", "Ve zkratce", "Pe scurt", "Öne çıkanlar",
        "Главное", "Головне", "Περίληψη", "Ringkasan", "要点", "まとめ", "핵심 요약", "ملخص",
    ],
)  # fmt: skip
def test_key_points_in_many_languages(heading: str) -> None:
    items = "".join(f"<li>{point}</li>" for point in POINTS)
    article = read(f"<h3>{heading}</h3><ul>{items}</ul>")
    assert [text for kind, text in beside(article) if kind == "summary"][-2:] == list(POINTS)
    assert story(article) == STORY
    assert POINTS[0] not in article.body
    assert POINTS[0] in article.body_with_boxes


@pytest.mark.parametrize(
    "box",
    [
        "<aside><h4>The lock</h4>{}</aside>",
        "<div class=factbox><h4>The lock</h4>{}</div>",
        '<div class="article__info-box"><h4>The lock</h4>{}</div>',
        "<div role=complementary><h4>The lock</h4>{}</div>",
        "<div class=css-1x2y3z><h4>Zur Person</h4>{}</div>",
        "<div class=css-1x2y3z><h4>Fakta</h4>{}</div>",
    ],
)
def test_fact_boxes(box: str) -> None:
    facts = (
        "The lock was begun in 1911 and opened in 1914, when the first ship came through with "
        "timber from the north, and it has been rebuilt twice since then, in 1952 and in 1987."
    )
    article = read(within=box.format(f"<p>{facts}</p>"))
    assert story(article) == STORY
    assert {kind for kind, _ in beside(article)} <= {"box"}
    assert facts not in article.body


def test_an_embedded_post() -> None:
    post = (
        "The bell of the harbour will ring again on Monday, says the keeper, and we will all be "
        "there with our lamps and our whistles."
    )
    article = read(within=f"<blockquote class=twitter-tweet><p>{post}</p></blockquote>")
    assert beside(article) == [("embed", post)]
    assert story(article) == STORY


@pytest.mark.parametrize(
    ("first", "within", "last"),
    [
        ("", "", "<h3>Summary</h3><ul><li>The lock has been shut since Monday morning.</li>"
                 "<li>Ships wait outside for two days, and some for three.</li></ul>"),
        ("", "<section class=s><h2>Background</h2><p>The lock was begun in 1911, when timber came "
             "from the north.</p></section><section class=s><h2>Outlook</h2><p>It is to open on "
             "Monday, when the tide allows it.</p></section>", ""),
        ("", "<h2>Fakten</h2><p>The lock was begun in 1911, when timber came from the north.</p>",
         ""),
        ("", "<blockquote><p>It will ring again on Monday, the keeper said at the pier.</p>"
             "</blockquote>", ""),
    ],
)  # fmt: skip
def test_parts_of_the_story_stay(first: str, within: str, last: str) -> None:
    assert beside(read(first, within, last)) == []


def test_what_is_most_of_the_text_is_the_story() -> None:
    lines = "".join(f"<p>{line}</p>" for line in STORY)
    html = f"<title>Harbour closed</title><h1>Harbour closed</h1><div class=factbox>{lines}</div>"
    assert beside(parsers.parse(html, "https://paper.example/a")) == []


def test_a_box_that_the_classifier_leaves_out_is_kept_beside_the_story() -> None:
    facts = [f"Lock {n} was begun in 191{n}, when timber came from the north" for n in range(4)]
    items = "".join(f"<li>{fact}</li>" for fact in facts)
    article = read(within=f"<div class=factbox><h3>Fakta om slusene</h3><ul>{items}</ul></div>")
    assert story(article) == STORY
    assert [text for _, text in beside(article)][-4:] == facts
    post = "Ring it, ring it! pic.example/aBc @harbour_bell and all of the keepers"
    article = read(
        within=f"<blockquote class=twitter-tweet><p>{post}</p>— Harbour (@bell) May 3, 2024"
        "</blockquote>"
    )
    assert beside(article)[0] == ("embed", post)
    assert story(article) == STORY


HEADINGS = {
    "summary": [
        "Key points", "The 5 key takeaways", "Auf einen Blick", "Die wichtigsten Fakten",
        "Lo esencial", "Las claves de la noticia", "À retenir", "Ce que l’on sait", "In pillole",
        "Pontos principais", "Dit moet je weten", "Nyckelpunkter", "Dette må du vite", "Pääkohdat",
        "Najważniejsze informacje", "Hlavní body", "A lényeg", "Kısaca", "Самое главное", "Тези",
        "Σύνοψη", "أبرز النقاط", "בקיצור", "मुख्य बिंदु", "สาระสำคัญ", "Poin utama", "Điểm chính",
        "内容提要", "この記事の要点", "세 줄 요약",
    ],
    "box": [
        "Fact box: the lock", "Zur Sache", "Fakta: Slussen", "Repères", "Quién es", "La scheda",
        "Kim jest", "Контекст", "Kimdir", "Bakgrunn", "Profil singkat", "背景資料", "プロフィール",
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "heading"), [(kind, text) for kind, texts in HEADINGS.items() for text in texts]
)
@pytest.mark.parametrize("tag", ["h3", "strong"])
def test_a_box_that_only_its_heading_tells(kind: str, heading: str, tag: str) -> None:
    items = "".join(f"<li>{point}</li>" for point in POINTS)
    box = f"<div class=x7><{tag}>{heading}</{tag}><ul>{items}</ul></div>"
    for article in (read(first=box), read(within=box), read(last=box)):
        assert [at for at in beside(article) if at[1] in POINTS] == [(kind, p) for p in POINTS]
        assert story(article) == STORY


def test_a_list_of_links_or_contents_is_no_box() -> None:
    links = "".join(f"<li><a href=#c{n}>The lock of the harbour {n}</a></li>" for n in range(5))
    box = f"<div class=x7><h3>Summary</h3><ul>{links}</ul></div>"
    for article in (read(first=box), read(within=box), read(last=box)):
        assert beside(article) == []


def test_a_box_leaves_standfirst_and_lead_picture_where_they_are() -> None:
    dek = "The port authority spoke of the worst storm for many years, and of repairs until June."
    box = "<div><h3>At a glance</h3><ul><li>Shut.</li><li>In June.</li></ul></div>"
    picture = (
        "<figure><img src=/lock.jpg width=900 height=600><figcaption>The lock</figcaption></figure>"
    )
    article = read(first=f"<p class=standfirst>{dek}</p>{box}{picture}")
    assert article.dek == dek
    assert article.images[0].is_lead
