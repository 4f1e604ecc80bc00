"""Pages in every encoding in use read as their writers meant them, whatever they declare."""

from __future__ import annotations

import codecs

import pytest

import parsers

GERMAN = (
    "Krabbenfischer grüßt Möwe – „höflich, aber kühl“",
    "Küstenfischer Jürgen Süßkind grüßt seit Ostern jede Möwe am Kai einzeln mit Namen.",
    "„Sie grüßen nicht zurück“, sagt er, „doch sie hören auf zu kreischen – für ein Weilchen.“",
    "Die Hafenbehörde prüft, ob das Grüßen während der Öffnungszeiten erlaubt bleiben muss.",
)
FRENCH = (
    "Le bœuf de l’île a traversé à la nage",
    "Un bœuf a traversé à la nage, samedi, le détroit qui sépare l’île de la côte.",
    "« Il avait l’air déterminé », témoigne une pêcheuse, qui l’a suivi jusqu’à la grève.",
    "L’animal a été hébergé chez le maire. Coût de la traversée : 0 €, précise la mairie.",
)
POLISH = (
    "Łódź bez wody, a jednak płynie",
    "W Łodzi zbudowano łódź, która pływa po trawie. Pomysł zgłosiły dzieci ze Śródmieścia.",
    "„Trawa też faluje” – tłumaczy dziesięcioletnia Zosia Żółkiewicz, kapitan jednostki.",
    "Łódź kursuje co godzinę między ogródkiem a szkołą i nigdy jeszcze się nie spóźniła.",
)
CZECH = (
    "Příliš žluťoučký kůň pluje po řece",
    "Dřevěný kůň v životní velikosti vyplul v úterý po řece a dopoledne minul třetí jez.",
    "„Měl být hnědý, ale barvíř špatně slyšel,“ říká řezbář Bořivoj Šťastný z nábřeží.",
    "Kůň má doplout k moři před Vánoci. Cestou bude vítán ve čtyřiceti přístavech.",
)
RUSSIAN = (
    "Маяк на острове отметил столетие",
    "Маяк на северном острове отметил столетие. Смотритель зажёг его вручную, как в первый вечер.",
    "«Свет тот же, только я постарел», — сказал он гостям, которых привёз старый буксир.",
    "Следующий праздник назначен через сто лет, приглашения уже разосланы всем соседям.",
)
JAPANESE = (
    "港の時計台、百年ぶりに鐘が鳴る",
    "港の時計台で十四日、百年ぶりに鐘が鳴った。修理を手がけたのは地元の高校生たちだった。",
    "「音が出るとは思わなかった」と生徒の一人は話す。鐘は毎日正午に鳴らされる予定だ。",
    "町では鐘の音に合わせて昼食をとる人が増え、食堂の主人たちは喜んでいるという。",
)
CHINESE = (
    "老码头的书店只在雨天营业",
    "老码头有一家书店，只在下雨的日子开门。店主说，晴天应当留给走路的人。",
    "今年雨水多，书店卖出了八千本书，其中一半是关于沙漠的。读者大多带着伞来，带着书走。",
    "气象台表示，明天多云，书店可能关门，也可能开一条缝，视云的意思而定。",
)
TRADITIONAL = (
    "老碼頭的書店只在雨天營業",
    "老碼頭有一家書店，只在下雨的日子開門。店主說，晴天應當留給走路的人。",
    "今年雨水多，書店賣出了八千本書，其中一半是關於沙漠的。讀者大多帶著傘來，帶著書走。",
    "氣象台表示，明天多雲，書店可能關門，也可能開一條縫，視雲的意思而定。",
)
KOREAN = (
    "항구 시계탑, 백 년 만에 종이 울리다",
    "항구의 시계탑에서 십사일 백 년 만에 종이 울렸다. 수리를 맡은 것은 지역 고등학생들이었다.",
    "“소리가 날 줄 몰랐다”고 한 학생은 말했다. 종은 날마다 정오에 울릴 예정이다.",
    "마을에서는 종소리에 맞추어 점심을 먹는 사람이 늘어 식당 주인들이 기뻐하고 있다.",
)
ARABIC = (
    "جرس الميناء يقرع بعد مئة عام",
    "قرع جرس الميناء صباح السبت للمرة الأولى منذ مئة عام بعد أن أصلحه طلاب المدرسة الثانوية.",
    "وقال أحد الطلاب إنه لم يتوقع أن يصدر الجرس صوتا، وإنه سيقرع كل يوم عند الظهر.",
    "وأضاف صاحب المطعم المجاور أن الناس باتوا يأتون إلى الغداء في موعده تماما.",
)
GREEK = (
    "Το καμπαναριό του λιμανιού χτύπησε ξανά",
    "Το καμπαναριό του λιμανιού χτύπησε το Σάββατο για πρώτη φορά ύστερα από εκατό χρόνια.",
    "Οι μαθητές που το επισκεύασαν είπαν ότι δεν περίμεναν να ακουστεί τόσο καθαρά.",
    "Η καμπάνα θα χτυπά κάθε μέρα το μεσημέρι, εκτός αν κοιμάται η γάτα του φαροφύλακα.",
)
TURKISH = (
    "İskelenin saati yüz yıl sonra çaldı",
    "İskelenin saati cumartesi günü yüz yıl sonra ilk kez çaldı; onu öğrenciler onardı.",
    "Bir öğrenci, “Ses çıkacağını düşünmüyorduk,” dedi ve çayını güneşte içmeye koyuldu.",
    "Çan her gün öğleyin çalacak. Lokantacılar, müşterilerin artık geç kalmadığını söylüyor.",
)
Story = tuple[str, str, str, str]


