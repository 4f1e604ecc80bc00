"""What is kept of a visit, and what counts as a revision."""

from __future__ import annotations

import itertools
import json
import sqlite3
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from archive_samples import BODY, NOON, URL, article, hours, records, visit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import Archive, Capture, Schedule, Visit
from archive.values.fingerprint import comparable_text, visible_fields
from parsers.records import Article, Dateline, Image, Paragraph


@pytest.fixture
def archive(tmp_path: Path):
    with Archive(tmp_path / "news.db", write=True) as opened:
        yield opened


def rows(archive: Archive, sql: str) -> list[tuple]:
    return archive.connection.execute(sql).fetchall()


def save(archive: Archive, *visits: Visit, **options) -> list[str]:
    return [saved.outcome for saved in archive.save(visits, **options)]


def headlines(archive: Archive, article_id: int = 1) -> list[str | None]:
    return [revision.record.headline for revision in archive.revisions(article_id)]


def consistent(archive: Archive) -> None:
    """What must hold whatever was saved."""
    archive.connection.execute("INSERT INTO articles_fts(articles_fts) VALUES('integrity-check')")
    assert rows(archive, "PRAGMA foreign_key_check") == []
    assert not rows(
        archive,
        "SELECT id FROM articles a WHERE revision != (SELECT count(*) FROM revisions"
        " WHERE article_id = a.id) OR revision != (SELECT max(revision) FROM revisions"
        " WHERE article_id = a.id)",
    )
    assert not rows(archive, "SELECT id FROM articles WHERE first_seen_at > last_seen_at")


@given(records)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_goes_in_comes_out(tmp_path: Path, read: Article) -> None:
    path = tmp_path / "news.db"
    path.unlink(missing_ok=True)
    read = replace(read, canonical_url=None)
    with Archive(path, write=True) as archive:
        (saved,) = archive.save([visit(read)])
        stored = archive.article(saved.article_id or 0)
        (revision,) = archive.revisions(saved.article_id or 0)
        consistent(archive)
    assert stored
    assert revision.record == read
    # The tables keep the first lead picture's mark and all else as it was.
    assert stored.record == read


@given(st.text(min_size=1))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "news.db"
    path.unlink(missing_ok=True)
    text = "a\0" + text + "\ud83d"
    read = article(
        text,
        (text, text),
        authors=(text,),
        images=(Image(caption=text),),
        dateline=Dateline(text),
        sources={text: text},
    )
    capture = Capture(
        URL + text, NOON, 200, text.encode("utf-8", "replace"), headers=((text, text),)
    )
    with Archive(path, write=True) as archive:
        made = Visit(URL + text, NOON, detail=text, article=read, capture=capture)
        (saved,) = archive.save([made])
        stored = archive.article(saved.article_id or 0)
        assert archive.capture(capture.id)
    assert stored
    assert stored.record.headline
    assert "\0" not in stored.record.headline
    assert stored.record.headline.endswith("\ufffd")


def test_columns(archive: Archive) -> None:
    read = article(
        dateline=Dateline("EASTWICK (AP)", place="EASTWICK", agency="AP"),
        images=(
            Image("u", caption="Another", credit="B"),
            Image("v", "The lock", "Ann Lee/AP", "Ann Lee", ("AP",), is_lead=True),
        ),
        authors=("Jo Doe",),
        sources={"headline": "json-ld"},
    )
    save(archive, visit(read, url=URL + "/?utm_source=rss"))
    connection = archive.connection
    connection.row_factory = sqlite3.Row
    row = dict(connection.execute("SELECT * FROM articles").fetchone())
    connection.row_factory = None
    assert row["url_key"] == "example.com/2026/11/01/harbour"
    assert row["site"] == "example.com"
    assert (row["caption"], row["credit"]) == ("The lock", "Ann Lee/AP")
    assert (row["dateline"], row["dateline_place"]) == ("EASTWICK (AP)", "EASTWICK")
    assert row["body"] == "\n\n".join(BODY)
    assert row["word_count"] == len(" ".join(BODY).split())
    assert json.loads(row["authors"]) == ["Jo Doe"]
    assert row["first_seen_at"] == row["last_seen_at"] == "2026-11-01T12:00:00.000Z"
    assert rows(archive, "SELECT position, kind, text FROM paragraphs") == [
        (n, "paragraph", text) for n, text in enumerate(BODY)
    ]
    assert rows(archive, "SELECT position, creator, agencies, is_lead FROM images") == [
        (0, None, "[]", 0),
        (1, "Ann Lee", '["AP"]', 1),
    ]
    assert rows(archive, "SELECT domain FROM sites") == [("example.com",)]


