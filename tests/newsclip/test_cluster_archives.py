"""Imports and crawls on a Dask cluster: one archive, the same as without, whatever dies."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from archive_state import told
from clusters import children, machines, wait_for_a_busy_worker
from crawling import ROOT, newsclip, rows
from manyhosts import ARTICLES, Asked, many_hosts, page, pauses
from warc_samples import HOST, answer, record

from archive import Archive
from newsclip.cluster import importing

STORIES = 240


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of four web archives that have some pages in common, and a damaged one."""
    folder = tmp_path_factory.mktemp("files")
    for number in range(4):
        stories = [
            record("response", f"{HOST}/{n}", answer(page(n)), f"2026-11-0{number + 1}T10:00:00Z")
            for n in range(number * 50, number * 50 + STORIES // 4)
        ]
        (folder / f"{number}.warc.gz").write_bytes(b"".join(map(gzip.compress, stories)))
    whole = (folder / "3.warc.gz").read_bytes()
    (folder / "4.warc.gz").write_bytes(whole[: len(whole) // 2 - 9])
    (folder / "page.html").write_bytes(page(900))
    return folder


@pytest.fixture(scope="module")
def read_here(files: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What importing on this machine alone gives."""
    here = tmp_path_factory.mktemp("here") / "news.db"
    assert newsclip("import", files, "--archive", here).code == 0
    found = told(here)
    assert len(found["articles"]) == 211
    return found


@pytest.mark.timeout(300)
def test_an_import_on_a_cluster_gives_the_same_archive(
    files: Path, read_here: dict[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newsclip.cluster import Cluster

    monkeypatch.setattr(importing, "LEAST_BYTES", 36_000)  # three parts
    there, folder = tmp_path / "news.db", tmp_path / "shards"
    with machines(tmp_path) as cluster:
        with Cluster(str(cluster.file), folder) as far:
            killed: list[int] = []

            def kill() -> None:
                victim = wait_for_a_busy_worker([one.pid for one in cluster.workers])
                killed.append(victim)
                cluster.kill(next(one for one in cluster.workers if one.pid == victim))

            killer = threading.Thread(target=kill)
            killer.start()
            done = importing.import_on(far, folder, there, [files])
            killer.join()
        assert killed
        assert (done.files, done.outcomes["new"]) == (6, 211)
        assert [problem for problem in done.problems if "4.warc.gz" in problem]
        assert told(there) == read_here
        assert not list(folder.iterdir())
        with Archive(there) as archive:
            assert archive.check(every_page=True).problems == []
        # Again: everything is read anew, and nothing is added.
        with Cluster(str(cluster.file), folder) as far:
            again = importing.import_on(far, folder, there, [files])
        assert again.outcomes.get("new", 0) == again.outcomes.get("revised", 0) == 0
        assert told(there) == read_here


def test_articles_left_as_parquet(files: Path, tmp_path: Path) -> None:
    import pyarrow.dataset as ds

    output = tmp_path / "articles"
    done = newsclip(
        "import", files, "--cluster", "local:1", "--parquet", output,
        "--archive", tmp_path / "news.db", timeout=120,
    )  # fmt: skip
    assert "211 new" in done.out, done.err
    table = ds.dataset(output, partitioning="hive").to_table()
    assert table.num_rows == 211
    assert set(table.column("site").to_pylist()) == {"gazette.example", None}
    assert not (tmp_path / "news.db").exists()


@pytest.fixture
def sites() -> Iterator[tuple[list[str], list[Asked]]]:
    with many_hosts(4) as served:
        yield served


@pytest.mark.timeout(300)
def test_many_hosts_over_two_workers(sites: tuple[list[str], list[Asked]], tmp_path: Path) -> None:
    homes, log = sites
    file = tmp_path / "sites.toml"
    file.write_text("".join(f'[[site]]\nhome = "{home}"\ndelay = 0.2\n' for home in homes))
    there = tmp_path / "news.db"
    options = ("--archive", there, "--allow-private", "--format", "jsonl")
    with machines(tmp_path) as cluster:
        command = ["crawl", file, *options, "--cluster", cluster.file]
        process = subprocess.Popen(
            [sys.executable, "-m", "newsclip", *map(str, command)],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        victim = wait_for_a_busy_worker([one.pid for one in cluster.workers])
        until = time.monotonic() + 150
        while len(log) < 8 and time.monotonic() < until:
            time.sleep(0.05)
        assert children(victim) or len(log) >= 8
        cluster.kill(next(one for one in cluster.workers if one.pid == victim))
        out, err = process.communicate(timeout=200)
        assert process.returncode == 0, err
        whole = json.loads(out.splitlines()[-1])
        assert len(homes) == len(out.splitlines()) - 1
        found = Counter(rows(there, "SELECT site, count(*) FROM articles GROUP BY site"))
        assert len(found) == len(homes)
        assert {count for _, count in found} == {ARTICLES}
        assert whole["site"] == "all"
        # No host was asked by two at once, nor sooner than it allows.
        assert min(pauses(log).values()) >= 0.2 * 0.9
        asked = Counter((host, path) for host, path, _, _ in log if path.startswith("/2026/"))
        assert len(asked) == len(homes) * ARTICLES
        assert sum(asked.values()) - len(asked) <= 16 * 2  # at most what was in flight
        with Archive(there) as archive:
            assert archive.check(every_page=True).problems == []
        # The next run knows what this one saw.
        log.clear()
        again = newsclip("crawl", file, *options, "--cluster", cluster.file, timeout=200)
        assert again.code == 0, again.err
        assert not [path for _, path, _, _ in log if path.startswith("/2026/")]
        assert rows(there, "SELECT count(*) FROM articles") == [(len(homes) * ARTICLES,)]