def page(story: Story, declared: str | None) -> str:
    headline, *paragraphs = story
    meta = f'<meta charset="{declared}">' if declared else ""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!DOCTYPE html><html><head>{meta}<title>{headline}</title></head><body>"
        f"<article><h1>{headline}</h1>{body}</article></body></html>"
    )


def assert_reads_as(story: Story, html: bytes, content_type: str | None = None) -> None:
    article = parsers.parse(html, "https://www.hafen.example/1", content_type=content_type)
    assert article.headline == story[0]
    assert [paragraph.text for paragraph in article.paragraphs] == list(story[1:])


ENCODED = [
    ("windows-1252", GERMAN),
    ("windows-1252", FRENCH),
    ("iso-8859-15", FRENCH),
    ("iso-8859-2", CZECH),
    ("windows-1250", POLISH),
    ("windows-1250", CZECH),
    ("windows-1251", RUSSIAN),
    ("koi8-r", RUSSIAN),
    ("windows-1253", GREEK),
    ("windows-1254", TURKISH),
    ("windows-1256", ARABIC),
    ("shift_jis", JAPANESE),
    ("euc-jp", JAPANESE),
    ("iso-2022-jp", JAPANESE),
    ("gb18030", CHINESE),
    ("gbk", CHINESE),
    ("gb2312", CHINESE),
    ("big5", TRADITIONAL),
    ("euc-kr", KOREAN),
    ("utf-8", GERMAN),
    ("utf-8", CHINESE),
]


QUOTES = str.maketrans(
    {"«": '"', "»": '"', "„": '"', "“": '"', "”": '"', "’": "'", "–": "-", "—": "-"}
)


def writable(story: Story, encoding: str) -> Story:
    """*story*, with typewriter quotes where *encoding* has no others."""
    try:
        "".join(story).encode(encoding)
    except UnicodeEncodeError:
        headline, first, second, third = (text.translate(QUOTES) for text in story)
        return headline, first, second, third
    return story


@pytest.mark.parametrize(("encoding", "story"), ENCODED)
class TestDeclared:
    def test_in_the_page(self, encoding: str, story: Story) -> None:
        story = writable(story, encoding)
        assert_reads_as(story, page(story, encoding).encode(encoding))

    def test_in_the_header(self, encoding: str, story: Story) -> None:
        story = writable(story, encoding)
        html = page(story, None).encode(encoding)
        assert_reads_as(story, html, f"text/html; charset={encoding}")

    def test_in_http_equiv(self, encoding: str, story: Story) -> None:
        story = writable(story, encoding)
        declared = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
        html = page(story, None).replace("<head>", f"<head>{declared}")
        assert_reads_as(story, html.encode(encoding), "text/html")