def test_times(archive: Archive) -> None:
    east = timezone(timedelta(hours=3))
    cases = [
        (datetime(2026, 11, 1, 1, 30, tzinfo=east), "2026-10-31T22:30:00Z"),
        (date(2026, 11, 1), "2026-11-01"),
        (datetime(2026, 11, 1, 1, 30), "2026-11-01"),
        (None, None),
    ]
    for n, (published, _) in enumerate(cases):
        save(archive, visit(article(published_at=published), url=f"{URL}/{n}"))
    found = rows(archive, "SELECT published_at FROM articles ORDER BY id")
    assert [text for (text,) in found] == [text for _, text in cases]


def test_a_visit_is_kept_whatever_came_of_it(archive: Archive) -> None:
    run = archive.start_run("crawl")
    visits = [
        Visit(URL, NOON, outcome, 500, "why")
        for outcome in ("failed", "robots", "blocked", "skipped", "gone", "not-an-article")
    ]
    assert save(archive, *visits, run_id=run) == [visit.outcome for visit in visits]
    assert rows(archive, "SELECT count(*) FROM visits WHERE status = 500 AND detail = 'why'") == [
        (6,)
    ]
    assert rows(archive, "SELECT count(*) FROM articles") == [(0,)]


def test_a_visit_without_article_or_outcome_is_a_mistake(archive: Archive) -> None:
    with pytest.raises(ValueError, match="needs an outcome"):
        archive.save([visit(article()), Visit(URL, NOON)])
    assert rows(archive, "SELECT count(*) FROM articles") == [(0,)]


def test_a_batch_is_all_or_nothing(archive: Archive) -> None:
    broken = visit(article(), url=URL + "/2")
    object.__setattr__(broken, "status", object())
    with pytest.raises(sqlite3.Error):
        archive.save([visit(article()), broken])
    assert rows(archive, "SELECT count(*) FROM articles") == [(0,)]
    assert save(archive, visit(article())) == ["new"]
    consistent(archive)


def test_schedule(archive: Archive) -> None:
    due = Schedule(hours(24), 2, '"tag"', "Sun")
    save(archive, visit(article(), schedule=due))
    save(archive, Visit(URL + "/2", NOON, "gone", schedule=Schedule(None)))
    assert rows(archive, "SELECT url_key, due_at, attempts, etag, outcome FROM frontier") == [
        ("example.com/2026/11/01/harbour", "2026-11-02T12:00:00.000Z", 2, '"tag"', "new"),
        ("example.com/2026/11/01/harbour/2", None, 0, None, "gone"),
    ]


def test_gone_and_not_modified_keep_the_article(archive: Archive) -> None:
    save(archive, visit(article()))
    save(archive, Visit(URL, hours(1), "not-modified", 304))
    stored = archive.article(URL)
    assert stored
    assert stored.last_seen_at == "2026-11-01T13:00:00.000Z"
    (saved,) = archive.save([Visit(URL, hours(2), "gone", 404)])
    assert saved.article_id == stored.id
    assert archive.article(URL) == stored


# Revisions


def test_an_edit_is_a_revision(archive: Archive) -> None:
    assert save(archive, visit(article())) == ["new"]
    edited = article("Harbour stays closed", (BODY[0] + " It will not.", *BODY[1:]))
    (saved,) = archive.save([visit(edited, hours(1))])
    assert (saved.outcome, saved.revision, saved.changed) == ("revised", 2, ("headline", "body"))
    stored = archive.article(URL)
    assert stored
    assert stored.record.headline == "Harbour stays closed"
    assert stored.revision == 2
    assert [hit.id for hit in archive.search("stays closed")] == [1]
    assert archive.search("opens") == []
    assert rows(archive, "SELECT revision, changed FROM revisions") == [
        (1, "[]"),
        (2, '["headline", "body"]'),
    ]
    consistent(archive)


