"""Days and moments in the words of many languages, and which of a page's dates is the story's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parsers
from parsers.fields.dates.calendars import from_jalali, month_of
from parsers.fields.dates.date_formats import find_moments, parse_moment
from parsers.fields.dates.dates import Times, read_times
from parsers.fields.dates.moment import habits_of
from parsers.fields.headline.headline import read_headline_block

MAY_3 = date(2024, 5, 3)

WORDINGS = [
    ("en", "May 3, 2024"),
    ("en", "Fri, 3rd of May 2024"),
    ("en", "03-May-2024"),
    ("en-US", "5/3/2024"),
    ("en-GB", "3/5/2024"),
    ("de", "Freitag, 3. Mai 2024, 10:30 Uhr"),
    ("de", "03.05.24"),
    ("fr", "Publié le 3 mai 2024 à 10h30"),
    ("es", "3 de mayo de 2024"),
    ("pt", "3 de maio de 2024 às 10h30"),
    ("pt", "3/mai/2024"),
    ("it", "3 maggio 2024"),
    ("nl", "3 mei 2024 om 10:30"),
    ("ca", "3 de maig del 2024"),
    ("eu", "2024ko maiatzaren 3a"),
    ("ro", "3 mai 2024"),
    ("da", "3. maj 2024"),
    ("no", "3. mai 2024 kl. 10:30"),
    ("sv", "3 maj 2024 kl. 10.30"),
    ("is", "3. maí 2024"),
    ("fi", "3.5.2024 klo 10.30"),
    ("fi", "3. toukokuuta 2024"),
    ("et", "3. mai 2024"),
    ("lv", "2024. gada 3. maijs"),
    ("lt", "2024 m. gegužės 3 d."),
    ("pl", "3 maja 2024"),
    ("cs", "3. května 2024"),
    ("cs", "3. 5. 2024"),
    ("sk", "3. mája 2024"),
    ("sl", "3. maja 2024"),
    ("hr", "3. svibnja 2024."),
    ("sr", "3. мај 2024."),
    ("hu", "2024. május 3. 10:30"),
    ("ru", "3 мая 2024, 10:30"),
    ("uk", "3 травня 2024"),
    ("bg", "3 май 2024"),
    ("el", "3 ΜΑΪΟΥ 2024"),
    ("tr", "3 MAYIS 2024 CUMA"),
    ("sq", "3 maj 2024"),
    ("id", "Jumat, 3 Mei 2024 10:30 WIB"),
    ("ms", "3 Mei 2024"),
    ("vi", "3 tháng 5, 2024"),
    ("sw", "3 Mei 2024"),
    ("ar", "الجمعة ٣ مايو ٢٠٢٤"),
    ("ar", "3 أيار 2024"),
    ("fa", "جمعه ۱۴ اردیبهشت ۱۴۰۳"),
    ("ur", "3 مئی 2024"),
    ("he", "3 במאי 2024"),
    ("hi", "३ मई २०२४"),
    ("bn", "৩ মে ২০২৪"),
    ("ta", "03 மே 2024"),
    ("te", "3 మే 2024"),
    ("th", "3 พ.ค. 2567 10:30 น."),
    ("th", "3 พฤษภาคม 2567"),
    ("ka", "3 მაისი 2024"),
    ("hy", "3 մայիսի 2024"),
    ("zh", "2024年5月3日 10:30"),
    ("ja", "令和6年5月3日"),
    ("ja", "2024年05月03日(金) 10時30分"),
    ("ko", "2024년 5월 3일"),
    ("ko", "입력 2024.05.03 10:30"),
    ("ar", "3 أيار/مايو 2024"),
    ("fa", "۱۴۰۳/۰۲/۱۴"),
    ("fa", "1403/2/14 10:30"),
    ("ckb", "3 ئایار 2024"),
    ("ku", "3 gulan 2024"),
    ("or", "3 ମେ 2024"),
    ("lb", "3. Mee 2024"),
    ("mt", "3 ta’ Mejju 2024"),
    ("uz", "2024-yil 3-may"),
    ("tl", "Ika-3 ng Mayo 2024"),
    ("th", "3 พ.ค. 67"),
]


@pytest.mark.parametrize(("language", "wording"), WORDINGS, ids=[w for _, w in WORDINGS])
def test_the_third_of_may(language: str, wording: str) -> None:
    found = [moment.day for moment in find_moments(wording, habits_of(language))]
    assert found == [MAY_3]


@pytest.mark.parametrize(
    ("wording", "moment"),
    [
        ("May 3, 2024 10:30 AM EDT", datetime(2024, 5, 3, 14, 30, tzinfo=UTC)),
        ("Updated 11:15 GMT, 3 May 2024", datetime(2024, 5, 3, 11, 15, tzinfo=UTC)),
        ("3 May 2024, 11:05 GMT+2", datetime(2024, 5, 3, 9, 5, tzinfo=UTC)),
        ("3 мая 2024, 10:30 МСК", datetime(2024, 5, 3, 7, 30, tzinfo=UTC)),
    ],
)
def test_a_clock_time_with_its_zone_is_a_moment(wording: str, moment: datetime) -> None:
    assert [found.value for found in find_moments(wording)] == [moment]


@pytest.mark.parametrize("zone", ["IST", "CST", "BST", "", "Uhr"])
def test_a_clock_time_without_a_certain_offset_counts_as_its_day(zone: str) -> None:
    (found,) = find_moments(f"3 May 2024, 10:30 {zone}")
    assert found.value == MAY_3


@pytest.mark.parametrize(
    "text",
    [
        "5/3/2024",
        "5/3/24",
        "9 am 5/3/24",
        "F-May-24",
        "May 2024",
        "3 May",
        "31 February 2024",
        "1,234",
    ],
)
def test_what_could_be_two_days_or_none_is_no_date(text: str) -> None:
    assert list(find_moments(text, habits_of("en"))) == []


def test_one_word_two_months() -> None:
    assert month_of("listopada", "pl") == (11, "")
    assert month_of("listopada", "hr") == (10, "")


def test_the_persian_year_turns_in_march() -> None:
    assert from_jalali(1403, 12, 30) == date(2025, 3, 20)
    assert from_jalali(1404, 1, 1) == date(2025, 3, 21)
    assert from_jalali(1404, 12, 30) is None


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2024-05-03T10:30:00+0200", datetime(2024, 5, 3, 8, 30, tzinfo=UTC)),
        ("2024-05-03T10:30:00.000Z", datetime(2024, 5, 3, 10, 30, tzinfo=UTC)),
        ("2024-05-03T10:30:00+02:00[Europe/Berlin]", datetime(2024, 5, 3, 8, 30, tzinfo=UTC)),
        ("Fri, 03 May 2024 10:30:00 GMT", datetime(2024, 5, 3, 10, 30, tzinfo=UTC)),
        ("Fri May 03 2024 10:30:00 GMT+0000 (UTC)", datetime(2024, 5, 3, 10, 30, tzinfo=UTC)),
        ("1714732200", datetime(2024, 5, 3, 10, 30, tzinfo=UTC)),
        ("1714732200000", datetime(2024, 5, 3, 10, 30, tzinfo=UTC)),
        ("2024-05-03 10:30:00", MAY_3),
        ("2024-05-03T24:00:00Z", MAY_3),
        ("20240503", MAY_3),
        ("May 3, 2024", MAY_3),
    ],
)
def test_machine_readable_values(value: str, moment: datetime | date) -> None:
    found = parse_moment(value)
    assert found is not None
    assert found.value == moment


@pytest.mark.parametrize("value", ["", "0000-00-00", "yesterday", "12", "{{date}}"])
def test_values_that_are_no_date(value: str) -> None:
    assert parse_moment(value) is None


@given(st.text(max_size=200))
def test_any_text_is_searched_without_an_error(text: str) -> None:
    for moment in find_moments(text):
        assert 1900 <= moment.day.year <= 2100
    parse_moment(text)


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_a_day_written_out_is_read_back(day: date) -> None:
    for wording in (f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%b} {day.year}"):
        assert [moment.day for moment in find_moments(wording)] == [day]


BODY = "<p>" + "The harbour was closed for the whole of the morning, the port said. " * 4 + "</p>"


def times(head: str = "", under: str = "", url: str = "https://news.example/a") -> Times:
    html = f"<html lang=en><head><title>Harbour closed</title>{head}</head><body>"
    html += f"<h1>Harbour closed</h1>{under}{BODY * 3}</body></html>"
    page = parsers.open_page(html, url)
    return read_times(page, read_headline_block(page))


def linked(**values: object) -> str:
    import json

    story = {"@type": "NewsArticle", "headline": "Harbour closed", **values}
    return f'<script type="application/ld+json">{json.dumps(story)}</script>'


def test_linked_data_first_and_the_printed_wording_kept() -> None:
    found = times(
        linked(datePublished="2024-05-03T08:30:00Z", dateModified="2024-05-04T09:00:00Z"),
        "<p class=date>3 May 2024, 9.30am</p>",
    )
    assert found.published is not None
    assert found.published.value == datetime(2024, 5, 3, 8, 30, tzinfo=UTC)
    assert found.published.source == "json-ld"
    assert found.published_local == "3 May 2024, 9.30am"
    assert found.modified is not None
    assert found.modified.value == datetime(2024, 5, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("head", "under", "url", "source"),
    [
        ('<meta property="article:published_time" content="2024-05-03">', "", "", "meta"),
        ('<meta name="dcterms.issued" content="2024-05-03">', "", "", "meta"),
        ('<meta name="parsely-pub-date" content="2024-05-03">', "", "", "meta"),
        ("", '<time datetime="2024-05-03">Friday</time>', "", "time"),
        ("", '<span itemprop=datePublished content="2024-05-03">x</span>', "", "microdata"),
        ("", "", "https://news.example/2024/05/03/harbour/", "url"),
        ("", "", "https://news.example/2024/may/3/harbour/", "url"),
        ("", "", "https://news.example/a/20240503103000.html", "url"),
        ("", "<div>Published on 3 May 2024</div>", "", "text"),
        ("", '<time datetime="May 3, 2024">Friday</time>', "", "time"),
        ("", "<p>x</p>" * 30 + '<time data-timestamp="1714737600">Friday</time>', "", "time"),
        ("", "<p>x</p>" * 30 + '<div data-publish-date="2024-05-03"></div>', "", "time"),
        ("", "<p>x</p>" * 30 + '<div data-article-date="2024-05-03T09:00Z"></div>', "", "time"),
        (
            "",
            BODY * 2 + "<footer>Posted on <time datetime=2024-05-03>x</time></footer>",
            "",
            "time",
        ),
    ],
)
def test_every_place_a_date_is_told(head: str, under: str, url: str, source: str) -> None:
    found = times(head, under, url or "https://news.example/a")
    assert found.published is not None
    value = found.published.value
    day = value.date() if isinstance(value, datetime) else value
    assert (day, found.published.source) == (MAY_3, source)


def test_updated_is_not_published() -> None:
    found = times(under="<div>Updated 4 May 2024</div><div>Published 3 May 2024</div>")
    assert found.published is not None
    assert found.published.value == MAY_3
    assert found.modified is not None
    assert found.modified.value == date(2024, 5, 4)


@pytest.mark.parametrize(
    "under",
    [
        "<div class=site-header-date>3 May 2024</div>",
        "<div class=related-stories><span class=date>3 May 2024</span></div>",
        "<div class=copyright>Copyright 3 May 2024</div>",
    ],
)
def test_dates_that_are_not_the_storys(under: str) -> None:
    assert times(under=under).published is None


@pytest.mark.parametrize("day", ["1970-01-01", "1969-12-31", "0001-01-01", "1900-01-01", "future"])
def test_days_of_no_story(day: str) -> None:
    if day == "future":
        day = (datetime.now(UTC).date() + timedelta(days=400)).isoformat()
    told = f'<meta property="article:published_time" content="{day}T00:00:00Z">'
    assert times(linked(datePublished=day) + told, f"<time>{day}</time>").published is None


@pytest.mark.parametrize(
    "under",
    [
        "<div class=date>24 February 2020 | 9:25pm</div>",
        "<p>Posted February 24, 2020, 9:25 p.m.</p>",
        '<time datetime="2020-02-24T21:25:54-05:00">yesterday</time>',
        "<p>2020-02-24 21:25</p>",
    ],
)
def test_the_outlets_own_offset(under: str) -> None:
    found = times(linked(datePublished="2020-02-25T02:25:54Z"), under).published
    assert found is not None
    assert found.value == datetime(2020, 2, 25, 2, 25, 54, tzinfo=UTC)
    assert str(found.value) == "2020-02-24 21:25:54-05:00"


@pytest.mark.parametrize("under", ["<p>February 24, 2020, 9:37 p.m.</p>", "<p>24 Feb 2020</p>"])
def test_no_offset_is_guessed(under: str) -> None:
    found = times(linked(datePublished="2020-02-25T02:25:54Z"), under).published
    assert found is not None
    assert str(found.value) == "2020-02-25 02:25:54+00:00"


@pytest.mark.parametrize(
    ("under", "local"),
    [
        ("<p>Stand: 00.30 Uhr</p>", "2024-05-07 00:30:00+02:00"),
        ("<p>Sist oppdatert kl. 00:30</p>", "2024-05-07 00:30:00+02:00"),
        ("<p>Klo 1.30</p>", "2024-05-07 01:30:00+03:00"),
        ("<p>Stand: 01.10 Uhr</p>", "2024-05-07 00:30:00+02:00"),
        ("<p>Stand: 00.31 Uhr</p>", "2024-05-06 22:30:00+00:00"),
        ("<p>Stand: 02.30 Uhr</p>", "2024-05-06 22:30:00+00:00"),
        ("<p>The score was 00.30 at last</p>", "2024-05-06 22:30:00+00:00"),
    ],
)
def test_a_clock_time_without_a_day_tells_the_offset(under: str, local: str) -> None:
    data = linked(datePublished="2024-05-06T22:30:00Z", dateModified="2024-05-06T23:10:00Z")
    found = times(data, under).published
    assert found is not None
    assert str(found.value) == local


def test_the_offset_of_other_data() -> None:
    told = '<meta property="article:published_time" content="2020-02-24T21:25:54-05:00">'
    found = times(linked(datePublished="2020-02-25T02:25:54Z") + told).published
    assert found is not None
    assert str(found.value) == "2020-02-24 21:25:54-05:00"


@pytest.mark.parametrize(
    ("head", "under", "day"),
    [
        ('<meta name="published" content="July 17, 2025">', "", date(2025, 7, 17)),
        ('<meta name="date" content="11/01/2023">', "<p>01.11.2023</p>", date(2023, 11, 1)),
        ("", "<h2 class=date-header>Saturday, July 5, 2025</h2>", date(2025, 7, 5)),
        ("", "<div data-post-date=2025-07-05>Saturday</div>", date(2025, 7, 5)),
        ("", "<span data-publish-time=1751709600 class=x>Saturday</span>", date(2025, 7, 5)),
        ("", "<p>Le 05/07/25</p>", date(2025, 7, 5)),
        ("", "<p>Publicado el 05/07/25 a las 9:30</p>", date(2025, 7, 5)),
        ("", "<p class=date>05-Jul-25</p>", date(2025, 7, 5)),
        ("", "<p>Posted 5/7/2025</p><p>Open until 25/7/2025</p>", date(2025, 7, 5)),
        ("", "<p>Posted 7/5/2025</p><p>Open until 7/25/2025</p>", date(2025, 7, 5)),
    ],
)
def test_more_forms_of_a_day(head: str, under: str, day: date) -> None:
    found = times(head, under).published
    assert found is not None
    assert (found.value.date() if isinstance(found.value, datetime) else found.value) == day


@pytest.mark.parametrize(
    "under",
    [
        f"<p>{'The harbour was closed. ' * 8}See our story of <a href=/b>May 3, 2024</a>.</p>",
        "<div class=comments><p>Ann</p><time datetime=2024-05-04>4 May</time><p>Good</p></div>",
        "<ul class=comment-list><li><time datetime=2024-05-04>May 4, 2024</time></li></ul>",
    ],
)
def test_never_from_a_link_or_a_comment(under: str) -> None:
    assert times(under=under).published is None


@pytest.mark.parametrize(
    "below",
    [
        "<p><a href=/b>The bridge opened after nine years, May 3, 2024</a></p>",
        "<div><a href=/b>The bridge opened after nine years <i class=date>3 May 2024</i></a></div>",
    ],
)
def test_never_from_a_link_under_a_short_story(below: str) -> None:
    story = "<p>The harbour was closed on Monday, and nobody knows why.</p>" * 2
    assert times(under=story + below).published is None
    assert times(under=f"{story}<p class=date>3 May 2024</p>").published is not None


def test_the_printed_wording_and_no_machines_string() -> None:
    told = linked(datePublished="2024-05-03T10:00:00+02:00")
    assert times(told).published_local is None
    assert times(told, "<p>3 May 2024</p>").published_local == "3 May 2024"


def test_a_date_line_is_no_paragraph_and_a_sentence_is() -> None:
    found = times(under="<p class=meta>3 May 2024</p><p>It closed on 3 May 2024 at noon.</p>")
    assert len(found.blocks) == 1


def test_another_storys_date_is_not_taken() -> None:
    other = linked(
        headline="Bridge opened", url="https://news.example/b", datePublished="2020-01-01"
    )
    own = linked(url="https://news.example/a", datePublished="2024-05-03T10:00:00+02:00")
    found = times(other + own)
    assert found.published is not None
    assert found.published.value == datetime(2024, 5, 3, 10, tzinfo=timezone(timedelta(hours=2)))


@pytest.mark.parametrize("value", [None, 5, [], {}, ["2024-05-03", 7], {"@value": "2024-05-03"}])
def test_values_of_any_type_raise_nothing(value: object) -> None:
    times(linked(datePublished=value, dateModified=value))


STAMPED = linked(datePublished="2024-05-03T02:22:07Z", dateModified="2024-05-03T02:22:07Z")


def test_a_line_under_the_headline_with_an_earlier_day_is_right_against_the_data() -> None:
    found = times(STAMPED, "<div class=date>Published 9 March 2021</div>")
    assert found.published is not None
    assert found.published.value == date(2021, 3, 9)


@pytest.mark.parametrize(
    "under",
    [
        "<div class=date>Updated 9 March 2021</div>",
        "<div class=related><span>9 March 2021</span></div>",
        "<p>On 9 March 2021 the harbour had been closed for a day, too, for the same reason.</p>",
        "<div class=date>9 June 2024</div>",
    ],
)
def test_other_days_near_the_headline_do_not_correct_the_data(under: str) -> None:
    found = times(STAMPED, under)
    assert found.published is not None
    assert found.published.value == datetime(2024, 5, 3, 2, 22, 7, tzinfo=UTC)


def test_the_printed_offset_tells_the_local_day_of_a_moment_in_utc() -> None:
    line = "<time datetime='2024-05-02T22:22:07-04:00'>May 2, 2024, 10:22 PM EDT</time>"
    found = times(STAMPED, line)
    assert found.published is not None
    assert isinstance(found.published.value, datetime)
    assert found.published.value.isoformat() == "2024-05-02T22:22:07-04:00"


@pytest.mark.parametrize(
    "line",
    [
        "<div class=newsletter-details><p>3 May 2024</p></div>",
        "<ul class=post-info><li>On 3 May 2024</li></ul>",
        '<div class="author-meta footer"><div>3 May 2024 |</div></div>',
    ],
)
def test_a_bare_date_right_under_the_headline_is_the_storys(line: str) -> None:
    found = times(under=line)
    assert found.published is not None
    assert found.published.value == MAY_3


def test_dates_of_stories_above_the_headline_come_last() -> None:
    page = parsers.open_page(
        "<html lang=en><body><div><time datetime=2024-06-09>9 June 2024</time> Bridge opened"
        f"</div><h1>Harbour closed</h1><time datetime=2024-05-03>3 May 2024</time>{BODY * 3}"
    )
    found = read_times(page, read_headline_block(page))
    assert found.published is not None
    assert found.published.value == MAY_3


def test_a_line_of_its_own_under_the_story_counts_where_nothing_else_tells() -> None:
    page = parsers.open_page(
        f"<html lang=en><body><h1>Harbour closed</h1>{BODY * 9}"
        "<div class=post-date>3 May 2024</div>"
        "<div class=item><p class=stamp>9 June 2024</p></div>"
        "<div class=item><p class=stamp>8 June 2024</p></div>"
    )
    found = read_times(page, read_headline_block(page))
    assert found.published is not None
    assert found.published.value == MAY_3


def test_a_meta_of_any_name_that_speaks_of_publication_comes_before_such_lines() -> None:
    assert times('<meta name=w-published-date content="2024-05-03T06:00:00Z">').published
    assert times('<meta name=city-published-maps content="2024-05-03">').published is None


@pytest.mark.parametrize(
    "line",
    [
        "Published May 3, 2024 | Updated May 4, 2024",
        "Updated May 4, 2024. Published May 3, 2024.",
        "Publié le 3 mai 2024 à 10h12 Mis à jour le 4 mai 2024",
        "Veröffentlicht am 3. Mai 2024, aktualisiert am 4. Mai 2024",
        "Giriş: 03.05.2024 10:12 Güncelleme: 04.05.2024 11:00",
        "公開 2024年5月3日 更新 2024年5月4日",
        "입력 2024.05.03 10:12 수정 2024.05.04 11:00",
    ],
)
def test_two_dates_in_one_line(line: str) -> None:
    found = times(under=f"<p>{line}</p>")
    assert found.published is not None
    assert found.modified is not None
    assert (found.published.value, found.modified.value) == (MAY_3, date(2024, 5, 4))


def test_the_wording_of_a_date_ends_with_its_clock() -> None:
    line = "<p>Publié le 3 mai 2024 à 10h12 Mis à jour le 4 mai 2024</p>"
    assert times(under=line).published_local == "3 mai 2024 à 10h12"
    assert times(under="<p>May 3, 2024 10:20 PMTags</p>").published_local == "May 3, 2024 10:20 PM"


def test_a_date_the_story_speaks_of_is_not_its_own() -> None:
    line = "<p>The season ends on May 3, 2024. If you cannot file before, you have options.</p>"
    assert times(under=line).published is None


def test_times_of_several_days_away_from_the_headline_tell_nothing() -> None:
    others = "<div>Reviewed <time datetime=2024-05-09>x</time></div>"
    own = "<div><h4>Published</h4><time datetime=2024-05-03>x</time></div>"
    related = "<div><h4>Published</h4><time datetime=2020-01-01>x</time></div>"
    found = times(under=BODY * 3 + others + own)
    assert found.published is not None
    assert found.published.value == MAY_3
    assert times(under=BODY * 3 + others + own + related).published is None


def test_a_time_in_a_link_is_of_the_page_that_it_leads_to() -> None:
    line = "<p>{} <a href=https://news.example/{}><time datetime=2024-05-03>x</time></a></p>"
    assert times(under=BODY * 3 + line.format("Older:", "other")).published is None
    found = times(under=BODY * 3 + line.format("Of", "a"), url="https://news.example/a").published
    assert found is not None


@pytest.mark.parametrize(
    "value", [1714731120, 1714731120.0, "1714731120000", "20240503101200", "2024-5-3T9:5:00Z"]
)
def test_other_machine_readable_moments(value: object) -> None:
    found = times(linked(datePublished=value)).published
    assert found is not None
    assert (found.value.date() if isinstance(found.value, datetime) else found.value) == MAY_3