@pytest.mark.parametrize("bom", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8])
@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1", "shift_jis"])
def test_a_byte_order_mark_beats_what_is_declared(bom: bytes, declared: str | None) -> None:
    names = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
    html = bom + page(RUSSIAN, declared).encode(names.get(bom, "utf-8"))
    assert_reads_as(RUSSIAN, html, f"text/html; charset={declared}" if declared else None)


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "us-ascii", "koi8-r", "gbk"])
@pytest.mark.parametrize("story", [GERMAN, POLISH, JAPANESE, ARABIC], ids=lambda s: s[0][:8])
def test_utf8_declared_as_something_else(story: Story, declared: str) -> None:
    html = page(story, declared).encode()
    assert_reads_as(story, html)
    assert_reads_as(story, html, f"text/html; charset={declared}")


@pytest.mark.parametrize("story", [GERMAN, FRENCH], ids=["de", "fr"])
def test_windows_1252_declared_as_utf8_latin1_or_nothing(story: Story) -> None:
    for declared in ("utf-8", "iso-8859-1", None):
        html = page(story, declared).encode("windows-1252")
        assert_reads_as(story, html)
        assert_reads_as(story, html, f"text/html; charset={declared or 'utf-8'}")


@pytest.mark.parametrize(
    ("encoding", "story"),
    [
        ("windows-1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("shift_jis", JAPANESE),
        ("gb18030", CHINESE),
    ],
)
@pytest.mark.parametrize("declared", [None, "utf-8"])
def test_nothing_or_nonsense_declared(encoding: str, story: Story, declared: str | None) -> None:
    story = writable(story, encoding)
    assert_reads_as(story, page(story, declared).encode(encoding))


@pytest.mark.parametrize("label", ["utf8", "UTF-8;", "x-sjis", "none", "", "utf-8, utf-8", "💧"])
def test_a_label_nobody_knows_is_no_error(label: str) -> None:
    encoding = "shift_jis" if label == "x-sjis" else "utf-8"
    html = page(JAPANESE, None).encode(encoding)
    assert_reads_as(JAPANESE, html, f"text/html; charset={label}")
    html = page(JAPANESE, label).encode(encoding, "ignore")
    assert_reads_as(JAPANESE, html)


@pytest.mark.parametrize("cut", range(1, 4))
def test_one_broken_byte_does_not_turn_the_page_into_mojibake(cut: int) -> None:
    html = page(GERMAN, "utf-8").encode()
    at = html.index(b"Weilchen") + cut
    broken = html[:at] + b"\xff" + html[at:]
    article = parsers.parse(broken, "https://www.hafen.example/1", content_type="text/html")
    assert article.headline == GERMAN[0]
    assert article.paragraphs[0].text == GERMAN[1]
    assert article.paragraphs[2].text == GERMAN[3]


@pytest.mark.parametrize(
    ("encoding", "story"), [("windows-1252", GERMAN), ("shift_jis", JAPANESE), ("utf-16", RUSSIAN)]
)
def test_plain_text_too(encoding: str, story: Story) -> None:
    text = "\n\n".join(story).encode(encoding)
    assert_reads_as(story, text, f"text/plain; charset={encoding}")


WEB_PAGE = (
    "<!doctype html><html><head><title>Ferry</title></head><body>"
    "<h1>The ferry waits for the tide</h1>"
    "<p>The ferry to the island waited for the tide on Monday, said the harbour master.</p>"
    "<p>It crossed the bar in the evening, three hours late, with forty people on board.</p>"
    "<p>The next one leaves in the morning, if the wind lets it go, the master said.</p>"
    "</body></html>"
)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (WEB_PAGE.encode(), "text/plain"),
        (b"<!-- as they are -->\n" + WEB_PAGE.encode(), "text/plain; charset=utf-8"),
        (WEB_PAGE.encode(), None),
        (WEB_PAGE.encode(), "application/octet-stream"),
        (b" \r\n" * 3_000 + WEB_PAGE.encode(), "text/html"),
        (b"<!--" + b" all rights reserved" * 200 + b"-->" + WEB_PAGE.encode(), "text/html"),
        (b"\0" * 60 + WEB_PAGE.encode(), "text/html"),
        (b"\x89PNG\r\n\x1a\n\0\1\2" + WEB_PAGE.encode(), "text/html"),
        (b"\xef\xbb\xbf\xef\xbb\xbf" + WEB_PAGE.encode(), "text/html"),
        (WEB_PAGE.encode("utf-16-le"), "text/html"),
    ],
    ids=[
        "text",
        "comment",
        "no type",
        "octets",
        "space",
        "notice",
        "nul",
        "png",
        "marks",
        "utf-16",
    ],
)
def test_a_page_is_one_whatever_it_is_called_and_begins_with(
    body: bytes, content_type: str | None
) -> None:
    article = parsers.parse(body, "https://a.example/ferry", content_type=content_type)
    assert article.headline == "The ferry waits for the tide"
    assert len(article.paragraphs) == 3