NOT_SEEN = [
    ("white space", replace(article(), headline="Harbour  opens\u00a0")),
    ("paragraph breaks", article(body=(" ".join(BODY[:2]), BODY[2]))),
    ("alternative text", article(images=(Image("other", alt="x"),))),
    ("keywords", article(keywords=("a",), section="Sea", language="en")),
    ("modified", article(modified_at=hours(5))),
    ("update notice", article(body=(*BODY, "Updated 5 minutes ago"))),
    ("age", article(body=("3 hours ago", *BODY))),
    ("age in German", article(body=("vor 5 Minuten", *BODY))),
    ("age in Chinese", article(body=("5分钟前", *BODY))),
    ("last updated", article(body=("Last updated: 1 Nov 2026, 14:02 GMT", *BODY))),
    ("views", article(body=(*BODY, "12,345 views"))),
    ("derived dateline", article(dateline=Dateline("Eastwick", source="caption"))),
]


@pytest.mark.parametrize("read", [case[1] for case in NOT_SEEN], ids=[c[0] for c in NOT_SEEN])
def test_no_revision(archive: Archive, read: Article) -> None:
    save(archive, visit(article()))
    assert save(archive, visit(read, hours(1))) == ["unchanged"]
    consistent(archive)


def test_quotes_and_dashes_are_no_revision(archive: Archive) -> None:
    save(archive, visit(article("“Open” – the harbour’s gate")))
    assert save(archive, visit(article('"Open" - the harbour\'s gate'), hours(1))) == ["unchanged"]


SEEN = {
    "kicker": article(kicker="Sea"),
    "headline": article("HARBOUR OPENS"),
    "dek": article(dek="Soon."),
    "byline": article(byline="By Jo Doe"),
    "dateline": article(dateline=Dateline("EASTWICK (AP)")),
    "body": article(body=(BODY[0].replace("Monday", "Tuesday"), *BODY[1:])),
    "caption": article(images=(Image("u", caption="The lock"),)),
    "credit": article(images=(Image("u", credit="Ann Lee"),)),
}


@pytest.mark.parametrize("field", SEEN)
def test_what_a_reader_sees(archive: Archive, field: str) -> None:
    save(archive, visit(article()))
    (saved,) = archive.save([visit(SEEN[field], hours(1))])
    assert (saved.outcome, saved.changed) == ("revised", (field,))


def test_a_sentence_with_a_time_is_text() -> None:
    told = article(body=(*BODY, "The lock broke 3 hours ago, the keeper told the town council."))
    assert visible_fields(told) != visible_fields(article())


def test_the_newest_reading_is_shown_though_no_reader_sees_the_change(archive: Archive) -> None:
    save(archive, visit(article()))
    save(archive, visit(article(keywords=("sea",), modified_at=hours(1)), hours(1)))
    stored = archive.article(1)
    assert stored
    assert stored.record.keywords == ("sea",)
    assert stored.revision == 1


STATES = "ABA"


def line(order: tuple[int, ...], path: Path, states: str) -> object:
    with Archive(path, write=True) as archive:
        for n in order:
            archive.save([visit(article(f"Headline {states[n]}"), hours(n), page=bytes([n]))])
        consistent(archive)
        stored = archive.article(1)
        assert stored
        return (
            [
                (r.revision, r.seen_at, r.capture_id, r.changed, r.record)
                for r in archive.revisions(1)
            ],
            rows(archive, "SELECT * FROM sightings"),
            stored,
            {k: v for k, v in stored.row.items() if k != "id"},
        )


@pytest.mark.parametrize("states", ["ABC", "AAB", "ABA", "AABB", "ABBA", "ABAB"])
def test_the_order_of_import_does_not_matter(tmp_path: Path, states: str) -> None:
    orders = list(itertools.permutations(range(len(states))))
    found = [line(order, tmp_path / f"{n}.db", states) for n, order in enumerate(orders)]
    assert all(each == found[0] for each in found)
    revisions = found[0][0]  # type: ignore[index]
    assert len(revisions) == len(list(itertools.groupby(states)))


