"""Finding articles: plain words in any script, filters, order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from archive_samples import NOON, URL, article, hours, visit
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive import Archive, Filters, Visit
from archive.search import plan, ranking
from archive.search.query_language.query import read_query
from archive.values.tokenize import word_count
from parsers.records import Dateline, Image

TEXTS = {
    1: ("Harbour opens", "The keeper’s lock, the U.S. envoy said, won't break. Café Müller."),
    2: ("北京大学", "在北京2024年奥运会上，他说：“中国人民银行”。"),
    3: ("東京タワー", "昨日、東京都庁でｶﾀｶﾅの会議が開かれた。"),
    4: ("กรุงเทพมหานคร", "นายกรัฐมนตรีกล่าวว่าประเทศไทยจะเปิดท่าเรือ"),
    5: ("مُحَمَّد يتحدث", "قال الرئيس في أنقرة"),
    6: ("서울에서 열린 회의", "대통령은 말했다"),
    7: ("शांति वार्ता", "प्रधानमंत्री ने कहा"),
    8: ("Ὀδυσσεύς и Москва", "Сказал министр"),
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("search") / "news.db"
    with Archive(path, write=True) as opened:
        opened.save(
            [visit(article(head, (body,)), url=f"{URL}/{n}") for n, (head, body) in TEXTS.items()]
        )
        yield opened


FOUND = [
    ("harbour", [1]),
    ("HARBOUR keeper", [1]),
    ("keeper's lock", [1]),
    ("won't", [1]),
    ("cafe muller", [1]),
    ('"opens harbour"', []),
    ('"harbour opens"', [1]),
    ("“harbour opens”", [1]),
    ('"harbour', [1]),
    ("harb", []),
    ("harbour AND opens", [1]),
    ("harbour NOT opens", []),
    ("headline:harbour", [1]),
    ("北京", [2]),
    ("京大", [2]),
    ("大学", [2]),
    ("学", [2]),
    ("人民", [2]),
    ("学生", []),
    ("北大", []),
    ("2024", [2]),
    ("北京2024", [2]),
    ('"北京2024年奥运"', [2]),
    ("奥运 大学", [2]),
    ("「中国人民」", [2]),
    ("都庁", [3]),
    ("タワー", [3]),
    ("カタカナ", [3]),
    ("会議", [3]),
    ("ประเทศไทย", [4]),
    ("ท่าเรือ", [4]),
    ("กรุงเทพ", [4]),
    ("محمد", [5]),
    ("مُحَمَّد", [5]),
    ("أنقرة", [5]),
    ("서울", [6]),
    ("शांति", [7]),
    ("शत", []),
    ("МОСКВА", [8]),
    ("ὀδυσσεύς", [8]),
    ("!!! ???", []),
    ("", [8, 7, 6, 5, 4, 3, 2, 1]),
]


@pytest.mark.parametrize(("query", "ids"), FOUND)
def test_words(archive: Archive, query: str, ids: list[int]) -> None:
    assert [hit.id for hit in archive.search(query)] == ids
    assert sorted(archive.matching_ids(query)) == sorted(ids)


@given(
    st.text()
    | st.text(alphabet="\"'*^:+-(){}ANDORTNE 北京ก\0\ud800\u0301")
    | st.lists(st.text(max_size=8)).map(" ".join)
)
@example('"')
@example('""')
@example('"a"b"c')
@example("NEAR(a b, 5)")
@example("a* -b ^c {d}: + OR")
@example("\u0301")
@example("x " * 3000)
@example('"' + "x " * 3000 + '"')
@settings(deadline=None)
def test_no_query_is_an_error(archive: Archive, query: str) -> None:
    for by_relevance in (False, True):
        archive.search(query, by_relevance=by_relevance)
    archive.matching_ids(query)
    read_query(query).highlights.count(query)


@given(st.text(alphabet="北京大学かなกขab 12", min_size=1), st.data())
@settings(deadline=None)
def test_what_stands_in_a_text_is_found(text: str, data: st.DataObject) -> None:
    """Any part of a run without spaces finds it, as its pairs are found in those of the text."""
    from archive.values.tokenize import pairs, pieces

    runs = [piece for piece, unspaced in pieces(text) if unspaced]
    for run in runs:
        start = data.draw(st.integers(0, len(run) - 1))
        end = data.draw(st.integers(start + 1, len(run)))
        grams = pairs(run[start:end])
        indexed = pairs(run)
        if len(grams) == 1:
            assert any(pair.startswith(grams[0]) for pair in indexed)
        else:
            assert f" {' '.join(grams[:-1])} " in f" {' '.join(indexed)} "


def test_highlights() -> None:
    def marked(query: str, text: str) -> list[str]:
        return [text[start:end] for start, end in read_query(query).highlights.spans(text)]

    assert marked("lock", "Locks and a LOCK.") == ["LOCK"]
    assert marked('"the lock"', "On the  lock") == ["the  lock"]
    assert marked("京大", "北京大学") == ["京大"]
    assert marked("서울", "서울에서") == ["서울"]
    assert not read_query("!!").highlights
    assert read_query("..").expression is None


def test_word_count() -> None:
    assert word_count("One two, three.") == 3
    assert word_count("北京大学") == 4
    assert word_count("在北京 2024 年") == 5


# Order and filters


def sample(path: Path) -> None:
    picture = Image("u", "A lock", "Ann Lee/AP", "Ann Lee", ("AP",), is_lead=True)
    made = [
        article(
            "Harbour one",
            dateline=Dateline("ANKARA, Turkey (AP)", place="ANKARA, Turkey", agency="AP"),
            published_at=datetime(2026, 11, 3, 8, tzinfo=UTC),
            language="en-GB",
            section="World",
            authors=("Zoë Lang", "Bo Ek"),
            keywords=("Locks", "Tide tables"),
        ),
        article(
            "Harbour two",
            published_at=date(2026, 11, 2),
            images=(picture,),
            language="en",
            kind="video",
        ),
        article(
            "Harbour three", published_at=datetime(2026, 11, 1, 23, tzinfo=UTC), language="eng"
        ),
        article("Harbour four", language="tr", dateline=Dateline("İZMİR", place="İZMİR")),
    ]
    with Archive(path, write=True) as archive:
        urls = [f"{URL}/1", "https://fr.example.com/2", "https://example.org/3", "file:4.html"]
        for n, url in enumerate(urls):
            archive.save([visit(made[n], hours(n * 40), url=url)])
        archive.save([visit(replace(made[0], headline="Harbour 1"), hours(900), url=urls[0])])


@pytest.fixture(scope="module")
def filtered(tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("filters") / "news.db"
    sample(path)
    with Archive(path) as opened:
        yield opened


def day(number: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, number, hour, tzinfo=UTC)


CASES = [
    ({}, [4, 1, 2, 3]),
    ({"site": "example.com"}, [1, 2]),
    ({"site": "https://www.example.com/anything"}, [1, 2]),
    ({"site": "fr.example.com"}, [2]),
    ({"site": "example"}, []),
    ({"since": day(2)}, [4, 1, 2]),
    ({"since": day(2, 1)}, [4, 1]),
    ({"since": day(3, 8)}, [4, 1]),
    ({"until": day(3, 8)}, [2, 3]),
    ({"until": day(2)}, [3]),
    ({"since": day(2), "until": day(3)}, [2]),
    ({"language": "en"}, [1, 2]),
    ({"language": "en-GB"}, [1]),
    ({"place": "ankara"}, [1]),
    ({"place": "izmir"}, [4]),
    ({"agency": "AP"}, [1, 2]),
    ({"agency": "A"}, []),
    ({"place": "Ankara", "agency": "ap"}, [1]),
    ({"credit": "ann lee"}, [2]),
    ({"photographer": "Lee"}, [2]),
    ({"photographer": "AP"}, []),
    ({"section": "world"}, [1]),
    ({"author": "zoe"}, [1]),
    ({"author": "BO EK", "site": "fr.example.com"}, []),
    ({"keyword": "tide TABLES"}, [1]),
    ({"keyword": "tide"}, []),
    ({"kind": "video"}, [2]),
    ({"kind": "article", "language": "en"}, [1]),
    ({"revised": True}, [1]),
    ({"limit": 2}, [4, 1]),
    ({"place": "'; DROP TABLE articles --\ud800\0"}, []),
]


@pytest.mark.parametrize("query", ["harbour", "", "HARBOUR lock"])
@pytest.mark.parametrize(("wanted", "ids"), CASES)
def test_filters(filtered: Archive, wanted: dict, ids: list[int], query: str) -> None:
    assert [hit.id for hit in filtered.search(query, **wanted)] == ids
    assert [hit.id for hit in filtered.search(query, by_relevance=True, limit=9)]
    assert list(filtered.matching_ids(query, Filters(**wanted))) == sorted(ids)
    assert [stored.id for stored in filtered.articles(**wanted)] == sorted(ids)


def test_relevance(tmp_path: Path) -> None:
    with Archive(tmp_path / "news.db", write=True) as archive:
        archive.save(
            [
                visit(article("The harbour", ("harbour harbour",)), url=f"{URL}/1"),
                visit(
                    article("Elsewhere", ("A harbour. " + "Other words. " * 50,)), url=f"{URL}/2"
                ),
            ]
        )
        assert [hit.id for hit in archive.search("harbour")] == [2, 1]
        assert [hit.id for hit in archive.search("harbour", by_relevance=True)] == [1, 2]


def test_newest_first_among_very_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever way is taken to the newest, it leads to the same articles."""
    import random

    chance = random.Random(7)
    with Archive(tmp_path / "news.db", write=True) as archive:
        visits = []
        for n in range(400):
            words = "common rare" if n % 50 == 0 else "common" if n % 2 else "other"
            published = NOON - timedelta(hours=chance.randrange(10_000))
            visits.append(
                visit(article(words, published_at=published, section="World"), url=f"{URL}/{n}")
            )
        archive.save(visits)
        exact = {
            query: [hit.id for hit in archive.search(query, limit=15)]
            for query in ("common", "rare", "other", "common rare")
        }
        assert exact["common"] == [
            row[0]
            for row in archive.connection.execute(
                "SELECT id FROM articles WHERE headline LIKE 'common%'"
                " ORDER BY published_at DESC, id DESC LIMIT 15"
            )
        ]
        since = NOON - timedelta(hours=5000)
        until = NOON - timedelta(hours=8000)
        exact_until = [hit.id for hit in archive.search("common", limit=15, until=until)]
        exact_since = [hit.id for hit in archive.search("common", limit=15, since=since)]
        best = {hit.id for hit in archive.search("common rare", limit=50, by_relevance=True)}
        for listed, few, walked in ((399, 1, 9999), (20, 1, 9999), (20, 1, 2), (399, 1, 2)):
            monkeypatch.setattr(plan, "LISTED", listed)
            monkeypatch.setattr(plan, "FEW", few)
            monkeypatch.setattr(plan, "WALKED", walked)
            monkeypatch.setattr(plan, "TOP", 1 if walked == 2 else 20)
            for query, ids in exact.items():
                assert [hit.id for hit in archive.search(query, limit=15)] == ids
            found = archive.search("common", limit=15, since=since)
            assert [hit.id for hit in found] == exact_since
            found = archive.search("common", limit=15, until=until)
            assert [hit.id for hit in found] == exact_until
            found = archive.search("common", limit=15, until=until, section="world")
            assert [hit.id for hit in found] == exact_until
            ranked = archive.search("common rare", limit=50, by_relevance=True)
            assert {hit.id for hit in ranked} == best
            monkeypatch.setattr(ranking, "COMMON", 20)  # only "rare" counts from now on
        monkeypatch.setattr(ranking, "WEIGHED", 10)
        ranked = archive.search("common", limit=5, by_relevance=True)
        assert [hit.id for hit in ranked] == exact["common"][:5]  # all fit equally well


