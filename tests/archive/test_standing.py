"""What a site repeats: learned from its pages, left out of its articles, put back on request."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from archive_samples import hours
from click.testing import CliRunner
from crawling import crawl, rows
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from misbehaving import Site, page
from standing_text_here import here, update_standing_text

import parsers.fields.body.body
from archive import Archive, Capture, Filters, Visit
from archive.standing import paragraph_marks, standing_table
from archive.standing.repetition import Page, place_of
from crawler.reparse.knowledge import Sites, knowledge_of
from crawler.reparse.reparse import reparse, undo
from crawler.reparse.standing_text_update import update_standing_text as update_with
from crawler.workers.page_parsing import parse_page
from newsclip.cli import main
from parsers.reader.standing_text import NOTHING, NOTHING_ELSE, SiteKnowledge, fingerprint, marks_of
from parsers.records import Mark

NOUNS = "ferry council library bridge market school orchard tram museum hospital".split()
PLACES = "Eastwick Norhaven Saltby Lowgate Millbrook Dunmere Fenwater Oakum Brant Coldry".split()
VERBS = "reopens waits closes wins loses moves grows shrinks changes returns".split()
BOX = (
    "The paper has told the news of this coast since the winter of its first press.",
    "Its reporters live in the towns they write about, and on Thursdays letters are answered.",
)
"""What the paper prints below each story."""
APPEAL = "Like this? Every Friday our letter brings the week to you, for nothing: sign up today."


@pytest.fixture(autouse=True)
def taken_for_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader takes every paragraph of a page for text, however well it reads others; and it
    reads in this process, where that holds."""
    monkeypatch.setattr("parsers.fields.body.body.THRESHOLD", -100.0)
    monkeypatch.setattr("parsers.fields.body.site_lines.SURE", 100.0)
    monkeypatch.setattr("parsers.reader.page_type._NO_STORY_FOR_SURE", -100.0)
    monkeypatch.setitem(update_with.__kwdefaults__, "pool", here)