def test_a_repeated_import_adds_nothing(archive: Archive) -> None:
    visits = [visit(article(f"Headline {n}"), hours(n)) for n in range(3)]
    save(archive, *visits)
    before = [rows(archive, f"SELECT * FROM {t}") for t in ("articles", "revisions", "paragraphs")]
    assert save(archive, *visits) == ["unchanged"] * 3
    after = [rows(archive, f"SELECT * FROM {t}") for t in ("articles", "revisions", "paragraphs")]
    assert after == before


def test_two_visits_of_one_page_in_a_batch(archive: Archive) -> None:
    outcomes = save(
        archive,
        visit(article("One")),
        visit(article("Two"), hours(1)),
        Visit(URL, hours(2), "gone"),
    )
    assert outcomes == ["new", "revised", "gone"]
    assert headlines(archive) == ["One", "Two"]
    assert rows(archive, "SELECT article_id FROM visits") == [(1,)] * 3
    consistent(archive)


# Readers


def test_a_better_reader_makes_no_revision(archive: Archive) -> None:
    first = visit(article("Harbour opens | The Gazette"))
    save(archive, first)
    assert first.capture
    (saved,) = archive.save(
        [visit(article("Harbour opens"), hours(1), parser="2", page=b"same text, other ads")],
        parse=lambda capture: article("Harbour opens"),
    )
    assert saved.outcome == "unchanged"
    stored = archive.article(1)
    assert stored
    assert stored.record.headline == "Harbour opens"
    assert (stored.parser, stored.revision) == ("2", 1)


def test_an_edit_is_seen_past_a_better_reader(archive: Archive) -> None:
    save(archive, visit(article("Harbour opens | The Gazette")))
    asked = []

    def reread(capture: Capture) -> Article:
        asked.append(capture.fetched_at)
        return article("Harbour opens")

    (saved,) = archive.save([visit(article("Harbour burns"), hours(1), parser="2")], parse=reread)
    assert (saved.outcome, saved.changed) == ("revised", ("headline",))
    assert asked == [NOON]
    assert headlines(archive) == ["Harbour opens", "Harbour burns"]


def test_what_cannot_be_read_again_is_no_revision(archive: Archive) -> None:
    save(archive, visit(article("Harbour opens | The Gazette")))
    for n, reread in enumerate((None, lambda capture: None)):
        later = visit(article("Harbour opens"), hours(n + 1), parser=f"2.{n}")
        assert save(archive, later, parse=reread) == ["unchanged"]


def test_the_same_page_read_again(archive: Archive) -> None:
    page = b"<html>the page</html>"
    save(archive, visit(article("Harbour opens | The Gazette"), page=page))
    again = visit(article("Harbour opens"), page=page, parser="2")
    assert save(archive, again) == ["unchanged"]
    assert headlines(archive) == ["Harbour opens"]
    assert [hit.headline for hit in archive.search("harbour")] == ["Harbour opens"]
    assert archive.search("gazette") == []
    consistent(archive)


# Addresses

AMP = "https://amp.example.com/2026/11/01/harbour.html"


def test_copies_fold_into_the_article_they_name(archive: Archive) -> None:
    read = article(url=URL, canonical_url=URL)
    save(archive, visit(read))
    for n, url in enumerate((AMP, URL + "?print=1", URL.replace("www", "m"))):
        copy = replace(read, paragraphs=read.paragraphs[:2])
        assert save(archive, visit(copy, hours(n + 1), url=url)) == ["unchanged"]
    assert rows(archive, "SELECT url FROM articles") == [(URL,)]
    assert archive.known(AMP) == 1
    assert archive.article(1).record == read  # type: ignore[union-attr]


