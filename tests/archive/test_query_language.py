"""The language of queries: against a plain evaluator, and what is said of it."""

from __future__ import annotations

import random
import re
import sqlite3
import warnings
from pathlib import Path

import pytest
from archive_samples import article, visit
from examples import examples
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.schema import search_index
from archive.search.query_language.query import read_query
from archive.search.query_language.tree import FIELDS, TEXTS
from archive.values.tokenize import indexed_text
from parsers.records import Dateline, Image

# Random archives, random queries

WORDS = ("storm", "stormy", "Łódź", "harbour", "ёлка", "京都大学", "or")
TYPED = {"Łódź": "lodz", "ёлка": "ЕЛКА", "京都大学": "京都大学", "or": "or"}
"""How the words are typed; the others as they are."""

Document = dict[str, list[str]]

leaves = st.one_of(
    st.tuples(st.just("word"), st.sampled_from(WORDS)),
    st.tuples(st.just("beginning"), st.sampled_from(("stor", "harb", "lod", "storm"))),
    st.tuples(st.just("phrase"), st.tuples(st.sampled_from(WORDS), st.sampled_from(WORDS))),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(FIELDS), inner),
        st.tuples(st.just("all"), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("either"), st.lists(inner, min_size=2, max_size=3)),
    ),
    max_leaves=7,
)


def documents(chance: random.Random) -> list[Document]:
    return [
        {field: chance.choices(WORDS, k=chance.randrange(4)) for field in FIELDS}
        for _ in range(chance.randrange(1, 7))
    ]


def typed(tree, chance: random.Random) -> str:
    """The query that says *tree*, in one of the ways that there are."""
    kind, inner = tree
    if kind == "word":
        return TYPED.get(inner, inner)
    if kind == "beginning":
        return f"{inner}*"
    if kind == "phrase":
        return '"' + " ".join(TYPED.get(word, word) for word in inner) + '"'
    if kind == "not":
        return chance.choice(("-", "NOT ")) + bracketed(inner, chance)
    if kind == "all":
        link = chance.choice((" ", " AND "))
        return link.join(
            bracketed(part, chance) if part[0] == "either" else typed(part, chance)
            for part in inner
        )
    if kind == "either":
        return " OR ".join(typed(part, chance) for part in inner)
    return f"{kind}:{bracketed(inner, chance)}"


def bracketed(tree, chance: random.Random) -> str:
    text = typed(tree, chance)
    return f"({text})" if tree[0] in ("all", "either", "not") or chance.random() < 0.3 else text


def fits(tree, document: Document, fields: tuple[str, ...] = TEXTS) -> bool:
    """Whether *document* is to be found, told without any index."""
    kind, inner = tree
    if kind == "word":
        return any(inner in document[field] for field in fields)
    if kind == "beginning":
        folded = {"Łódź": "lodz"}
        return any(
            folded.get(word, word).startswith(inner) for field in fields for word in document[field]
        )
    if kind == "phrase":
        return any(
            inner in zip(document[field], document[field][1:], strict=False) for field in fields
        )
    if kind == "not":
        return not fits(inner, document, fields)
    if kind == "all":
        return all(fits(part, document, fields) for part in inner)
    if kind == "either":
        return any(fits(part, document, fields) for part in inner)
    # A field within a field: the inner one is meant.
    return fits(inner, document, (kind,))


@pytest.fixture(scope="module")
def empty_index():
    connection = sqlite3.connect(":memory:")
    connection.execute(search_index.TABLE)
    yield connection
    connection.close()


INSERT = (
    f"INSERT INTO articles_fts (rowid, {', '.join(search_index.COLUMNS)})"
    f" VALUES (?{', ?' * len(search_index.COLUMNS)})"
)


@given(trees, st.integers(0, 2**32))
@examples(1000)
def test_it_finds_what_a_plain_evaluator_finds(
    empty_index: sqlite3.Connection, tree, seed: int
) -> None:
    chance = random.Random(seed)
    archive = documents(chance)
    query = typed(tree, chance)
    index = empty_index
    index.execute("INSERT INTO articles_fts(articles_fts) VALUES ('delete-all')")
    for number, document in enumerate(archive):
        texts = [indexed_text(" ".join(document[field])) for field in search_index.COLUMNS]
        index.execute(INSERT, [number, *texts])
    expression = read_query(query).expression
    assert expression
    sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?"
    found = {number for (number,) in index.execute(sql, [expression.text])}
    if expression.leaves_out:
        found = set(range(len(archive))) - found
    assert found == {n for n, document in enumerate(archive) if fits(tree, document)}, query


