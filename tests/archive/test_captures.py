"""Stored pages: byte for byte, once, small, and each by itself."""

from __future__ import annotations

import gzip
import random
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from archive_samples import NOON, URL, hours
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive import Archive, Capture, CaptureDamaged
from archive.captures.compression import unpack
from archive.captures.reference_pages import POOR_BEFORE_RENEWAL

WORDS = [f"word{n}" for n in range(3000)]


def text(seed: int, words: int) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def page(story: int, template: int = 0) -> bytes:
    """A page of a site: much template, some story."""
    head, foot = text(1000 + template, 3000), text(2000 + template, 3000)
    return f"<html>{head}<p>{text(story, 400)}</p>{foot}</html>".encode()


def capture(body: bytes, number: int = 0, host: str = "www.example.com", **fields) -> Capture:
    return Capture(f"https://{host}/{number}", hours(number), 200, body, **fields)


@pytest.fixture
def archive(tmp_path: Path):
    with Archive(tmp_path / "news.db", write=True) as opened:
        yield opened


def stored(archive: Archive) -> list[tuple]:
    connection = archive.captures.connection
    assert connection
    return connection.execute(
        "SELECT encoding, reference_id, length(body), size FROM captures ORDER BY rowid"
    ).fetchall()


bodies = st.binary(max_size=300) | st.integers(0, 3).map(page)


@given(st.lists(bodies, max_size=8))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.slow
def test_byte_for_byte(tmp_path: Path, pages: list[bytes]) -> None:
    path = tmp_path / "news.db"
    for old in tmp_path.iterdir():
        old.unlink()
    made = [capture(body, n) for n, body in enumerate(pages)]
    with Archive(path, write=True) as archive:
        archive.captures.save(made)
    with Archive(path) as archive:
        for each in made:
            found = archive.capture(each.id)
            assert found == each
            assert found.id == each.id


def test_everything_of_a_capture(archive: Archive) -> None:
    made = Capture(
        URL,
        datetime(2026, 11, 1, 14, 30, 0, 123456, tzinfo=UTC),
        404,
        b"gone",
        final_url="https://www.example.com/gone",
        headers=(("Content-Type", "text/html"), ("X-A", "1"), ("x-a", "2"), ("Set-Cookie", "id=7")),
        content_type="text/html; charset=x",
    )
    archive.captures.save([made])
    found = archive.capture(made.id)
    assert found
    assert found.id == made.id
    assert found.headers == made.headers[:3]  # whoever reads an archive is nobody's session
    assert found.fetched_at == made.fetched_at.replace(microsecond=123000)
    assert (found.status, found.final_url, found.content_type, found.body) == (
        404,
        made.final_url,
        made.content_type,
        b"gone",
    )
    assert archive.captures.of_page(URL + "/") == [made.id]
    assert archive.capture("nothing") is None


def test_pages_of_a_host_cost_little(archive: Archive) -> None:
    pages = [page(n) for n in range(10)]
    archive.captures.save([capture(body, n) for n, body in enumerate(pages)])
    first, *others = stored(archive)
    assert first[0] == "zstd"
    assert {row[0] for row in others} == {"zstd-reference"}
    ours = sum(row[2] for row in others)
    assert ours < 0.3 * sum(len(gzip.compress(body, 6)) for body in pages[1:])


def test_each_host_has_its_own_reference(archive: Archive) -> None:
    archive.captures.save([capture(page(1), 1, "a.example"), capture(page(2), 2, "b.example")])
    assert [row[0] for row in stored(archive)] == ["zstd", "zstd"]


def test_a_new_host_is_packed_against_its_sites_pages(archive: Archive) -> None:
    hosts = ["www.example.com", "example.com", *["sport.example.com"] * 2]
    made = [capture(page(n), n, host) for n, host in enumerate(hosts)]
    other = [capture(page(n, template=1), n, "shop.example.com") for n in range(4, 6)]
    archive.captures.save(made + other)
    rows = stored(archive)
    assert [row[1] for row in rows] == [None, *[made[0].id] * 3, None, other[0].id]
    for each in made + other:
        assert archive.captures.body(each.id) == each.body


