"""The same story on other sites: linked whatever was cut or added, in any script."""

from __future__ import annotations

import json
import random
import tracemalloc
from pathlib import Path

import pytest
from archive_samples import article, hours, visit
from click.testing import CliRunner

from archive import Archive
from archive.upkeep.near_duplicates import LOOKED_UP, link_near_duplicates, shingles
from newsclip.cli import main


def text(seed: int, words: int = 300) -> tuple[str, ...]:
    chance = random.Random(seed)
    made = [f"word{chance.randrange(3000)}" for _ in range(words)]
    return tuple(" ".join(made[n : n + 30]) for n in range(0, words, 30))


def characters(seed: int, count: int = 300) -> tuple[str, ...]:
    chance = random.Random(seed)
    made = "".join(chr(chance.randrange(0x4E00, 0x5A00)) for _ in range(count))
    return tuple(made[n : n + 60] for n in range(0, count, 60))


def on(site: str, body: tuple[str, ...], at: float = 0, page: str = "a"):
    return visit(article(f"On {site}", body), hours(at), f"https://{site}.example/{page}")


def keep(path: Path, *visits) -> None:
    with Archive(path, write=True) as archive:
        run = archive.start_run("crawl")
        archive.save(visits, run)
        archive.finish_run(run, 0, {})