# An archive, asked as people ask


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory):
    """Six articles, in the order of their numbers the newest last."""
    path = tmp_path_factory.mktemp("asked") / "news.db"
    lead = Image("u", "Waves over the mole", is_lead=True)
    read = [
        article(
            "Storm over Kiel", ("Climate and flood.",), byline="By Ada Moss", section="Weather"
        ),
        article("Calm in Kiel", ("Weather and climate.",), byline="By Bo Ek", section="Sport"),
        article("Flooding", ("The weather, again.",), images=(lead,), section="Weather"),
        article("Budget", ("Climate policy, storm of protest.",), dek="Moss gathers"),
        article("Ferry", ("It sails.",), dateline=Dateline("KIEL (dpa)", place="KIEL")),
        article("War or peace", ("Nothing else.",)),
    ]
    with Archive(path, write=True) as opened:
        opened.save([visit(one, url=f"https://a.example/{n}") for n, one in enumerate(read)])
        yield opened


ASKED = [
    ("climate OR weather", {1, 2, 3, 4}),
    ("climate weather", {2}),
    ("climate weather OR sails", {2, 5}),
    ("climate (weather OR policy)", {2, 4}),
    ("climate -weather", {1, 4}),
    ("climate NOT (weather OR policy)", {1}),
    ("-climate", {3, 5, 6}),
    ("climate OR -weather", {1, 2, 4, 5, 6}),
    ("flood", {1}),
    ("flood*", {1, 3}),
    ("headline:storm", {1}),
    ("headline:storm OR body:storm", {1, 4}),
    ("headline:(storm OR calm) -calm", {1}),
    ("Headline:STORM", {1}),
    ("byline:moss", {1}),
    ("moss", {4}),
    ("dek:moss", {4}),
    ("section:weather", {1, 3}),
    ("section:weather weather", {3}),
    ("caption:waves", {3}),
    ("dateline:kiel", {5}),
    ('headline:"over kiel"', {1}),
    ('"climate pol*"', {4}),
    ('"climate pol"*', {4}),
    ("covid-19 OR sails", {5}),
    ("peace AND war", {6}),
    ("(climate OR weather", {1, 2, 3, 4}),
    ("((storm) ) ) kiel", {1}),
    ("OR storm", {1, 4}),
    ("NOT NOT storm", {1, 4}),
    ("NOT", set()),
]


@pytest.mark.parametrize(("query", "found"), ASKED)
def test_what_people_ask(archive: Archive, query: str, found: set[int]) -> None:
    hits = archive.search(query)
    assert {hit.id for hit in hits} == set(archive.matching_ids(query)) == found
    assert hits.total == len(found)
    assert {hit.id for hit in archive.search(query, by_relevance=True)} == found
    assert archive.search(query, limit=1).total == len(found)
    assert archive.search(query, limit=1, site="a.example").total == len(found)
    assert archive.search(query, site="b.example").total == 0


SAID = [
    ("war or peace", "‘or’ was searched for as a word; OR finds either."),
    ("war and peace", "‘and’ was searched for as a word"),
    ("war not peace", "‘not’ was searched for as a word; NOT or -word leaves out."),
    ("site:bbc storm", "‘site:’ is no field"),
    ("headline: storm", "its words must follow the colon"),
    ("storm NEAR/5 kiel", "quotes find words side by side"),
    ("storm | calm", "OR finds either"),
    ("cl*mate", "counts only at the end of a word"),
    ("*mate", "counts only at the end of a word"),
    ("c*", "needs two letters"),
    ("storm OR", "OR with nothing on one side was left out."),
    ("storm) calm", "A bracket that closes nothing was left out."),
    ("storm NOT", "NOT with nothing behind it was left out."),
    ("x " * 300, "Only the first 256 words"),
    ("(" * 25 + "storm", "Brackets more than 20 deep were left out."),
]


@pytest.mark.parametrize(("query", "said"), SAID, ids=[said[:20] for _, said in SAID])
def test_what_is_no_operator_is_said(archive: Archive, query: str, said: str) -> None:
    (note,) = archive.search(query).notes
    assert said in note


@pytest.mark.parametrize(
    "query",
    ["storm", '"war or peace"', "storm -calm OR (a b)", "10:30", "https://a.example/x", "-"],
)
def test_nothing_is_said_without_need(archive: Archive, query: str) -> None:
    assert archive.search(query).notes == ()


@pytest.mark.parametrize(
    "query",
    ["(a OR (b " * 60 + "c", "-(" * 60 + "a", "NOT " * 5000 + "a", "headline:" * 5000 + "a",
     " OR ".join(f"w{n}*" for n in range(300)), "(" * 5000, "a OR " * 5000, "-" * 5000 + "a"],
    ids=range(8),
)  # fmt: skip
def test_nothing_is_too_deep_or_too_long(archive: Archive, query: str) -> None:
    archive.search(query)
    archive.search(query, by_relevance=True)


# One spelling for all


PRINTED = {
    1: "Łódź i Kraków czekają",
    2: "Ёлка у причала, мой самолёт",
    3: "Ο Οδυσσέας φτάνει στην Αθήνα",
    4: "Gießen und Weißwasser",
    5: "Đà Nẵng mở bến phà mới",
    6: "كتاب علي في المدرسة أحمد رئيس",
    7: "Færgen over Øresund",
    8: "कागज़ और ज़मीन",
    9: "Əliyev İzmirdə ıslak þing ħobż œuvre",
    10: "ＴＯＫＹＯ ｶﾞﾗｽ １２ ٢٠٢٦",
    11: "د کتاب علی",
}