@pytest.mark.slow
def test_filters_among_very_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Driven by the words or by the filters, a search finds the same."""
    import random

    chance = random.Random(8)
    places = ("ANKARA", "PARIS", "LIMA")
    persons = ("Ann Lee", "Bo Ek", "Cy Day")
    truth: list[tuple[datetime, int, dict[str, str]]] = []
    with Archive(tmp_path / "news.db", write=True) as archive:
        visits = []
        for n in range(300):
            place, person = chance.choices(places, (9, 90, 1))[0], chance.choice(persons)
            agency, language = chance.choice(("AP", "AFP")), chance.choice(("en", "en-GB", "fr"))
            published = NOON - timedelta(hours=chance.randrange(10_000))
            words = "common rare" if n % 9 == 0 else "common" if n % 2 else "other"
            picture = Image("u", "A lock", f"{person}/{agency}", person, (agency,), is_lead=True)
            made = article(
                words, published_at=published, language=language, images=(picture,),
                dateline=Dateline(place, place=place),
            )  # fmt: skip
            visits.append(visit(made, url=f"{URL}/{n}"))
            facts = {"place": place, "photographer": person, "agency": agency, "words": words}
            truth.append((published, n + 1, facts | {"language": language[:2]}))
        archive.save(visits)
        truth.sort(key=lambda one: one[:2], reverse=True)
        asked: list[dict[str, str]] = [
            {"place": "LIMA"}, {"place": "ANKARA"}, {"place": "nowhere"},
            {"photographer": "Ann Lee"},
            {"agency": "AP"}, {"agency": "dpa"}, {"language": "en"}, {"language": "xx"},
            {"place": "ANKARA", "photographer": "Bo Ek"}, {"place": "PARIS", "language": "fr"},
        ]  # fmt: skip
        sizes = [(8000, 60_000, 150, 20_000), (20, 60, 150, 20_000), (20, 60, 2, 20_000),
                 (20, 9000, 2, 20_000), (20, 60, 2, 40), (20, 9000, 2, 0),
                 (20, 60, 0, 20_000)]  # fmt: skip
        for listed, more, ones, most in sizes:
            monkeypatch.setattr(plan, "LISTED", listed)
            monkeypatch.setattr(plan, "MORE", more)
            monkeypatch.setattr(plan, "ASKED", ones)
            monkeypatch.setattr(plan, "NARROW", most)
            monkeypatch.setattr(plan, "NARROWED", most)
            monkeypatch.setattr(plan, "PART", 1)
            monkeypatch.setattr(plan, "FEW", 10)
            monkeypatch.setattr(plan, "TOP", 1 if most else 2)
            for query in ("common", "rare", "other", "common rare"):
                for filters in asked:
                    exact = [
                        n for _, n, facts in truth
                        if set(query.split()) <= set(facts["words"].split())
                        and all(facts[name] == value for name, value in filters.items())
                    ]  # fmt: skip
                    for limit in (5, 300):
                        hits = archive.search(query, limit=limit, **filters)
                        assert [hit.id for hit in hits] == exact[:limit], (filters, query)
                    ranked = archive.search(query, limit=300, by_relevance=True, **filters)
                    assert sorted(hit.id for hit in ranked) == sorted(exact), (filters, query)


def test_names_go_with_their_last_article(archive: Archive) -> None:
    """Part of a name is looked for among those there are; what is forgotten leaves none."""

    def named() -> set[tuple[str, str]]:
        return set(archive.connection.execute("SELECT kind, name FROM names"))

    def about(place: str, credit: str, n: int, at: datetime = NOON) -> Visit:
        picture = Image("u", "A lock", credit, "Åsa  Öberg", ("AP",), is_lead=True)
        read = article(
            f"Lock {n}", images=(picture,), dateline=Dateline(place, place=place), language="xx"
        )
        return visit(read, at, f"https://names.example/{n}")

    archive.save([about("LIMA", "Ann Lee/AP", 1), about("LIMA", "ANN  LEE/AFP", 2)])
    added = {("dateline_place", "LIMA"), ("credit", "Ann Lee/AP"), ("credit", "ANN  LEE/AFP"),
             ("creator", "Åsa  Öberg"), ("agencies", '["AP"]'), ("language", "xx")}  # fmt: skip
    assert added <= named()
    assert len(archive.search("lock", credit="ann lee/a")) == 2
    assert len(archive.search("lock", credit="n  lee/af")) == 1
    assert len(archive.search("lock", photographer="asa oberg")) == 2
    archive.save([about("CUSCO", "Bo Ek", 1, NOON + timedelta(hours=1))])
    assert added - named() == {("credit", "Ann Lee/AP")}
    assert ("dateline_place", "CUSCO") in named()
    with archive.connection:
        archive.connection.execute("DELETE FROM articles WHERE site = 'names.example'")
    assert not added & named()


def test_snippets(archive: Archive) -> None:
    long = "Nothing here. " * 40 + "The needle lies here. " + "Nothing there. " * 40
    archive.save([visit(article("Haystack", (long,)), url=f"{URL}/hay")])
    (hit,) = archive.search("needle")
    assert "needle" in hit.snippet
    assert hit.snippet.startswith("… ")
    assert hit.snippet.endswith(" …")
    assert len(hit.snippet) < 200
    archive.connection.execute("DELETE FROM visits WHERE article_id = ?", [hit.id])