def test_text_about_markup_is_text() -> None:
    about = (
        "The first tag\n\nEvery page begins with <!doctype html>, said the teacher on Monday.\n\n"
    )
    about += "Then comes <html>, and after it whatever a writer likes, she told the class.\n"
    article = parsers.parse(about.encode(), content_type="text/plain")
    assert "<!doctype html>" in article.paragraphs[0].text


UKRAINIAN = (
    "Їжак переплив річку і дістав ґудзик",
    "Їжак переплив річку у вівторок і дістав із дна ґудзик, який загубила сусідська родина.",
    "«Він ніколи не вчився плавати», — сказала вчителька, яка живе біля єдиного мосту.",
    "Ґудзик повернули власникам, а їжак отримав яблуко й грамоту від сільської ради.",
)
HUNGARIAN = (
    "Hűvös őszben nyílt ki a tűzfa",
    "Hűvös őszi reggelen nyílt ki a kertben az a fa, amelyet húsz éve ültettek el a gyerekek.",
    "A kertész szerint erről a fáról soha senki nem hitte volna, hogy még egyszer kivirágzik.",
    "A látogatók sora a következő faluig ér, és mindenki egyetlen szirmot vihet haza magával.",
)
SPOKEN = [
    ("koi8-u", "uk", UKRAINIAN),
    ("windows-1251", "uk", UKRAINIAN),
    ("koi8-r", "ru", RUSSIAN),
    ("windows-1251", "ru-RU", RUSSIAN),
    ("iso-8859-5", "ru", RUSSIAN),
    ("iso-8859-2", "pl", POLISH),
    ("windows-1250", "pl-PL", POLISH),
    ("iso-8859-2", "cs", CZECH),
    ("windows-1250", "cs", CZECH),
    ("iso-8859-2", "hu", HUNGARIAN),
    ("iso-8859-9", "tr", TURKISH),
    ("windows-1254", "tr", TURKISH),
    ("iso-8859-7", "el", GREEK),
    ("windows-1253", "el", GREEK),
    ("iso-8859-6", "ar", ARABIC),
    ("windows-1256", "ar", ARABIC),
]


def plain(story: Story, encoding: str) -> Story:
    """*story* without the quotes and dashes that *encoding* lacks."""
    signs = str.maketrans("„”“–—’«»", '"""--\'""')
    kept = [text.encode(encoding, "ignore").decode(encoding) == text for text in story]
    return story if all(kept) else tuple(text.translate(signs) for text in story)  # type: ignore[return-value]


@pytest.mark.parametrize(("encoding", "language", "story"), SPOKEN)
def test_the_language_tells_the_charset_of_a_page_that_does_not(
    encoding: str, language: str, story: Story
) -> None:
    story = plain(story, encoding)
    html = page(story, None).replace("<html>", f'<html lang="{language}">').encode(encoding)
    assert_reads_as(story, html)
    assert parsers.open_page(html).doubt is None


def test_what_was_guessed_is_doubted() -> None:
    html = page(GERMAN, None).encode("windows-1252")
    assert parsers.open_page(html).doubt == "it declares no charset; it was read as windows-1252"
    lied = parsers.open_page(page(GERMAN, "euc-kr").encode("windows-1252")).doubt
    assert lied == "it is not in the charset that it declares; it was read as windows-1252"
    for sure in (page(GERMAN, None).encode(), page(GERMAN, "windows-1252").encode("windows-1252")):
        assert parsers.open_page(sure).doubt is None
