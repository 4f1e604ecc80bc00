"""An archive exported as a web archive and imported again holds the same captures."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from archive_samples import NOON
from archive_state import is_whole
from crawling import newsclip, rows
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from warc_samples import HOST, page

from archive import Archive, Capture, Visit
from archive.captures.warc_export import write
from archive.values.times import stamp
from archive.values.url_identity import url_key
from crawler.imports.formats.unpacking import Counted, unpacked_stream
from crawler.imports.formats.warc import read_warc
from crawler.imports.intake import Imported, Intake
from crawler.imports.vetting import vetted
from crawler.pipelines.writer import Writer
from crawler.workers.pool import Workers

STORIES = "".join(
    f"<h2><a href=/2026/11/01/clock-{n}>The {n}th clock of the town was wound</a></h2>"
    for n in range(9)
)
BODIES = (
    page(1),
    page(2),
    f"<html lang=en><title>Gazette</title><main>{STORIES}</main>".encode(),
    b"<!doctype html><html><title>Nothing</title></html>",
    b"",
)
ADDRESSES = (
    "https://gazette.example/",
    "http://www.gazette.example/",
    "https://gazette.example/sport",
    "https://gazette.example/2026/11/01/clock-1",
    "http://gazette.example/2026/11/01/clock-1",
    "https://gazette.example/2026/11/01/clock-1?page=2",
    "https://gazette.example/2026/11/01/horloge-\u00e0-la-une",
    "https://other.example/2026/11/01/clock-1",
)

AS_HTML = (("Content-Type", "text/html"), ("Content-Encoding", "gzip"))
AS_BYTES = (("Content-Type", "application/octet-stream"), ("Server", "x"))

moments = st.sampled_from([0, 0.25, 1, 60, 86_400]).map(lambda sec: NOON + timedelta(seconds=sec))
captures = st.builds(
    Capture,
    st.sampled_from(ADDRESSES),
    moments,
    st.sampled_from([200, 203]),
    st.sampled_from(BODIES),
    final_url=st.none() | st.sampled_from(ADDRESSES),
    headers=st.sampled_from([(), AS_HTML]),
) | st.builds(
    Capture,
    st.sampled_from(ADDRESSES),
    moments,
    st.just(200),
    st.sampled_from(BODIES[:3]),
    headers=st.just(AS_BYTES),
)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(1) as pool:
        yield pool


def exported(path: Path, pages: Sequence[Capture]) -> bytes:
    """The web archive of an archive that has kept *pages*."""
    out = io.BytesIO()
    with Archive(path, write=True) as archive:
        archive.save(
            [Visit(one.url, one.fetched_at, "not-an-article", 200, capture=one) for one in pages]
        )
        write(out, archive.captures, archive.captures.ids(), software="x", about="x")
    return out.getvalue()


def imported(path: Path, data: bytes, workers: Workers) -> Imported:
    stream = Counted(io.BytesIO(data), lambda count: None)
    with Writer(path, "import", keeps_pages=True) as writer, Archive(path) as known:
        intake = Intake(writer, workers, known, most=4, wants=lambda article: True)
        for item in vetted(read_warc(unpacked_stream(stream), "x.warc"), "x.warc"):
            intake.take(item)
        intake.finish()
    return intake.report


def kept(path: Path) -> set[tuple[object, ...]]:
    """The captures: addresses, time, status, digest of the body."""
    with Archive(path) as archive:
        found = archive.captures.each(archive.captures.ids())
        return {
            (one.url, one.final_url, one.fetched_at, one.status, one.digest)
            for one in found
            if isinstance(one, Capture)
        }


def fronts(path: Path) -> set[tuple[str, str]]:
    return set(rows(path, "SELECT url_key, seen_at FROM fronts"))


def capture(path: str, seconds: float = 0, **fields: Any) -> Capture:
    at = NOON + timedelta(seconds=seconds)
    return Capture(f"{HOST}/2026/11/01/{path}", at, 200, page(1), **fields)


@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate], derandomize=True)
@given(pages=st.lists(captures, min_size=1, max_size=6))
@example([capture("a"), capture("b", 1)])
@example([capture("a"), capture("a", 1)])
@example([capture("a", final_url=f"{HOST}/b"), capture("c", 1)])
@example([capture("a"), capture("b", 1, headers=(("Content-Type", "application/xml"),))])
@example([capture("horloge-\u00e0-la-une"), capture("b", 1)])
@example([capture("<a>"), capture("b", 1)])
def test_all_captures_come_back(
    tmp_path_factory: pytest.TempPathFactory, workers: Workers, pages: list[Capture]
) -> None:
    folder = tmp_path_factory.mktemp("round")
    data = exported(folder / "a.db", pages)
    there = imported(folder / "b.db", data, workers)
    assert not there.problems
    before, after = kept(folder / "a.db"), kept(folder / "b.db")
    assert after <= before
    # A front that shows what it showed before is told among the fronts, and shares that page.
    told = fronts(folder / "b.db")
    for url, final_url, at, _, _ in before - after:
        assert (url_key(str(final_url or url)), stamp(at)) in told
    again = imported(folder / "b.db", data, workers)
    assert (again.pages, again.known) == (there.pages, there.pages)
    is_whole(folder / "b.db")


def test_a_story_under_two_addresses_stays_one_article(tmp_path: Path, workers: Workers) -> None:
    path = tmp_path / "b.db"
    imported(path, exported(tmp_path / "a.db", [capture("a"), capture("b", 1)]), workers)
    query = "SELECT url, last_seen_at FROM articles"
    found = rows(path, query)
    assert found == [(f"{HOST}/2026/11/01/a", stamp(NOON + timedelta(seconds=1)))]
    done = newsclip("reparse", "--all", "--archive", path)
    assert done.code == 0, done.err
    assert rows(path, query) == found
    assert len(kept(path)) == 2