def clusters(path: Path) -> set[frozenset[int]]:
    with Archive(path) as archive:
        found: dict[int, set[int]] = {}
        for one, cluster in archive.connection.execute(
            "SELECT article_id, cluster_id FROM clusters"
        ):
            found.setdefault(cluster, set()).add(one)
        return {frozenset(members) for members in found.values()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "news.db"


@pytest.mark.parametrize("made", [text, characters])
@pytest.mark.parametrize("seed", range(8))
def test_copies_are_linked(path: Path, made, seed: int) -> None:
    body = made(seed)
    cut = body[: len(body) - 2]
    longer = (*body, *made(seed + 500)[:2])
    keep(
        path,
        on("one", body),
        on("two", cut),
        on("three", longer),
        on("four", made(seed + 100)),
    )
    assert clusters(path) == {frozenset({1, 2, 3})}


SCRIPTS = {
    "Latin": ("abcdefghijklmnoprstuvwz", " "),
    "Arabic": ("".join(map(chr, range(0x627, 0x64B))), " "),
    "Korean": ("".join(map(chr, range(0xAC00, 0xACFF))), " "),
    "Chinese": ("".join(map(chr, range(0x4E00, 0x5200))), ""),
    "Thai": ("".join(map(chr, range(0xE01, 0xE2F))), ""),
}


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(
    ("cut", "added", "least"),
    [(0, 0, 1), (1 / 3, 0, 1), (0, 1 / 4, 1), (1 / 4, 1 / 4, 0.9), (1 / 2, 0, 0.5)],
)
def test_wire_copy_in_any_language(
    path: Path, script: str, cut: float, added: float, least: float
) -> None:
    """Copies that lost and gained paragraphs, and edits in a third of them, are found; stories
    that share their sites' last lines are not taken for one."""
    letters, space = SCRIPTS[script]
    lexicon = random.Random(script)
    words = ["".join(lexicon.choices(letters, k=lexicon.randrange(2, 6))) for _ in range(3000)]

    def paragraph(chance: random.Random) -> str:
        return space.join(chance.choices(words, k=20))

    closing = paragraph(random.Random(-1))
    visits = []
    for story in range(12):
        chance = random.Random(story)
        body = [paragraph(chance) for _ in range(12)]
        copy = body[: round(12 * (1 - cut))]
        copy += [paragraph(chance) for _ in range(round(12 * added))]
        copy = [f"{text[:-3]}{words[0]}" if n % 3 == 0 else text for n, text in enumerate(copy)]
        visits.append(on(f"wire{story % 5}", (*body, closing), story, f"{story}"))
        visits.append(on(f"paper{story % 7}", (*copy, closing), story + 0.5, f"{story}"))
    keep(path, *visits)
    pairs = {frozenset({2 * n + 1, 2 * n + 2}) for n in range(12)}
    found = clusters(path)
    assert found <= pairs  # no story is mixed with another
    assert len(found) >= least * len(pairs)


def test_what_was_told_of_copies(path: Path) -> None:
    keep(path, on("one", text(1)), on("two", text(1)[:8], at=1), on("three", text(2)))
    with Archive(path) as archive:
        (copy,) = archive.same_story(1)
        assert (copy.id, copy.site, copy.likeness) == (2, "two.example", 1.0)
        assert archive.same_story(3) == []
        hits = {hit.id: hit.elsewhere for hit in archive.search("")}
        assert hits == {1: 1, 2: 1, 3: 0}
    run = CliRunner()
    shown = run.invoke(main, ["show", "1", "--archive", str(path)])
    assert "newsclip diff 1 2" in shown.output
    as_json = json.loads(run.invoke(
        main, ["show", "1", "--format", "json", "--archive", str(path)]).stdout)  # fmt: skip
    assert [copy["id"] for copy in as_json["same_story"]] == [2]
    found = run.invoke(main, ["search", "--archive", str(path)])
    assert found.output.count("same story on 1 other site") == 2
    told = json.loads(run.invoke(
        main, ["diff", "1", "2", "--format", "json", "--archive", str(path)]).stdout)  # fmt: skip
    ops = [piece["op"] for block in told["fields"]["body"] for piece in block]
    assert ops.count("removed") == 2  # the two paragraphs that the second left out


def test_one_site_alone_is_no_cluster(path: Path) -> None:
    keep(path, on("one", text(1)), on("one", text(1), page="b"))
    assert clusters(path) == set()


def test_short_texts_are_left_alone(path: Path) -> None:
    short = ("Rain today, sun tomorrow, wind at sea.", "More in our next edition.")
    keep(path, on("one", short), on("two", short))
    assert clusters(path) == set()


def test_clusters_that_meet_become_one(path: Path) -> None:
    first, second = text(1, 300), text(2, 300)
    keep(path, on("one", first), on("two", first), on("three", second), on("four", second))
    assert clusters(path) == {frozenset({1, 2}), frozenset({3, 4})}
    keep(path, on("five", (*first, *second)))
    assert clusters(path) == {frozenset({1, 2, 3, 4, 5})}


def test_an_article_rewritten_leaves_its_cluster(path: Path) -> None:
    keep(path, on("one", text(1)), on("two", text(1)), on("three", text(1)))
    keep(path, on("three", text(9), at=5))
    assert clusters(path) == {frozenset({1, 2})}
    keep(path, on("three", text(1), at=6))
    assert clusters(path) == {frozenset({1, 2, 3})}


def test_the_forgotten_leave_nothing(path: Path) -> None:
    keep(path, on("one", text(1)), on("two", text(1)), on("one", text(1), page="b"))
    assert clusters(path) == {frozenset({1, 2, 3})}
    with Archive(path, write=True) as archive:
        archive.forget(archive.to_forget("two.example"))
        for table in ("clusters", "sketches", "shingles", "unlinked"):
            left = archive.connection.execute(
                f"SELECT count(*) FROM {table} WHERE article_id = 2"
            ).fetchone()
            assert left == (0,), table
    assert clusters(path) == set()  # what is left is of one site


def test_no_time_leaves_the_rest_to_the_next_run(path: Path) -> None:
    with Archive(path, write=True) as archive:
        archive.save([on("one", text(1)), on("two", text(1))])
        assert link_near_duplicates(archive.connection, seconds=-1).left == 2
        done = link_near_duplicates(archive.connection)
        assert (done.articles, done.left) == (2, 0)
        assert link_near_duplicates(archive.connection).articles == 0
    assert clusters(path) == {frozenset({1, 2})}


def test_the_work_for_a_standing_phrase_is_bounded(path: Path) -> None:
    same = text(1)
    with Archive(path, write=True) as archive:
        archive.save([on(f"site{n}", same) for n in range(3 * LOOKED_UP)])
        link_near_duplicates(archive.connection)
    (members,) = clusters(path)
    assert len(members) == 3 * LOOKED_UP


@pytest.mark.slow
def test_texts_that_are_compared_take_little_memory(path: Path) -> None:
    count, words = 150, 1500
    with Archive(path, write=True) as archive:
        archive.save([on("one", text(n, words), n, f"page-{n}") for n in range(count)])
        tracemalloc.start()
        try:
            assert link_near_duplicates(archive.connection).articles == count
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most < count * words * 40  # a set of them has 100 bytes and more for each word


def test_shingles_see_words_only() -> None:
    assert shingles("“One two,” three – FOUR five.") == shingles('"one TWO" three: four, five')
    assert shingles("one two three") == set()
    assert len(shingles("港口将于周一重新开放")) == 7


def test_printed_marks_and_other_scripts_make_no_difference() -> None:
    plain = shingles("it s late he said and left the old town hall")
    assert shingles("“It’s late”, he said\u00a0– and left the old town hall…") == plain
    assert plain < shingles("it s late he said and left the old town hall Zürich")


def test_an_archive_that_was_only_read_since(path: Path) -> None:
    keep(path, on("one", text(1)), on("two", text(1)))
    with Archive(path, write=True) as archive:
        archive.connection.execute("DROP TRIGGER clusters_went")
        archive.connection.execute("DROP TABLE clusters")
    with Archive(path) as archive:
        assert archive.same_story(1) == []
        assert [hit.elsewhere for hit in archive.search("")] == [0, 0]