def test_the_page_itself_takes_the_place_of_a_copy(archive: Archive) -> None:
    copy = article("Harbour opens", BODY[:2], canonical_url=URL)
    save(archive, visit(copy, url=AMP))
    assert archive.article(URL)
    assert save(archive, visit(article(), hours(1))) == ["unchanged"]
    assert archive.article(URL).record.paragraphs == article().paragraphs  # type: ignore[union-attr]
    (saved,) = archive.save([visit(article("Harbour burns"), hours(2))])
    assert (saved.outcome, saved.revision) == ("revised", 2)
    consistent(archive)


def test_a_canonical_on_another_site_is_only_kept(archive: Archive) -> None:
    save(archive, visit(article(canonical_url="https://wire.example.org/story")))
    assert rows(archive, "SELECT url, site, canonical_url FROM articles") == [
        (URL, "example.com", "https://wire.example.org/story")
    ]


def test_a_canonical_that_is_the_home_page_is_ignored(archive: Archive) -> None:
    save(archive, visit(article(canonical_url="https://www.example.com/")))
    assert rows(archive, "SELECT url FROM articles") == [(URL,)]


STORIES = [
    article(f"Story {n}", tuple(f"{name} paragraph of {n}, long enough to tell." for name in "abc"))
    for n in ("one", "two", "three")
]


@pytest.mark.parametrize("together", [True, False])
def test_a_canonical_that_many_pages_name_is_ignored(archive: Archive, together: bool) -> None:
    lie = "https://www.example.com/article"
    visits = [
        visit(replace(read, canonical_url=lie), hours(n), url=f"{lie}?id={n}")
        for n, read in enumerate(STORIES)
    ]
    batches = [visits] if together else [[each] for each in visits]
    assert [saved.outcome for batch in batches for saved in archive.save(batch)] == ["new"] * 3
    assert rows(archive, "SELECT url FROM articles ORDER BY id") == [
        (f"{lie}?id={n}",) for n in range(3)
    ]
    assert save(archive, visits[0]) == ["unchanged"]
    consistent(archive)


def test_the_amp_cache_is_not_a_site(archive: Archive) -> None:
    cached = "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/2026/11/01/harbour"
    save(archive, visit(article(), url=cached))
    assert rows(archive, "SELECT url, site FROM articles") == [(URL, "example.com")]


def test_local_pages(archive: Archive) -> None:
    save(archive, visit(article(), url="file:2026/a.html"))
    save(archive, visit(article(url=URL, canonical_url=URL), url="file:2026/b.html"))
    assert rows(archive, "SELECT url, url_key, site FROM articles") == [
        ("file:2026/a.html", "file:2026/a.html", None),
        (URL, "example.com/2026/11/01/harbour", "example.com"),
    ]


def test_redirects(archive: Archive) -> None:
    old = visit(article(), url="https://example.com/old")
    assert old.capture
    moved = replace(old, capture=replace(old.capture, final_url=URL))
    save(archive, moved)
    assert rows(archive, "SELECT url FROM articles") == [(URL,)]
    assert archive.known("https://example.com/old") == 1


def test_articles_of_a_forgotten_site_are_not_kept(archive: Archive) -> None:
    archive.connection.execute(
        "INSERT INTO forgotten (url_key, scope, forgotten_at) VALUES ('example.com', 'site', 'now')"
    )
    assert archive.is_forgotten(URL)
    assert save(archive, visit(article())) == ["skipped"]
    assert rows(archive, "SELECT count(*) FROM articles") == [(0,)]
    assert archive.captures.of_page(URL) == []


def test_a_paragraph_keeps_its_kind(archive: Archive) -> None:
    kinds = ("heading", "quote", "list_item", "preformatted", "table_row")
    read = replace(article(), paragraphs=tuple(Paragraph("text", kind) for kind in kinds))
    save(archive, visit(read))
    assert archive.article(1).record == replace(read, url=URL)  # type: ignore[union-attr]


def test_what_looks_alike_is_equal_in_plain_and_other_text() -> None:
    """Plain text takes a shorter way to the same end."""
    for character in map(chr, range(128)):
        assert comparable_text(f"a{character}b") == comparable_text(f"a{character}b\u200b")
    assert comparable_text("It's  \t`so`\x1f\n") == 'It"s"so"'
