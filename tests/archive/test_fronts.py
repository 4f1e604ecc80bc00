"""Front pages over time: what is kept of them, what stood on one and when, and what it costs."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from archive_samples import NOON, article, hours, visit
from archive_state import is_whole, look
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from killing import killed_at, statements_of

from archive import Archive, Capture, Filters, Visit
from archive.records import Front, Placement
from archive.upkeep.merge.merge import merge
from archive.writing.reparse.reparse_selection import captures_without_article

HOME = "https://www.example.com/"
STORM = Placement("https://www.example.com/2026/11/01/storm", "Storm nears Eastwick", 2)
LOCK = Placement("https://www.example.com/2026/11/01/lock", "Lock repaired", 3)
FAIR = Placement("https://www.example.com/2026/11/01/fair", "Fair opens", None)


def seen(
    *stories: Placement, at: datetime = NOON, url: str = HOME, page: bytes | None = None
) -> Visit:
    """A visit to a front page that shows *stories*."""
    page = page if page is not None else f"<html>{stories!r}{at}</html>".encode()
    return Visit(
        url, at, "not-an-article", 200, "a front page",
        capture=Capture(url, at, 200, page, content_type="text/html"),
        front=Front(url, stories),
    )  # fmt: skip


def unchanged(at: datetime, url: str = HOME) -> Visit:
    """A visit to a front page that the server calls unchanged."""
    return Visit(url, at, "not-modified", 304, front=Front(url))


def keep(path: Path, *visits: Visit) -> None:
    """Save each visit by itself."""
    with Archive(path, write=True) as archive:
        for one in visits:
            archive.save([one])


def forget(path: Path, target: str) -> None:
    with Archive(path, write=True) as archive, archive.lock():
        archive.forget(archive.to_forget(target))


def standing(path: Path) -> list[tuple]:
    """What stood where at each moment that a front was seen."""
    return look(
        path,
        "SELECT f.url, f.seen_at, p.position, p.url_key, p.text, p.level FROM placements p"
        " JOIN fronts f ON f.id = p.front_id ORDER BY f.url, f.seen_at, p.position",
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


def test_a_front_has_its_page_and_its_stories_in_order(path: Path) -> None:
    keep(path, seen(STORM, LOCK, FAIR))
    at = "2026-11-01T12:00:00.000Z"
    assert standing(path) == [
        (HOME, at, 1, "example.com/2026/11/01/storm", "Storm nears Eastwick", 2),
        (HOME, at, 2, "example.com/2026/11/01/lock", "Lock repaired", 3),
        (HOME, at, 3, "example.com/2026/11/01/fair", "Fair opens", None),
    ]
    with Archive(path) as archive:
        (front,) = archive.fronts("example.com")
        capture = archive.capture(front.capture_id or "")
        assert capture is not None
        assert capture.body.startswith(b"<html>")
    is_whole(path)


def test_a_front_seen_again_shares_what_is_kept(path: Path) -> None:
    keep(
        path,
        seen(STORM, LOCK),
        seen(STORM, LOCK, at=hours(1), page=b"<html>another advertisement</html>"),
        unchanged(hours(2)),
        seen(LOCK, STORM, at=hours(3)),
    )
    assert look(path, "SELECT count(*), count(DISTINCT capture_id) FROM fronts") == [(4, 2)]
    assert look(path, "SELECT count(*) FROM front_places") == [(4,)]
    assert len(standing(path)) == 8
    with Archive(path) as archive:
        newer, older = archive.fronts("example.com")
    assert (older.seen_at, older.last_seen_at, older.until) == (
        "2026-11-01T12:00:00.000Z",
        "2026-11-01T14:00:00.000Z",
        "2026-11-01T15:00:00.000Z",
    )
    assert (older.came, older.went, older.top) == (None, None, "Storm nears Eastwick")
    assert (newer.came, newer.went, newer.until, newer.top) == (0, 0, None, "Lock repaired")


def test_what_the_server_calls_unchanged_says_nothing_of_a_front_never_seen(path: Path) -> None:
    keep(path, unchanged(NOON))
    assert look(path, "SELECT count(*) FROM fronts") == [(0,)]


@pytest.mark.parametrize(("minutes", "kept"), [(59, 1), (60, 2)])
def test_other_words_alone_are_kept_once_an_hour(path: Path, minutes: int, kept: int) -> None:
    reworded = Placement(STORM.url, "Storm hits Eastwick", 2)
    keep(path, seen(STORM, LOCK), seen(reworded, LOCK, at=NOON + timedelta(minutes=minutes)))
    assert look(path, "SELECT count(*), count(DISTINCT capture_id) FROM fronts") == [(2, kept)]
    with Archive(path) as archive:
        page = archive.front("example.com")
    assert page is not None
    assert page.stories[0].text == (reworded if kept == 2 else STORM).text
    assert page.stories[0].since == "2026-11-01T12:00:00.000Z"  # it stood there all the time


def test_a_story_is_one_whatever_leads_to_it(path: Path) -> None:
    again = Placement(STORM.url.replace("www.", "") + "/?utm_source=front", "Read more", None)
    keep(path, seen(STORM, again, LOCK))
    assert [row[2:5] for row in standing(path)] == [
        (1, "example.com/2026/11/01/storm", "Storm nears Eastwick"),
        (2, "example.com/2026/11/01/lock", "Lock repaired"),
    ]


def test_a_story_read_later_is_known_on_earlier_fronts(path: Path) -> None:
    keep(path, seen(STORM, LOCK))
    ids = "SELECT article_id FROM placements ORDER BY position"
    assert look(path, ids) == [(None,), (None,)]
    keep(path, visit(article("Storm"), at=hours(1), url=STORM.url))
    assert look(path, ids) == [(1,), (None,)]
    moved = visit(article("Lock", url="https://www.example.com/lock", body=("Another.",) * 2))
    keep(path, Visit(LOCK.url, hours(2), article=moved.article, capture=moved.capture))
    assert look(path, ids) == [(1,), (2,)]
    keep(path, seen(FAIR, LOCK, at=hours(3)))  # and one read before on later ones
    assert look(path, ids + ", front_id")[-2:] == [(2,), (2,)]


def test_a_front_as_it_stood(path: Path) -> None:
    keep(
        path,
        visit(article("Storm passes Eastwick"), at=NOON, url=STORM.url),
        seen(STORM, LOCK),
        seen(FAIR, STORM, at=hours(2)),
        seen(FAIR, at=hours(5)),
    )
    with Archive(path) as archive:
        assert archive.front("example.com", hours(-1)) is None
        page = archive.front("https://example.com", hours(3))
        assert page is not None
        assert (page.front.seen_at, page.front.until) == (
            "2026-11-01T14:00:00.000Z",
            "2026-11-01T17:00:00.000Z",
        )
        assert (page.front.came, page.front.went, page.front.stories) == (1, 1, 2)
        fair, storm = page.stories
        assert (fair.position, fair.level, fair.text, fair.article_id) == (
            1,
            None,
            "Fair opens",
            None,
        )
        assert (fair.since, fair.until) == ("2026-11-01T14:00:00.000Z", None)
        assert (storm.headline, storm.text) == ("Storm passes Eastwick", "Storm nears Eastwick")
        assert (storm.since, storm.until) == (
            "2026-11-01T12:00:00.000Z",
            "2026-11-01T17:00:00.000Z",
        )
        (stay,) = archive.placements(1)
        assert (stay.front, stay.text, stay.best_position, stay.hours) == (HOME, STORM.text, 1, 5.0)
        assert archive.placements(LOCK.url)[0].hours == 2.0
        assert list(archive.placements("https://www.example.com/never")) == []
        frame = archive.fronts("example.com").to_dataframe()
        assert list(frame["stories"]) == [1, 2, 2]


def test_stays_end_where_the_story_was_gone_or_reworded(path: Path) -> None:
    reworded = Placement(STORM.url, "Storm hits Eastwick", 1)
    keep(
        path,
        seen(STORM),
        seen(reworded, at=hours(3)),
        seen(LOCK, at=hours(4)),
        seen(LOCK, STORM, at=hours(5)),
        seen(LOCK, at=hours(77)),
    )
    with Archive(path) as archive:
        stays = archive.placements(STORM.url)
    assert [(one.text, one.level, one.best_position, one.hours) for one in stays] == [
        ("Storm nears Eastwick", 2, 1, 3.0),
        ("Storm hits Eastwick", 1, 1, 1.0),
        ("Storm nears Eastwick", 2, 2, 24.0),  # nobody looked for three days
    ]
    assert stays[-1].until == "2026-11-04T17:00:00.000Z"


def test_a_front_that_was_not_seen_in_the_period_is_left_out(path: Path) -> None:
    section = "https://www.example.com/sport"
    keep(path, seen(STORM), seen(FAIR, url=section, at=hours(1)), seen(LOCK, at=hours(2)))
    with Archive(path) as archive:
        found = [(one.url, one.stories) for one in archive.fronts("example.com", since=hours(1))]
        assert found == [(HOME, 1), (section, 1)]
        assert len(archive.fronts("example.com", until=hours(1))) == 1
        assert len(archive.fronts(section)) == 1
        assert len(archive.fronts(limit=2)) == 2
        page = archive.front("example.com")
    assert page is not None
    assert page.front.url == HOME  # of a site's fronts the shortest address is its home


_links = st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True)


@examples(40)
@given(
    st.lists(st.tuples(st.integers(0, 30), _links), max_size=8, unique_by=lambda x: x[0]), st.data()
)
def test_any_order_of_saving_tells_the_same(
    tmp_path_factory: pytest.TempPathFactory, moments: list, data: st.DataObject
) -> None:
    """Web archives are imported after later crawls, and a batch may hold several of a front."""
    path = tmp_path_factory.mktemp("fronts") / "news.db"
    visits = [
        seen(*(Placement(f"{HOME}2026/{name}", name) for name in names), at=hours(hour / 2))
        for hour, names in data.draw(st.permutations(moments))
    ]
    at = data.draw(st.integers(0, len(visits)))
    with Archive(path, write=True) as archive:
        archive.save(visits[:at])
        archive.save(visits[at:])
        archive.save(visits)  # again: nothing is added
    told = [(row[1], row[3][-1]) for row in standing(path)]
    wanted = [
        (f"{hours(hour / 2):%FT%T}.000Z", name) for hour, names in sorted(moments) for name in names
    ]
    assert told == wanted
    is_whole(path)


@pytest.mark.slow
def test_a_kill_leaves_a_whole_archive_and_no_page_to_be_read(path: Path) -> None:
    keep(path, visit(article(), url="https://www.example.com/2026/x"))
    work = lambda at: lambda: keep(path, seen(STORM, LOCK, at=hours(at)))  # noqa: E731
    most = statements_of(work(0))
    for number, statement in enumerate(range(1, most, 3), 1):
        killed_at(statement, work(number))
        is_whole(path)
    keep(path, seen(STORM, LOCK, FAIR, at=hours(500)))
    with Archive(path, write=True) as archive:
        assert captures_without_article(archive.connection, archive.captures, Filters(), "x") == []
        report = archive.check(every_page=True)
        assert (report.problems, report.notes) == ([], [])
        page = archive.front("example.com")
        assert page is not None
        assert len(page.stories) == 3


def test_what_is_forgotten_stands_on_no_front(path: Path) -> None:
    keep(path, seen(STORM, LOCK), seen(STORM, FAIR, at=hours(1)))
    forget(path, STORM.url)
    assert [row[4] for row in standing(path)] == ["Lock repaired", "Fair opens"]
    keep(path, seen(STORM, LOCK, FAIR, at=hours(2)))
    assert STORM.text not in [row[4] for row in standing(path)]
    assert look(path, "SELECT count(*) FROM fronts") == [(3,)]
    is_whole(path)
    forget(path, "example.com")
    for table in ("fronts", "front_places", "front_stories"):
        assert look(path, f"SELECT count(*) FROM {table}") == [(0,)]
    assert b"Lock repaired" not in path.read_bytes()
    with Archive(path) as archive:
        assert archive.captures.ids() == []
    keep(path, seen(LOCK, at=hours(3)))
    assert look(path, "SELECT count(*) FROM fronts") == [(0,)]


def test_a_front_that_is_forgotten_goes_with_its_pages(path: Path) -> None:
    section = "https://www.example.com/sport"
    keep(path, seen(STORM), seen(FAIR, url=section))
    forget(path, section)
    assert [row[0] for row in standing(path)] == [HOME]
    assert look(path, "SELECT text FROM front_stories") == [("Storm nears Eastwick",)]
    is_whole(path)


def test_archives_that_are_merged_have_all_fronts_once(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.db", tmp_path / "theirs.db"
    keep(ours, seen(STORM, LOCK), seen(FAIR, at=hours(4)))
    keep(
        theirs,
        visit(article("Lock"), at=hours(1), url=LOCK.url),
        seen(LOCK, STORM, at=hours(1)),
        unchanged(hours(2)),
        seen(FAIR, at=hours(4)),
    )
    both = sorted({*standing(ours), *standing(theirs)})
    for _ in range(2):
        with Archive(ours, write=True) as target, Archive(theirs) as source:
            done = merge(target, [source])
        assert standing(ours) == both
        is_whole(ours)
    assert done.fronts == 0
    assert look(
        ours, "SELECT DISTINCT article_id FROM placements WHERE text = 'Lock repaired'"
    ) == [(1,)]
    with Archive(ours) as archive:
        shown = [archive.capture(one.capture_id or "") for one in archive.fronts()]
    assert None not in shown
    with Archive(ours, write=True) as archive:
        assert captures_without_article(archive.connection, archive.captures, Filters(), "x") == []


def test_a_lost_page_of_a_front_is_found_and_repaired(path: Path) -> None:
    keep(path, seen(STORM), seen(LOCK, at=hours(1)))
    with Archive(path, write=True) as archive:
        pages = archive.captures.connection
        assert pages
        newest = archive.fronts("example.com")[0].capture_id
        pages.execute("DELETE FROM captures WHERE id = ?", [newest])
        (problem,) = archive.check().problems
        assert problem.url == HOME
        with archive.lock():
            archive.repair()
        assert archive.check().problems == []
    keep(path, seen(LOCK, at=hours(2)))
    assert look(path, "SELECT capture_id IS NULL FROM fronts ORDER BY seen_at") == [
        (0,),
        (1,),
        (0,),
    ]


TOP = """
SELECT text, since, until, hours FROM top_stories
WHERE front = 'https://www.example.com/' AND since < '2026-11-02' AND until > '2026-11-01'
ORDER BY since
"""


def test_what_stood_on_top_and_for_how_long(path: Path) -> None:
    ticker = Placement("https://www.example.com/2026/11/01/ticker", "Now: calm", None)
    keep(
        path,
        seen(ticker, STORM, LOCK),
        seen(ticker, STORM, FAIR, at=hours(1)),
        seen(LOCK, STORM, at=hours(2)),
        unchanged(hours(3)),
        seen(FAIR, at=hours(4)),
        seen(STORM, at=hours(30)),
    )
    assert look(path, TOP) == [
        ("Storm nears Eastwick", "2026-11-01T12:00:00.000Z", "2026-11-01T14:00:00.000Z", 2.0),
        ("Lock repaired", "2026-11-01T14:00:00.000Z", "2026-11-01T16:00:00.000Z", 2.0),
        ("Fair opens", "2026-11-01T16:00:00.000Z", "2026-11-02T18:00:00.000Z", 24.0),
    ]
    assert look(
        path,
        "SELECT url_key, hours, hours_first, best_position, times_seen FROM front_page_time"
        " ORDER BY url_key",
    ) == [
        ("example.com/2026/11/01/fair", 25.0, 24.0, 1, 2),
        ("example.com/2026/11/01/lock", 3.0, 2.0, 1, 3),
        ("example.com/2026/11/01/storm", 4.0, 0.0, 1, 5),
        ("example.com/2026/11/01/ticker", 2.0, 2.0, 1, 2),
    ]


def test_headlines_of_fronts_stand_beside_those_of_articles(path: Path) -> None:
    keep(
        path,
        visit(article("Storm passes"), url=STORM.url),
        seen(STORM, LOCK),
        seen(FAIR, at=hours(2)),
    )
    assert look(path, "SELECT headline, text, level, is_same, hours FROM front_headlines") == [
        ("Storm passes", "Storm nears Eastwick", 2, 0, 2.0)
    ]


@pytest.mark.parametrize(
    ("sql", "indexes"),
    [
        (
            "SELECT * FROM fronts WHERE url_key = 'a' AND seen_at <= '2026' ORDER BY seen_at DESC",
            ["sqlite_autoindex_fronts_1"],
        ),
        ("SELECT * FROM placements WHERE front_id = 7", ["INTEGER PRIMARY KEY", "PRIMARY KEY"]),
        (
            "SELECT * FROM placements WHERE article_id = 7",
            ["front_stories_article", "front_places_story", "fronts_shown"],
        ),
        (
            "SELECT * FROM placements WHERE url_key = 'a'",
            ["front_stories_key", "front_places_story", "fronts_shown"],
        ),
        ("SELECT * FROM front_spans WHERE site = 'a' AND seen_at > '2026'", ["fronts_site_at"]),
        ("SELECT * FROM front_headlines WHERE article_id = 7", ["front_stories_article"]),
        ("SELECT * FROM front_page_time WHERE site = 'a'", ["fronts_site_at"]),
    ],
)
def test_questions_go_by_index(path: Path, sql: str, indexes: list[str]) -> None:
    keep(path)
    plan = " ".join(row[3] for row in look(path, f"EXPLAIN QUERY PLAN {sql}"))
    assert [one for one in indexes if one not in plan] == [], plan
    assert not re.search(r"SCAN [afnps]\b", plan), plan


def test_a_front_of_two_thousand_links(path: Path) -> None:
    many = [Placement(f"{HOME}2026/{n}", f"Story {n}", 3) for n in range(2_000)]
    keep(path, seen(*many), seen(*many[1:], at=hours(1)))
    with Archive(path) as archive:
        page = archive.front("example.com")
        assert page is not None
        assert len(page.stories) == page.front.stories == 1_999
        assert page.front.went == 1
    assert look(path, "SELECT count(*) FROM front_stories") == [(2_000,)]