def story(number: int) -> tuple[str, list[str]]:
    """A headline and three paragraphs that no other number has."""
    noun, place = NOUNS[number % 10], PLACES[number // 10 % 10]
    other = PLACES[(number * 7 + 3) % 10]
    return f"{noun.title()} {number} of {place} {VERBS[number * 3 % 10]}", [
        f"The {noun} of {place} will open again on Monday, said keeper number {number} on Friday.",
        f"Visitor {number} from {other} had waited outside for nine days while a lock was mended.",
        f"What the {noun} costs the town was told to the council in letter {number} of that year.",
    ]


def html(
    number: int,
    *,
    box: Sequence[str] = BOX,
    inside: str = "",
    after: str = "",
    text: Sequence[str] | None = None,
) -> bytes:
    """A page: a story, then a box that nothing marks as one."""
    headline, paragraphs = story(number)
    before = "".join(f"<p>{line}</p>" for line in box)
    lines = "".join(f"<p>{line}</p>" for line in (paragraphs if text is None else text))
    return (
        f"<!doctype html><html lang=en><head><title>{headline}</title>"
        f"<meta property=article:published_time content=2026-11-{number % 28 + 1:02}T08:00:00Z>"
        f"</head><body><div><h1>{headline}</h1>{lines}{inside}<div>{before}</div></div>"
        f"{after}</body></html>"
    ).encode()


def front(numbers: Iterable[int]) -> bytes:
    """A page that leads to stories."""
    links = "".join(f'<li><a href="/2026/11/story-{n}">{story(n)[0]}</a></li>' for n in numbers)
    return f"<title>The Gazette</title><body><ul>{links}</ul>".encode()


def url(number: int, site: str = "www.example.com") -> str:
    return f"https://{site}/2026/11/story-{number}"


def read(archive: Archive, body: bytes, address: str, at: float = 0) -> Visit:
    """The visit of a page as a crawl makes it."""
    capture = Capture(address, hours(at), 200, body, content_type="text/html")
    found = parse_page(body, address, "text/html", Sites(archive).of(address))
    return Visit(
        address,
        capture.fetched_at,
        None if found.article else "not-an-article",
        200,
        found.reason,
        capture,
        found.article,
        found.parser,
        found.marks,
    )


def save(archive: Archive, *pages: tuple[int, bytes], at: float = 0) -> None:
    for number, body in pages:
        archive.save([read(archive, body, url(number), at)], parse=Sites(archive).parse)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive(tmp_path / "news.db", write=True) as opened:
        yield opened


def texts(archive: Archive, number: int) -> list[str]:
    stored = archive.article(url(number))
    assert stored
    return [paragraph.text for paragraph in stored.record.paragraphs]


def everything(archive: Archive) -> dict[str, list[tuple]]:
    """All that the archive tells of articles and of what repeats, whatever the numbers of rows."""
    connection = archive.connection
    return {
        "articles": connection.execute(
            "SELECT url_key, headline, body, word_count, parser, revision, capture_id"
            " FROM articles ORDER BY url_key"
        ).fetchall(),
        "standing": connection.execute("SELECT * FROM standing").fetchall(),
        "marks": connection.execute("SELECT * FROM page_marks").fetchall(),
        "pages": connection.execute(
            "SELECT id, site, capture_id, first_seen_at, last_seen_at, marks, headline,"
            " article_id IS NULL FROM marked_pages ORDER BY id"
        ).fetchall(),
    }


def test_a_paragraph_on_three_pages_is_left_out_of_all_and_of_those_that_come(
    archive: Archive,
) -> None:
    save(archive, (1, html(1)), (2, html(2)))
    update_standing_text(archive)
    assert standing_table.listed(archive.connection) == []
    assert texts(archive, 1) == [*story(1)[1], *BOX]
    save(archive, (3, html(3)))
    done = update_standing_text(archive)
    assert (done.pages, done.changed, done.removed, done.left) == (3, 3, 0, 0)
    for number in (1, 2, 3):
        assert texts(archive, number) == story(number)[1]
    save(archive, (4, html(4)))
    assert texts(archive, 4) == story(4)[1], "at once"
    assert update_standing_text(archive).pages == 0
    found = {one.text: one for one in standing_table.listed(archive.connection)}
    assert set(found) == set(BOX)
    assert {(one.pages, one.effect, one.keep) for one in found.values()} == {(4, "apart", None)}
    parser = archive.article(url(4)).parser  # type: ignore[union-attr]
    assert parser
    assert parser.startswith(f"{parsers.VERSION}+standing:")
    assert archive.parsers() == [parsers.VERSION]
    assert archive.check(every_page=True).problems == []
    assert [hit.url for hit in archive.search("Thursdays")] == []


def test_what_reparse_left_out_is_put_back_by_its_undo(archive: Archive) -> None:
    save(archive, *((number, html(number)) for number in (1, 2, 3)))
    before = everything(archive)["articles"]
    assert reparse(archive.path, Filters(), pool=here).standing_text.changed == 3
    assert texts(archive, 1) == story(1)[1]
    assert undo(archive.path).restored == 3
    assert everything(archive)["articles"] == before
    assert texts(archive, 1) == [*story(1)[1], *BOX]
    assert archive.check().problems == []


def test_it_says_on_how_many_other_pages_a_paragraph_stands(archive: Archive) -> None:
    save(archive, *((n, html(n)) for n in range(5)))
    update_standing_text(archive)
    known = knowledge_of(archive, "example.com")
    told = parsers.explain(html(9), url(9), knowledge=known)
    reasons = {note.text: (note.kept, note.reason) for note in told.blocks}
    assert reasons[BOX[1]] == (False, "it stands on 4 other pages of this site")
    assert reasons[story(9)[1][0]][0]


def test_copies_of_one_story_teach_nothing(archive: Archive) -> None:
    body = html(1)
    for number in range(8):
        page_url = f"https://www.example.com/copy/{number}/story"
        capture = Capture(page_url, hours(0), 200, body, content_type="text/html")
        found = parse_page(body, page_url, "text/html")
        archive.save([Visit(page_url, hours(0), None, 200, None, capture, found.article,
                            found.parser, found.marks)])  # fmt: skip
    update_standing_text(archive)
    assert standing_table.listed(archive.connection) == []


def test_the_past_of_an_affair_stays_in_its_stories(archive: Archive) -> None:
    """The same paragraph among a story's own, in a few stories or in any number on one subject."""
    past = "<p>The lock had been found broken in March, by a diver who was looking for a ring.</p>"
    save(archive, *((n, html(n, box=(), inside=past)) for n in range(4)))
    update_standing_text(archive)
    assert standing_table.listed(archive.connection) == []
    save(archive, *((n, html(10 * n, box=(), inside=past)) for n in range(9)))  # all ferries
    update_standing_text(archive)
    assert standing_table.listed(archive.connection) == []


def test_an_appeal_among_the_paragraphs_of_many_stories_goes(archive: Archive) -> None:
    said = f"<p>{APPEAL}</p>"
    numbers = [11 * n for n in range(9)]
    save(archive, *((n, html(n, box=(), inside=said)) for n in numbers))
    update_standing_text(archive)
    assert [(one.text, one.effect) for one in standing_table.listed(archive.connection)] == [
        (APPEAL, "anywhere")
    ]
    assert all(texts(archive, n) == story(n)[1] for n in numbers)


@pytest.mark.parametrize(
    "line",
    ["(Reporting by Ada Moss in Eastwick; editing by Bo Lindqvist and Cy Marsh)",
     "The Associated Press contributed to this report from three towns on the coast."],
)  # fmt: skip
def test_credits_among_the_paragraphs_stay(archive: Archive, line: str) -> None:
    numbers = [11 * n for n in range(9)]
    save(archive, *((n, html(n, box=(), inside=f"<p>{line}</p>")) for n in numbers))
    update_standing_text(archive)
    assert standing_table.listed(archive.connection) == []


def test_the_same_sentence_with_other_numbers_is_news(archive: Archive) -> None:
    numbers = [11 * n for n in range(9)]
    pages = [
        (
            n,
            html(n, box=(), inside=f"<p>The tide stood at {n + 3} feet and the wind at {n}.</p>"),
        )
        for n in numbers
    ]
    save(archive, *pages)
    update_standing_text(archive)
    assert standing_table.listed(archive.connection) == []


def test_a_story_keeps_its_lead_though_others_print_it_to_lead_there(archive: Archive) -> None:
    lead = story(1)[1][0]
    teaser = f"<div><div><h3>Also of note in the town today</h3><p>{lead}</p></div></div>"
    others = [(n, html(n, after=teaser)) for n in range(20, 28)]
    save(archive, (1, html(1)), *others)
    update_standing_text(archive)
    assert lead in [one.text for one in standing_table.listed(archive.connection)]
    assert texts(archive, 1) == story(1)[1]
    assert texts(archive, 20) == story(20)[1]


def test_a_page_that_has_nothing_else_is_none(archive: Archive) -> None:
    empty = html(50, text=())
    save(archive, (50, empty))
    assert texts(archive, 50) == list(BOX)
    save(archive, *((n, html(n)) for n in range(3)))
    done = update_standing_text(archive)
    assert done.removed == 1
    assert archive.article(url(50)) is None
    save(archive, (51, html(51, text=())))
    (outcome, detail) = archive.connection.execute(
        "SELECT outcome, detail FROM visits WHERE url = ?", [url(51)]
    ).fetchone()
    assert (outcome, detail) == ("not-an-article", NOTHING_ELSE)
    found = standing_table.listed(archive.connection)
    assert {one.pages for one in found} == {5}, "they tell of it all the same"
    assert archive.check(every_page=True).problems == []


def test_what_a_person_says_holds(archive: Archive) -> None:
    save(archive, (50, html(50, text=())), *((n, html(n)) for n in range(3)))
    update_standing_text(archive)
    archive.connection.execute("UPDATE standing SET keep = 1")
    done = update_standing_text(archive)
    assert done.found == 1, "the page that had nothing else is an article again"
    assert texts(archive, 1) == [*story(1)[1], *BOX]
    assert texts(archive, 50) == list(BOX)
    save(archive, (7, html(7)))
    assert texts(archive, 7) == [*story(7)[1], *BOX]
    archive.connection.execute("UPDATE standing SET keep = NULL")
    assert update_standing_text(archive).removed == 1
    assert texts(archive, 7) == story(7)[1]


def test_knowledge_makes_no_revision(archive: Archive) -> None:
    save(archive, *((n, html(n)) for n in range(3)))
    update_standing_text(archive)
    save(archive, *((n, html(n, box=())) for n in range(3)), at=5)
    changed = list(BOX)
    changed[0] = "Something else is asked here now, before anything of the town can be read."
    save(archive, *((n, html(n, box=changed)) for n in range(3)), at=9)
    update_standing_text(archive)
    assert archive.connection.execute("SELECT DISTINCT revision FROM articles").fetchall() == [
        (2,)
    ], "the new box, until it is known to be one"
    assert all(texts(archive, n) == story(n)[1] for n in range(3))
    assert archive.connection.execute(
        "SELECT DISTINCT changed FROM revisions WHERE revision = 2"
    ).fetchall() == [("[]",)]
    save(archive, *((n, html(n)) for n in range(3)), at=12)
    assert archive.connection.execute("SELECT max(revision) FROM articles").fetchone() == (2,)


_PAGES = [
    *((n, html(n)) for n in range(6)),
    *((n, html(n, box=BOX[:1], inside=f"<p>{APPEAL}</p>")) for n in (17, 28, 39, 41, 52, 63)),
    (70, html(70, text=())),
    (71, html(71, box=(), text=())),
]


@given(st.randoms(use_true_random=False), st.sets(st.integers(0, len(_PAGES)), max_size=3))
@settings(
    max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.slow
def test_the_same_pages_in_any_order_give_the_same_archive(
    tmp_path_factory: pytest.TempPathFactory, shuffler: random.Random, pauses: set[int]
) -> None:
    """Whenever it is learned in between: articles, readers' names and all that repeats."""
    found = []
    for order, ends in ((list(_PAGES), set[int]()), (shuffler.sample(_PAGES, len(_PAGES)), pauses)):
        path = tmp_path_factory.mktemp("order") / "news.db"
        with Archive(path, write=True) as archive:
            for at, one in enumerate(order):
                save(archive, one)
                if at in ends:
                    update_standing_text(archive)
            update_standing_text(archive)
            found.append(everything(archive))
    assert found[0] == found[1]


def test_forgetting_takes_what_was_learned_along(archive: Archive) -> None:
    save(archive, *((n, html(n)) for n in range(4)))
    update_standing_text(archive)
    archive.forget(archive.to_forget(url(0)))
    assert {one.pages for one in standing_table.listed(archive.connection)} == {3}
    archive.forget(archive.to_forget(url(1)))
    assert standing_table.listed(archive.connection) == []
    assert update_standing_text(archive).changed == 2
    assert texts(archive, 2) == [*story(2)[1], *BOX]
    archive.forget(archive.to_forget("example.com"))
    for table in ("standing", "marked_pages", "page_marks", "unsettled_pages", "pages_to_reread"):
        assert archive.connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_merged_archives_know_what_one_would(tmp_path: Path) -> None:
    paths = [tmp_path / f"{n}.db" for n in range(3)]
    with Archive(paths[2], write=True) as whole:
        save(whole, *_PAGES)
        update_standing_text(whole)
        expected = everything(whole)
    for at, path in enumerate(paths[:2]):
        with Archive(path, write=True) as part:
            save(part, *_PAGES[at::2])
            update_standing_text(part)
    into = tmp_path / "into.db"
    args = ["merge", *map(str, paths[:2]), "--into", str(into)]
    for _ in range(2):
        result = CliRunner().invoke(main, args)
        assert result.exit_code == 0, result.output
        with Archive(into) as merged:
            assert everything(merged) == expected
            assert merged.check(every_page=True).problems == []


def test_repair_makes_the_index_of_marks_anew(archive: Archive) -> None:
    save(archive, *((n, html(n)) for n in range(4)))
    update_standing_text(archive)
    before = everything(archive)
    archive.connection.execute("DELETE FROM page_marks WHERE page_id % 2 = 0")
    archive.connection.execute("INSERT INTO page_marks VALUES (1, 2)")
    assert [problem.kind for problem in archive.check().problems] == ["rows"]
    archive.repair()
    update_standing_text(archive)
    assert everything(archive) == before
    assert archive.check().problems == []


_SETTLING = """
import sys
from pathlib import Path
import archive.standing.learning
import crawler.reparse.standing_text_update
import parsers.fields.body.body
from archive import Archive
from standing_text_here import update_standing_text
archive.standing.learning._BATCH = crawler.reparse.standing_text_update._BATCH = 2
parsers.fields.body.body.THRESHOLD = -100.0
with Archive(Path(sys.argv[1]), write=True) as opened, opened.lock():
    print("ready", flush=True)
    update_standing_text(opened)
"""


@pytest.mark.slow
def test_killed_while_it_learns_or_reads_again_it_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    pages = [(n, html(n)) for n in range(40)]
    with Archive(path, write=True) as archive:
        save(archive, *pages)
    script = tmp_path / "child.py"
    script.write_text(_SETTLING)
    root = Path(__file__).parents[2]
    roots = os.pathsep.join(map(str, (root, root / "tests" / "support")))
    kills = 0
    for seconds in (0.01, 0.1, 0.2):
        child = subprocess.Popen(
            [sys.executable, str(script), str(path)],
            env=os.environ | {"PYTHONPATH": roots},
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert child.stdout
        child.stdout.readline()
        time.sleep(seconds)
        kills += child.poll() is None
        with suppress(ProcessLookupError):  # it was done before
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        child.stdout.close()
    assert kills
    with Archive(path, write=True) as archive:
        update_standing_text(archive)
        assert standing_table.count_to_reparse(archive.connection) == 0
        assert all(texts(archive, number) == story(number)[1] for number, _ in pages)
        assert archive.check(every_page=True).problems == []


def test_what_stands_everywhere_is_told(archive: Archive) -> None:
    save(archive, *((n, html(n)) for n in range(24)))
    done = update_standing_text(archive)
    (repeated,) = done.repeated
    assert repeated.told.startswith(
        "24 of 24 pages of example.com have one paragraph in common, which is left out of their"
    )
    (health,) = archive.health("example.com")
    assert [note.text for note in health.notes] == [repeated.told]


def test_the_commands(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Archive(path, write=True) as archive:
        save(archive, *((n, html(n)) for n in range(4)))
        update_standing_text(archive)
    file = tmp_path / "page.html"
    file.write_bytes(html(9))

    def run(*args: object) -> str:
        result = CliRunner().invoke(main, [*map(str, args)])
        assert result.exit_code == 0, result.output
        return result.output

    explained = run("parse", file, "--url", url(9), "--archive", path, "--explain")
    assert "it stands on 3 other pages" in " ".join(explained.split())
    plain = json.loads(run("parse", file, "--url", url(9), "--format", "json"))
    assert [one["text"] for one in plain["paragraphs"]] == [*story(9)[1], *BOX]
    listed = [
        json.loads(line)
        for line in run("sites", "--standing", "--archive", path, "--format", "jsonl").splitlines()
    ]
    assert {one["text"] for one in listed} == set(BOX)
    (chosen,) = [one for one in listed if one["text"] == BOX[0]]
    run("sites", "--keep", chosen["id"], "--archive", path)
    with Archive(path) as archive:
        assert texts(archive, 1) == [*story(1)[1], BOX[0]]
    run("sites", "--leave-out", chosen["id"], "--archive", path)
    with Archive(path) as archive:
        assert texts(archive, 1) == story(1)[1]
    assert CliRunner().invoke(main, ["sites", "--keep", "0" * 16, "--archive", str(path)]).exit_code


@pytest.mark.slow
def test_a_crawl_learns_at_its_end_and_the_next_one_knows(tmp_path: Path) -> None:
    numbers = [11 * n for n in range(11)]
    appeal = f"<p>{APPEAL}</p>"
    pages = {f"/2026/11/story-{n}": page(html(n, box=(), inside=appeal)) for n in numbers}
    pages["/"] = page(front(numbers[:9]))
    path = tmp_path / "news.db"
    with Site(pages) as site:
        assert crawl(path, site.url).total["reread"] == 9
        pages["/"] = page(front(numbers))
        again = crawl(path, site.url)
        assert again.total["new"] == 2
        assert "reread" not in again.total
    bodies = {body for (body,) in rows(path, "SELECT body FROM articles")}
    assert bodies == {"\n\n".join(story(n)[1]) for n in numbers}


# The reader and the rule alone


def test_fingerprints_know_words_and_no_numbers() -> None:
    one = fingerprint("Read by 1,204 people since 9:30 this morning.")
    assert one == fingerprint("read by 7 people   since 10:45 this morning.")
    assert one != fingerprint("Read by 1,204 persons since 9:30 this morning.")
    assert fingerprint("Share this") is None
    assert fingerprint("分享这篇文章给你的朋友们") is not None


@given(st.text(max_size=200))
def test_fingerprints_fit_a_column(text: str) -> None:
    found = fingerprint(text)
    assert found is None or -(2**63) <= found < 2**63
    assert -(2**63) <= paragraph_marks.mark_of("example.com", found or 0) < 2**63


@given(
    st.lists(
        st.builds(
            Mark,
            st.integers(-(2**63), 2**63 - 1),
            st.booleans(),
            st.booleans(),
            st.integers(0, 255),
        ),
        max_size=20,
    )
)
def test_marks_come_back_as_they_were_packed(marks: list[Mark]) -> None:
    assert paragraph_marks.unpack(paragraph_marks.pack(marks)) == sorted(marks)


def test_a_reading_without_knowledge_is_what_it_was() -> None:
    assert not NOTHING
    assert parsers.parse(html(1), url(1)) == parsers.parse(
        html(1), url(1), knowledge=SiteKnowledge({1: 5}, {2: 7})
    )


def test_own_paragraphs_beside_it_keep_what_is_only_left_out_apart() -> None:
    body = html(1)
    known = {fingerprint(text): 9 for text in (*BOX, story(1)[1][1])}
    article = parsers.parse(body, url(1), knowledge=SiteKnowledge(known, {}))  # type: ignore[arg-type]
    assert [p.text for p in article.paragraphs] == story(1)[1]


@given(st.permutations(range(8)))
def test_a_paragraph_is_judged_by_its_pages_in_any_number(order: list[int]) -> None:
    pages = [
        Page({7: Mark(7, True, False, 0), 100 + n: Mark(100 + n, False, False, 0)}, frozenset((n,)))
        for n in order
    ]
    assert place_of(7, pages) == "apart"
    assert place_of(7, pages[:2]) is None


def test_marks_say_what_stands_apart() -> None:
    texts = ["One paragraph of the story that is long.", "Another one of it, no shorter than that.",
             "What stands in a box of its own there."]  # fmt: skip
    marks = marks_of("A headline of some words", texts, ["main", "main", "box"])
    assert [mark.is_apart for mark in marks.paragraphs] == [False, False, True]
    assert len(marks.headline) == 3
