"""How far back lists go, and what of a period they name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery.sitemaps import Entry
from crawler.run.options import Scope
from crawler.single.list_depths import MOST_READ, Coverage, ListDepth
from crawler.urls.scope import Admission

JUNE = datetime(2026, 6, 1, tzinfo=UTC)
HOST = "https://gazette.example"


def entry(name: str, published: datetime | None = None, changed: datetime | None = None) -> Entry:
    return Entry(f"{HOST}/{name}-ran-on-and-on", published, changed)


def test_a_list_says_how_far_it_goes() -> None:
    entries = [
        entry("2026/05/04/a"),
        entry("news/b-1234", JUNE + timedelta(days=3)),
        entry("news/c-1234", None, JUNE - timedelta(days=90)),
        entry("news/d-1234"),
    ]
    told = str(ListDepth.of(f"{HOST}/map.xml", "sitemap", entries))
    assert told == f"{HOST}/map.xml (4 addresses, 2026-03-03 to 2026-06-04)"
    assert str(ListDepth.of(f"{HOST}/f", "feed", [])) == f"{HOST}/f (0 entries, no dates)"


def test_what_a_period_names_is_counted_once() -> None:
    coverage = Coverage(Admission(Scope(JUNE)))
    named = [
        entry("2026/05/04/a"),
        entry("2026/06/04/b"),
        entry("news/c-1234", JUNE + timedelta(days=9)),
        entry("news/d-1234", JUNE - timedelta(days=9)),
        entry("news/e-123456"),
    ]
    coverage.take(named)
    coverage.take(named[1:3], is_feed=True)
    assert coverage.text(2) == (
        "3 articles (1 of them without a date), 6 seconds at one every 2 seconds"
    )
    assert coverage.oldest == datetime(2026, 5, 4, 12, tzinfo=UTC)


@given(st.lists(st.none() | st.integers(-400, 100), max_size=40))
def test_an_index_is_read_from_its_newest_end(ages: list[int | None]) -> None:
    children = [
        Entry(f"{HOST}/{n}.xml", None, JUNE + timedelta(days=age) if age is not None else None)
        for n, age in enumerate(ages)
    ]
    coverage = Coverage(Admission(Scope(JUNE)))
    read = coverage.worth_reading(children)
    ended = sum(age is not None and age < -1 for age in ages)
    assert len(read) == min(MOST_READ, len(ages) - ended)
    assert coverage.unread == len(ages) - ended - len(read)
    assert ("at least" in coverage.text(1)) == (coverage.unread > 0)
