"""How many are found: the same number whichever way is taken to it, in steps that are bounded."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from archive_samples import NOON, URL, article, visit

from archive import Archive, Filters
from archive.search import totals
from parsers.records import Dateline, Image

QUERIES = ("common", "common rare", "-rare", "rare OR other", "")
FILTERS = (
    {},
    {"place": "ankara"},
    {"agency": "AP"},
    {"language": "en"},
    {"photographer": "ann"},
    {"place": "paris", "agency": "AFP"},
    {"section": "world", "language": "fr"},
    {"since": NOON - timedelta(hours=300)},
    {"since": NOON - timedelta(hours=4_000), "until": NOON - timedelta(hours=900), "agency": "AP"},
    {"site": "example.com", "keyword": "port"},
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    chance = random.Random(9)
    with Archive(tmp_path_factory.mktemp("totals") / "news.db", write=True) as opened:
        visits = []
        for n in range(300):
            place = chance.choices(("ANKARA", "PARIS", "LIMA"), (9, 90, 1))[0]
            person, agency = chance.choice(("Ann Lee", "Bo Ek")), chance.choice(("AP", "AFP"))
            made = article(
                "common rare" if n % 9 == 0 else "common" if n % 2 else "other",
                published_at=NOON - timedelta(hours=chance.randrange(5_000)),
                language=chance.choice(("en", "en-GB", "fr")),
                section=chance.choice(("World", "Sport")),
                keywords=("port",) if n % 4 else (),
                images=(Image("u", creator=person, agencies=(agency,), is_lead=True),),
                dateline=Dateline(place, place=place, agency=chance.choice(("AP", None))),
            )
            visits.append(visit(made, url=f"{URL}/{n}"))
        opened.save(visits)
        yield opened


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("wanted", FILTERS, ids=lambda wanted: "-".join(wanted) or "none")
def test_every_way_counts_alike(
    archive: Archive, query: str, wanted: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = len(archive.matching_ids(query, Filters(**wanted)))
    for narrow, few, broad, counted in (
        (30_000, 600, 4, 10_000), (30_000, 0, 4, 10_000), (0, 0, 1, 10_000), (0, 0, 1, 7),
        (0, 0, 10**9, 5), (40, 10, 2, 5),
    ):  # fmt: skip
        monkeypatch.setattr(totals, "NARROW", narrow)
        monkeypatch.setattr(totals, "FEW", few)
        monkeypatch.setattr(totals, "BROAD", broad)
        monkeypatch.setattr(totals, "COUNTED", counted)
        hits = archive.search(query, limit=3, **wanted)
        assert (hits.total, hits.is_more) == (min(exact, counted), exact > counted)


@pytest.mark.parametrize("wanted", [{"language": "en"}, {"agency": "AP"}, {"photographer": "ann"}])
def test_broad_filters_open_no_article(
    archive: Archive, wanted: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Matches come from the index of words, what passes the filter from an index of its own."""
    monkeypatch.setattr(totals, "NARROW", 0)
    monkeypatch.setattr(totals, "COUNTED", 20)
    monkeypatch.setattr(totals, "BROAD", 1)
    asked: list[str] = []
    hits = archive.search("common", limit=3, **wanted)
    archive.connection.set_trace_callback(asked.append)
    assert hits.is_more
    archive.connection.set_trace_callback(None)
    (counting,) = [sql for sql in asked if "count(*)" in sql and "+f.rowid IN" in sql]
    plan = [row[3] for row in archive.connection.execute(f"EXPLAIN QUERY PLAN {counting}")]
    opened = [step for step in plan if "PRIMARY KEY" in step and "articles" in step]
    assert any(step.startswith("SCAN f VIRTUAL TABLE") for step in plan)
    assert opened == []
