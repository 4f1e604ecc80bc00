"""Language, section, keywords, publisher, copyright line, paywall and kind of a story."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parsers
from parsers.fields.about.about import About, read_about
from parsers.page.text.language import language_of, normal_tag

TEXTS = {
    "en": "The harbour was closed on Friday and the ships that had come in the night could not "
    "leave it until the cranes were taken out of the basin by the port authority.",
    "de": "Der Hafen war am Freitag geschlossen, und die Schiffe, die in der Nacht gekommen waren, "
    "konnten nicht auslaufen, bis die Kräne aus dem Becken gehoben wurden.",
    "fr": "Le port était fermé vendredi et les navires arrivés dans la nuit ne pouvaient pas en "
    "sortir avant que les grues ne soient retirées du bassin par les autorités.",
    "es": "El puerto estaba cerrado el viernes y los barcos que habían llegado por la noche no "
    "podían salir hasta que se retiraran las grúas que habían caído en la dársena.",
    "tr": "Liman cuma günü kapatıldı ve gece gelen gemiler için bir çıkış yolu bulunamadı; vinçler "
    "daha sonra liman idaresi olarak bilinen kurum ile birlikte çıkarıldı, çok uzun sürdü.",
    "sw": "Bandari ilifungwa siku ya Ijumaa na meli ambazo zilikuwa zimefika usiku hazikuweza "
    "kuondoka hadi mashine za kupakia mizigo zilipotolewa kwa usaidizi wa mamlaka ya bandari.",
    "ru": "Порт был закрыт в пятницу, и суда, которые пришли ночью, не могли выйти из него, пока "
    "краны не были подняты со дна, что заняло у портовых властей всю субботу.",
    "uk": "Порт був закритий у п'ятницю, і судна, що прийшли вночі, не могли вийти з нього, доки "
    "крани не підняли з дна, на що у портової влади пішла вся субота, як це було й торік.",
    "ar": "أغلق الميناء يوم الجمعة ولم تتمكن السفن التي وصلت في الليل من المغادرة إلى أن رفعت "
    "الرافعات من الحوض على يد سلطة الميناء مع فرق من المدينة.",
    "fa": "بندر روز جمعه بسته شد و کشتی‌هایی که در شب رسیده بودند تا زمانی که جرثقیل‌ها از "
    "حوضچه بیرون آورده شدند نمی‌توانستند از آن خارج شوند و این کار یک روز طول کشید.",
    "hi": "बंदरगाह शुक्रवार को बंद रहा और रात में आए जहाज तब तक बाहर नहीं जा सके जब तक कि क्रेनों को "
    "बेसिन से नहीं निकाला गया, यह काम बंदरगाह के अधिकारियों ने किया है।",
    "zh": "港口周五关闭，夜间抵达的船只在起重机被港务局从港池中移走之前无法离开，"
    "这项工作持续了整整一天，港务局表示周日晚上之前不会重新开放航道，请各船公司注意安排。",
    "ja": "港は金曜日に閉鎖され、夜間に到着した船は、クレーンが"
    "港湾当局によって引き上げられるまで出港できなかった。"
    "作業は丸一日続き、当局は日曜日の夜まで再開しないとしている。",
    "ko": "항구는 금요일에 폐쇄되었고 밤에 도착한 배들은 항만 당국이 "
    "크레인을 건져 낼 때까지 출항할 수 없었다. "
    "작업은 하루 종일 계속되었으며 당국은 일요일 저녁까지 다시 열지 않을 것이라고 밝혔다.",
    "el": "Το λιμάνι έκλεισε την Παρασκευή και τα πλοία που είχαν φτάσει τη νύχτα δεν μπορούσαν να "
    "φύγουν μέχρι να απομακρυνθούν οι γερανοί από τη λεκάνη.",
    "th": "ท่าเรือถูกปิดในวันศุกร์ และเรือที่มาถึงในเวลากลางคืนไม่สามารถออกไปได้จนกว่าจะมีการนำปั้นจั่นออกจากแอ่งน้ำ",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_declared_language_that_the_text_bears_out(language: str) -> None:
    assert language_of([language], TEXTS[language]) == (language, "declared")


@pytest.mark.parametrize("language", sorted(set(TEXTS) - {"en"}))
def test_a_template_that_says_english_is_overruled(language: str) -> None:
    assert language_of(["en-US"], TEXTS[language]) == (language, "text")


@pytest.mark.parametrize("language", TEXTS)
def test_a_page_that_declares_nothing(language: str) -> None:
    assert language_of([None], TEXTS[language]) == (language, "text")


def test_the_second_declaration_counts_where_the_first_is_wrong() -> None:
    assert language_of(["en", "de-AT"], TEXTS["de"]) == ("de-AT", "declared")


def test_too_little_text_leaves_the_declaration() -> None:
    assert language_of(["de"], "Harbour closed") == ("de", "declared")
    assert language_of([], "Harbour closed") is None


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("en_US", "en-US"),
        ("EN-gb", "en-GB"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("es-419", "es-419"),
        ("jp", "ja"),
        ("iw", "he"),
        ("de-DE", "de-DE"),
        ("English", "en"),
        ("en_GB.UTF-8", "en-GB"),
        ("de, en", "de"),
        ("x-default", None),
        ("", None),
        ("12", None),
        ("{{ lang }}", None),
    ],
)
def test_tags_as_bcp_47_writes_them(written: str, tag: str | None) -> None:
    assert normal_tag(written) == tag


@given(st.text(max_size=40), st.text(max_size=400))
def test_any_declaration_and_any_text(declared: str, text: str) -> None:
    found = language_of([declared], text)
    assert found is None or normal_tag(found[0]) == found[0]


def about(head: str = "", body: str = "", url: str = "https://gazette.example/a") -> About:
    html = f"<html lang=en><head><title>Harbour closed</title>{head}</head><body>"
    html += f"<h1>Harbour closed</h1><p>{TEXTS['en']}</p>{body}</body></html>"
    return read_about(parsers.open_page(html, url), TEXTS["en"])


def linked(**values: object) -> str:
    story = {"@type": "NewsArticle", "headline": "Harbour closed", **values}
    return f'<script type="application/ld+json">{json.dumps(story)}</script>'


def value(found: object) -> object:
    return getattr(found, "value", None)


@pytest.mark.parametrize(
    ("head", "section"),
    [
        (linked(articleSection="Economy"), "Economy"),
        (linked(articleSection=["Economy", "Ports"]), "Economy"),
        (linked(articleSection="Economy, Ports, Storm"), "Economy"),
        ('<meta property="article:section" content="Economy">', "Economy"),
        ('<meta name=parsely-section content="Economy">', "Economy"),
        (linked(articleSection={"x": 1}), None),
        ("", None),
    ],
)
def test_sections(head: str, section: str | None) -> None:
    assert value(about(head).section) == section


@pytest.mark.parametrize(
    ("body", "section"),
    [
        pytest.param(
            "<article><header><h1>Harbour closed</h1><span class=cat-links>Posted in "
            '<a href=/c/ rel="category tag">Economy</a></span></header></article>',
            "Economy",
            id="a category of WordPress",
        ),
        pytest.param(
            "<article><h1>Harbour closed</h1></article><aside><article><h2>Goats</h2>"
            '<a href=/c/ rel="category tag">Animals</a></article></aside>',
            None,
            id="another story's category",
        ),
        pytest.param(
            "<article><h1>Harbour closed</h1>"
            '<a href=/c/ rel="category tag">Uncategorized</a></article>',
            None,
            id="the category of stories without one",
        ),
        pytest.param(
            "<ol class=breadcrumb><li><a href=/>Home</a><li><a href=/e>Economy</a>"
            "<li>Harbour closed</ol><h1>Harbour closed</h1>",
            "Economy",
            id="a breadcrumb",
        ),
        pytest.param(
            "<div class=crumbs><a href=/>首页</a> &gt; <a href=/e>经济</a> &gt; </div>",
            "经济",
            id="a breadcrumb in Chinese",
        ),
        pytest.param(
            "<div class=breadcrumb><a href=/>Home</a> <a href=/a>The harbour was closed on Friday "
            "for the whole morning</a></div>",
            None,
            id="a breadcrumb to the story itself",
        ),
        pytest.param(
            "<div class=breadcrumb><a href=/e>Economy</a> <a href=/f>Ferries</a></div>",
            None,
            id="links that do not begin at home",
        ),
    ],
)
def test_a_section_that_is_only_shown(body: str, section: str | None) -> None:
    assert value(about("", body).section) == section


def test_a_breadcrumb_names_the_section() -> None:
    steps = [{"name": "Home"}, {"item": {"name": "Economy"}}, {"name": "Harbour closed"}]
    crumbs = {"@type": "BreadcrumbList", "itemListElement": steps}
    script = f'<script type="application/ld+json">{json.dumps(crumbs)}</script>'
    assert value(about(script).section) == "Economy"


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (linked(keywords=["port", "storm", "Port"]), ("port", "storm")),
        (linked(keywords="port, storm; cranes"), ("port", "storm", "cranes")),
        ('<meta name=news_keywords content="port,storm">', ("port", "storm")),
        ('<meta name=keywords content="港口、风暴，起重机">', ("港口", "风暴", "起重机")),
        (
            '<meta property="article:tag" content="port">'
            '<meta property="article:tag" content="storm">',
            ("port", "storm"),
        ),
        (linked(keywords=["Tag:port", "Tag:storm"]), ("port", "storm")),
        ('<meta name=keywords content="Harbour closed">', None),
        (linked(keywords=5), None),
    ],
)
def test_keywords(head: str, words: tuple[str, ...] | None) -> None:
    found = value(about(head).keywords)
    assert found == words or (words is None and found == ("5",))


@pytest.mark.parametrize(
    ("head", "publisher"),
    [
        (linked(publisher={"@type": "Organization", "name": "The Gazette"}), "The Gazette"),
        ('<meta property="og:site_name" content="The Gazette">', "The Gazette"),
        ('<meta name="application-name" content="The Gazette">', "The Gazette"),
        (linked(publisher="https://gazette.example"), None),
    ],
)
def test_publishers(head: str, publisher: str | None) -> None:
    assert value(about(head).publisher) == publisher


@pytest.mark.parametrize(
    ("body", "notice"),
    [
        ("<footer><p>© 2024 The Gazette</p></footer>", "© 2024 The Gazette"),
        (
            "<footer><small>Copyright &copy; 2024 <b>The Gazette</b>. All rights reserved."
            "</small></footer><script>var c = 'x';</script>",
            "Copyright © 2024 The Gazette",
        ),
        ("<div>The Gazette © 2024</div>", "The Gazette © 2024"),
        ("<figure><figcaption>Copyright © 2024 Ann Poe</figcaption></figure>", None),
        ("<script>/* Copyright (c) 2024 Widget Inc */</script>", None),
        ("<!-- © 2024 The Gazette -->", None),
        ("<img alt='© 2024 Ann Poe'>", None),
        ("<p>© 2024</p>", None),
        ("<p><a href=/t>Terms</a> <a href=/p>Privacy</a> © 2024 The Gazette</p>",
         "© 2024 The Gazette"),
        ("<p>© 2024 The Gazette <a href=/t>Terms</a> <a href=/p>Privacy</a></p>",
         "© 2024 The Gazette"),
        ("<p>© 2024 Gazette and <a href=/g>Tide Media</a></p>", "© 2024 Gazette and Tide Media"),
        ("<p>© 2024 Press <a href=/g>The Gazette</a> Publishing House Ltd</p>",
         "© 2024 Press The Gazette Publishing House Ltd"),
        ("<p><a href=/c>Copyright</a> © 2024 The Gazette</p>", "Copyright © 2024 The Gazette"),
        ("<p><button>High contrast</button> ©2024 The Gazette</p>", "©2024 The Gazette"),
        ("<p>© Ann Poe (KNA)</p>", None),
        ("<p>© Ann Poe/Reuters</p>", None),
        ("<p>© 2024 Ann Poe</p>", "© 2024 Ann Poe"),
    ],
)  # fmt: skip
def test_the_copyright_line(body: str, notice: str | None) -> None:
    assert value(about(body=body).copyright_notice) == notice


def test_a_declared_notice_where_none_is_shown() -> None:
    found = about('<meta name=copyright content="Gazette Press Ltd">').copyright_notice
    assert (value(found), found and found.source) == ("Gazette Press Ltd", "meta")


@pytest.mark.parametrize(
    ("head", "free"),
    [
        (linked(isAccessibleForFree=True), True),
        (linked(isAccessibleForFree="False"), False),
        (linked(isAccessibleForFree="http://schema.org/False"), False),
        (linked(hasPart={"isAccessibleForFree": "False", "cssSelector": ".paid"}), False),
        ('<meta property="article:content_tier" content="free">', True),
        ('<meta property="article:content_tier" content="metered">', False),
        (linked(isAccessibleForFree="perhaps"), None),
        ("", None),
    ],
)
def test_what_the_page_says_of_its_paywall(head: str, free: bool | None) -> None:
    assert value(about(head).is_free) is free


@pytest.mark.parametrize(
    ("head", "url", "kind"),
    [
        (linked(**{"@type": "LiveBlogPosting"}), "", "live-blog"),
        (linked(**{"@type": ["NewsArticle", "LiveBlogPosting"]}), "", "live-blog"),
        (linked(**{"@type": "ImageGallery"}), "", "gallery"),
        (linked(**{"@type": "VideoObject"}), "", "video"),
        (linked(**{"@type": "PodcastEpisode"}), "", "audio"),
        ('<meta property="og:type" content="video.other">', "", "video"),
        ("", "https://g.example/world/live/2024/storm", "live-blog"),
        ("", "https://g.example/fotostrecke/storm", "gallery"),
        ("", "https://g.example/podcasts/storm", "audio"),
        (linked(), "", None),
        ("", "https://g.example/liverpool/storm", None),
    ],
)
def test_kinds(head: str, url: str, kind: str | None) -> None:
    assert value(about(head, url=url or "https://g.example/a").kind) == kind


def test_keywords_without_the_marks_of_publishing_systems() -> None:
    told = "Harbour, _Prio_3, article_4711, cms:teaser, 12345678, Storm, 2024, Air_Canada"
    found = parsers.parse(
        f'<title>Harbour closed</title><meta name=news_keywords content="{told}">'
        "<h1>Harbour closed</h1>"
        + "".join(f"<p>{'The harbour was closed all morning. ' * 5} Lock {n}.</p>" for n in "abc"),
        "https://gazette.example/a",
    )
    assert found.keywords == ("Harbour", "Storm", "2024", "Air_Canada")