SPELLINGS = [
    ("lodz", {1}), ("LODZ krakow", {1}), ("ŁÓDŹ", {1}),
    ("елка", {2}), ("ёлка", {2}), ("ЁЛКА самолет", {2}), ("мои", set()), ("мой", {2}),
    ("οδυσσεας", {3}), ("ΟΔΥΣΣΕΑΣ αθηνα", {3}), ("Αθήνα", {3}),
    ("giessen", {4}), ("GIESSEN weisswasser", {4}), ("weißwasser", {4}),
    ("da nang", {5}), ("Đà Nẵng", {5}),
    ("احمد", {6}), ("أحمد", {6}), ("المدرسه", {6}), ("رييس", {6}),
    ("کتاب علی", {6, 11}), ("كتاب علي", {6, 11}),
    ("oresund", {7}), ("faergen", {7}), ("FÆRGEN", {7}),
    ("कागज", {8}), ("ज़मीन", {8}), ("जमन", set()),
    ("eliyev", {9}), ("izmirde ISLAK", {9}), ("thing hobz oeuvre", {9}),
    ("tokyo", {10}), ("ガラス", {10}), ("カラス", set()), ("12", {10}), ("2026", {10}),
]  # fmt: skip


@pytest.fixture(scope="module")
def spelled(tmp_path_factory: pytest.TempPathFactory):
    path = tmp_path_factory.mktemp("spelled") / "news.db"
    with Archive(path, write=True) as opened:
        opened.save(
            [
                visit(article("x", (text,)), url=f"https://a.example/{n}")
                for n, text in PRINTED.items()
            ]
        )
        yield opened


@pytest.mark.parametrize(("query", "found"), SPELLINGS)
def test_case_and_accents_make_no_difference(spelled: Archive, query: str, found: set[int]) -> None:
    hits = spelled.search(query)
    assert {hit.id for hit in hits} == found
    for hit in hits:
        assert hit.snippet == PRINTED[hit.id]  # as printed
        assert any(True for _ in read_query(query).highlights.spans(hit.snippet))


def test_what_is_marked_is_what_was_printed(spelled: Archive) -> None:
    def marked(query: str, text: str) -> list[str]:
        return [text[start:end] for start, end in read_query(query).highlights.spans(text)]

    assert marked("lodz", "W Łodzi, Łódź.") == ["Łódź"]
    assert marked("lod*", "W Łodzi, Łódź.") == ["Łod", "Łód"]
    assert marked("giessen -berlin", "Berlin, Gießen") == ["Gießen"]
    assert marked('"e\u0301te\u0301 chaud"', "L’Été, chaud") == ["Été, chaud"]
    assert marked("headline:(a OR b)", "A, b, ab") == ["A", "b"]
    assert marked("ガラス", "ｶﾞﾗｽの") == ["ｶﾞﾗｽ"]
    assert marked("-a", "a") == []


def test_an_index_of_an_earlier_release_is_made_anew(tmp_path: Path) -> None:
    """Folded, with byline and section, and said; the column of its old words is emptied."""
    from sqlite_utils import Database

    from archive.errors import IndexMadeAnew
    from archive.schema.migrations.archive_migrations import INDEX_STEP, archive_migrations
    from archive.schema.migrations.capture_migrations import capture_migrations

    path = tmp_path / "news.db"
    for file, steps, stop in (
        (path, archive_migrations, INDEX_STEP),
        (tmp_path / "news.captures.db", capture_migrations, None),
    ):
        connection = sqlite3.connect(file, isolation_level=None)
        db = Database(connection)
        steps.apply(db, stop_before=stop)
        connection.execute(f"PRAGMA user_version = {len(steps.applied(db))}")
        connection.execute("INSERT INTO meta VALUES ('archive_id', 'x')")
        if stop:
            connection.executemany(
                "INSERT INTO articles (url, url_key, headline, byline, word_count, kind,"
                " first_seen_at, last_seen_at, revision, body, search_text)"
                " VALUES (?, ?, 'Łódź', 'By Ada Moss', 9, 'article', '2026-11-01T12:00:00.000Z',"
                " '2026-11-01T12:00:00.000Z', 1, '北京大学', '北京 京大 大学 学')",
                [(f"https://a.example/{n}", f"a.example/{n}") for n in range(600)],
            )
        connection.close()
    with pytest.warns(IndexMadeAnew, match=re.escape("its 600 articles")):
        upgraded = Archive(path, write=True)
    with upgraded:
        assert upgraded.search("lodz byline:moss 京大").total == 600
        texts = upgraded.connection.execute("SELECT count(search_text) FROM articles").fetchone()
        assert texts == (0,)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Archive(path, write=True).close()  # and not again