def test_the_same_body_is_stored_once(archive: Archive) -> None:
    same = [capture(page(1), n, host) for n, host in enumerate(["a.example", "b.example"])]
    archive.captures.save([*same, *same])
    rows = stored(archive)
    assert [row[0] for row in rows] == ["zstd", "same"]
    assert rows[1][2] == 0
    assert [archive.captures.body(each.id) for each in same] == [page(1)] * 2


def test_a_new_template_becomes_the_reference(archive: Archive) -> None:
    old = [capture(page(n), n) for n in range(3)]
    new = [capture(page(n, template=1), n) for n in range(3, 12)]
    archive.captures.save(old + new)
    rows = stored(archive)
    renewal = 3 + POOR_BEFORE_RENEWAL - 1
    assert rows[renewal][0] == "zstd"
    assert {row[1] for row in rows[renewal + 1 :]} == {new[renewal - 3].id}
    assert all(row[2] < row[3] / 10 for row in rows[renewal + 1 :])
    for each in old + new:
        assert archive.captures.body(each.id) == each.body


def test_there_are_no_chains(archive: Archive) -> None:
    archive.captures.save([capture(page(n, template=n // 6), n) for n in range(30)])
    connection = archive.captures.connection
    assert connection
    assert connection.execute(
        "SELECT DISTINCT r.encoding FROM captures c JOIN captures r ON r.id = c.reference_id"
    ).fetchall() == [("zstd",)]


def damage(archive: Archive, capture_id: str, sql: str) -> None:
    connection = archive.captures.connection
    assert connection
    changed = connection.execute(f"UPDATE captures SET {sql} WHERE id = ?", [capture_id])
    assert changed.rowcount == 1


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("body = x'00'", "damaged"),
        ("body = substr(body, 1, length(body) - 20)", "damaged"),
        ("size = size + 1", "declares"),
        ("encoding = 'rot13'", "unknown"),
        ("digest = 'x'", "digest"),
        ("reference_id = 'nowhere'", "nowhere"),
        ("body = x'28b52ffde0ffffffffffffff7f01000000'", "declares"),
    ],
)
def test_damage_costs_one_page(archive: Archive, sql: str, reason: str) -> None:
    first, second, third = (capture(page(n), n) for n in range(3))
    archive.captures.save([first, second, third])
    damage(archive, second.id, sql)
    with pytest.raises(CaptureDamaged, match=reason):
        archive.capture(second.id)
    assert archive.captures.body(first.id) == first.body
    assert archive.captures.body(third.id) == third.body
    assert [isinstance(each, CaptureDamaged) for each in archive.captures.each([second.id])] == [
        True
    ]


def test_a_damaged_reference_is_replaced(tmp_path: Path) -> None:
    first, second = capture(page(1), 1), capture(page(2), 2)
    with Archive(tmp_path / "news.db", write=True) as archive:
        archive.captures.save([first])
        damage(archive, first.id, "body = x'00'")
    with Archive(tmp_path / "news.db", write=True) as archive:
        archive.captures.save([second])
        assert archive.captures.body(second.id) == second.body


def test_a_frame_that_lies_about_its_size_is_not_unpacked() -> None:
    import zstandard

    bomb = zstandard.ZstdCompressor().compress(bytes(10_000_000))
    with pytest.raises(ValueError, match="declares 10000000"):
        unpack(bomb, 10)


def test_pages_are_read_in_many_threads(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    made = [capture(page(n), n) for n in range(20)]
    with Archive(path, write=True) as archive:
        archive.captures.save(made)
    wrong: list[str] = []

    def read() -> None:
        with Archive(path) as opened:
            wrong.extend(each.id for each in made if opened.captures.body(each.id) != each.body)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_ids_of_a_period(archive: Archive) -> None:
    made = [capture(page(n), n) for n in range(4)]
    other = capture(page(9), 9, "example.org")
    archive.captures.save([*reversed(made), other])
    ids = archive.captures.ids(site="example.com", since=hours(1), until=hours(3))
    assert ids == [made[1].id, made[2].id]
    assert len(archive.captures.ids()) == 5
    assert archive.captures.ids(since=NOON + timedelta(days=9)) == []
