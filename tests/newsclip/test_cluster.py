"""Work on a Dask cluster: the same result as on one core, whatever dies meanwhile."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import distributed
import golden
import pytest
from archive_samples import article, hours
from clusters import children, machines, wait_for_a_busy_worker
from crawling import ROOT, newsclip, rows
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from manyhosts import page

from archive import Archive, Capture, Visit
from archive.writing.reparse.parsed_capture import ParsedCapture
from crawler.targets import Target
from newsclip.cluster.assigning import assign
from newsclip.cluster.engine import Cluster, ClusterError, connect
from newsclip.cluster.task import carry_out
from newsclip.cluster.work_parts import ReadPart
from parsers import VERSION, parse

STORIES = 300


def in_parts(pages: int, *words: str) -> list[str]:
    """newsclip with *words*, each part of so many stored pages: its own are larger."""
    program = (
        "from newsclip.cluster import cluster_pool\n"
        f"cluster_pool._ClusterPool.task = {pages}\n"
        "from newsclip.cli import main\n"
        "main(prog_name='newsclip')"
    )
    return [sys.executable, "-c", program, *words]


def dump(archive: Path) -> dict[str, list[tuple]]:
    """Every row of an archive but those that tell of runs."""
    tables = ("articles", "paragraphs", "images", "revisions", "sightings", "passed_over")
    found = {table: rows(archive, f"SELECT * FROM {table}") for table in tables}
    return {table: sorted(map(repr, lines)) for table, lines in found.items()}


@pytest.fixture(scope="module")
def unread(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of pages that an older reader read; some of them are no articles."""
    path = tmp_path_factory.mktemp("unread") / "news.db"
    visits = []
    for n in range(STORIES):
        url = f"https://gazette{n % 7}.example/{n}"
        html = page(n) if n % 50 else b"<title>Town</title><nav><a href=/a>Sport</a></nav>"
        capture = Capture(url, hours(n / 60), 200, html, content_type="text/html")
        visits.append(
            Visit(url, hours(n / 60), None, 200, None, capture, article(f"Old {n}"), "old reader")
        )
    with Archive(path, write=True) as archive:
        for first in range(0, STORIES, 100):
            archive.save(visits[first : first + 100])
    return path


def copy_of(path: Path, folder: Path) -> Path:
    for file in path.parent.glob("news.*db"):
        shutil.copy(file, folder / file.name)
    return folder / path.name


@pytest.fixture(scope="module")
def read_here(unread: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple]]:
    """What reading on this machine alone gives."""
    here = copy_of(unread, tmp_path_factory.mktemp("here"))
    assert newsclip("reparse", "--archive", here).code == 0
    found = dump(here)
    assert len(found["passed_over"]) == STORIES / 50
    assert found != dump(unread)
    return found


def test_reading_again_on_two_local_workers_gives_the_same_rows(
    unread: Path, read_here: dict[str, list[tuple]], tmp_path: Path
) -> None:
    there = copy_of(unread, tmp_path)
    command = ["reparse", "--archive", str(there), "--cluster", "local:2"]
    done = subprocess.run(
        in_parts(100, *command), cwd=ROOT, capture_output=True, text=True, timeout=110
    )
    assert (done.returncode, done.stderr.count("keeps its article")) == (0, STORIES / 50)
    assert "Warning" not in done.stderr
    assert f"{STORIES} stored pages read" in done.stdout
    assert dump(there) == read_here
    assert not (tmp_path / "news.db.shards").exists()


def test_a_worker_killed_in_the_middle_loses_nothing(
    unread: Path, read_here: dict[str, list[tuple]], tmp_path: Path
) -> None:
    there = copy_of(unread, tmp_path)
    with machines(tmp_path) as cluster:
        command = ["reparse", "--archive", str(there), "--cluster", str(cluster.file)]
        process = subprocess.Popen(
            in_parts(100, *command),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        victim = wait_for_a_busy_worker([worker.pid for worker in cluster.workers])
        worker = next(one for one in cluster.workers if one.pid == victim)
        helpers = children(victim)
        assert helpers
        cluster.kill(worker)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert "Traceback" not in err
        assert f"{STORIES} stored pages read" in out
        # The process that worked for the dead one ended too.
        until = time.monotonic() + 20
        while any(is_running(pid) for pid in helpers) and time.monotonic() < until:
            time.sleep(0.1)
        assert not any(is_running(pid) for pid in helpers)
    assert dump(there) == read_here


def is_running(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_a_scheduler_that_dies_and_comes_back_loses_nothing(
    unread: Path, read_here: dict[str, list[tuple]], tmp_path: Path
) -> None:
    there = copy_of(unread, tmp_path)
    with machines(tmp_path) as cluster:
        command = ["reparse", "--archive", str(there), "--cluster", str(cluster.file)]
        process = subprocess.Popen(
            in_parts(100, *command),
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        wait_for_a_busy_worker([worker.pid for worker in cluster.workers])
        cluster.kill(cluster.scheduler)
        cluster.start_scheduler()
        cluster.start_worker()  # Dask's workers end with the scheduler they knew
        out, err = process.communicate(timeout=150)
        assert process.returncode == 0, err
        assert "Traceback" not in err
        assert f"{STORIES} stored pages read" in out
    assert dump(there) == read_here


def test_ctrl_c_ends_all_of_it(unread: Path, tmp_path: Path) -> None:
    """Thirty processes one after another: however late the signal comes, there are more."""
    there = copy_of(unread, tmp_path)
    command = ["reparse", "--archive", str(there), "--cluster", "local:1"]
    process = subprocess.Popen(
        in_parts(10, *command), cwd=ROOT, stderr=subprocess.PIPE, text=True,
        stdout=subprocess.PIPE,
    )  # fmt: skip
    until = time.monotonic() + 150
    while not (helpers := working_for(process.pid)) and time.monotonic() < until:
        time.sleep(0.05)
    assert helpers
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Interrupted" in err, out
    again = newsclip("reparse", "--archive", there)
    assert again.code == 0
    assert not any(is_running(pid) for pid in helpers)


def working_for(pid: int) -> list[int]:
    """The processes that do parts for the cluster that *pid* began."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            if b"newsclip.cluster.child" not in (one / "cmdline").read_bytes():
                continue
            above = int(one.name)
            while above > 1 and above != pid:
                above = int(Path(f"/proc/{above}/stat").read_text().rpartition(")")[2].split()[1])
            if above == pid:
                found.append(int(one.name))
    return found


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("192.0.2.7:8786", "not encrypted"),
        ("tcp://scheduler.example:8786", "not encrypted"),
        ("http://localhost:8786", "no address of a Dask scheduler"),
        ("nonsense", "no address of a Dask scheduler"),
        ("local:0", "no workers"),
        ("missing.json", "is no scheduler file"),
    ],
)
def test_what_cannot_be_used_is_refused(address: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match=why), Cluster(address, tmp_path):
        pass
    assert not list(tmp_path.iterdir())


def test_a_scheduler_that_is_not_there(unread: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    there = copy_of(unread, tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("newsclip.cluster.engine._CONNECT_SECONDS", 1)
        wanted = pytest.raises(ClusterError, match="no Dask scheduler answers")
        with wanted, Cluster(address, tmp_path):
            pass
    assert rows(there, "SELECT count(*) FROM articles WHERE parser = 'old reader'")[0][0]


def test_a_local_cluster_listens_on_this_machine_only_and_shows_no_dashboard() -> None:
    with connect("local:1") as client:
        addresses = {client.scheduler.address, *client.scheduler_info()["workers"]}
        assert all(address.startswith("tls://127.0.0.1:") for address in addresses)
        table = Path("/proc/net/tcp").read_text().splitlines()[1:]
        port = client.cluster.scheduler.http_server.port
        listening = [line.split()[1] for line in table if line.split()[3] == "0A"]
        assert f"0100007F:{port:04X}" in listening
        assert f"00000000:{port:04X}" not in listening


def test_a_local_cluster_lets_in_who_holds_its_key_and_nobody_else() -> None:
    with connect("local:1") as client:
        for address in (client.scheduler.address, *client.scheduler_info()["workers"]):
            for scheme, security in (("tcp", None), ("tls", distributed.Security.temporary())):
                stranger = address.replace("tls://", f"{scheme}://")
                with pytest.raises((OSError, TimeoutError)):
                    distributed.Client(stranger, security=security, timeout=2)
        assert client.submit(sum, [1, 2]).result(timeout=60) == 3


def test_what_was_read_travels_as_text_and_comes_back_as_it_was() -> None:
    for case in golden.cases()[::5]:
        article = parse(case.html, case.url, content_type=case.content_type)
        reading = ParsedCapture("2026-key", article, content_hash="a1")
        line = reading.to_text()
        assert "\n" not in line
        assert ParsedCapture.from_text(line) == reading
    refused = ParsedCapture("2026-key", reason="a list \ud800 \n of stories")
    assert ParsedCapture.from_text(refused.to_text()) == refused


@pytest.mark.parametrize(
    "line", ["", "[]", "{}", "null", '{"article": 5}', '{"article": {"a": 1}}']
)
def test_what_is_no_reading_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"no parsed page|Expecting"):
        ParsedCapture.from_text(line)


@pytest.mark.parametrize(
    ("started", "why"),
    [
        ("import parsers\nparsers.VERSION = 'newsclip-reader 1'", "Every machine needs the same"),
        ("import sys\nsys.modules['newsclip'] = None", "cannot run newsclip"),
    ],
    ids=["an older release", "none at all"],
)
def test_a_worker_of_another_release_is_refused(started: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "older").mkdir()
    (tmp_path / "older" / "sitecustomize.py").write_text(started)
    with machines(tmp_path, workers=0) as cluster:
        cluster.start_worker(tmp_path / "older")
        with (
            pytest.raises(ClusterError, match=why),
            Cluster(str(cluster.file), tmp_path / "shards"),
        ):
            raise AssertionError("it was given work")


def test_a_worker_of_another_release_that_came_later_does_nothing(tmp_path: Path) -> None:
    part = ReadPart("nowhere.db", "x", ("a",), tmp_path / "x.reading")
    kind, why = carry_out(part, tmp_path, "newsclip-reader 1")
    assert kind == "failed"
    assert "this machine newsclip-reader 1" in why


def test_a_part_that_nobody_waits_for_is_not_begun(unread: Path, tmp_path: Path) -> None:
    part = ReadPart(str(unread), "", (), tmp_path / "out")
    kind, why = carry_out(part, tmp_path / "gone.alive", VERSION)
    assert (kind, why) == ("failed", "nobody waits for it any more")


def targets(*sites: tuple[str, ...]) -> list[Target]:
    """For each site its home page, and where its feeds are."""
    return [
        Target(f"https://www.{home}/", (f"https://www.{home}/",), feeds=tuple(feeds))
        for home, *feeds in sites
    ]


def test_sites_that_share_a_host_are_crawled_together(tmp_path: Path) -> None:
    feed = "https://feeds.example.net/rss"
    groups = assign(tmp_path, targets(("a.com", feed), ("b.com",), ("c.com", feed)), workers=1)
    sites = [{t.site for _, its in group.shards for t in its} for group in groups]
    assert sorted(map(sorted, sites)) == [["a.com", "c.com"], ["b.com"]]
    assert json.loads((tmp_path / "shards.json").read_text())["a.com"] == 0


def test_a_site_keeps_its_shard(tmp_path: Path) -> None:
    first = assign(tmp_path, targets(("a.com",), ("b.com",)), workers=1)
    again = assign(tmp_path, targets(("z.com",), ("b.com",)), workers=4)
    shard = {t.site: path for g in first + again for path, its in g.shards for t in its}
    assert shard["b.com"] == next(
        path for g in first for path, its in g.shards for t in its if t.site == "b.com"
    )
    assert shard["z.com"] not in (shard["a.com"], shard["b.com"])
    # Two that had shards of their own, and now share a host: one after another.
    feed = "https://feeds.example.net/rss"
    (group,) = assign(tmp_path, targets(("a.com", feed), ("b.com", feed)), workers=1)
    assert [path for path, _ in group.shards] == [shard["a.com"], shard["b.com"]]


_hosts = st.sampled_from([f"h{n}.example" for n in range(6)])
_sites = st.lists(
    st.tuples(st.sampled_from([f"s{n}.com" for n in range(9)]), _hosts, _hosts), min_size=1
)


@examples(60)
@given(st.lists(_sites, min_size=1, max_size=3))
def test_no_host_is_ever_in_two_groups(
    tmp_path_factory: pytest.TempPathFactory, runs: list[list[tuple[str, ...]]]
) -> None:
    folder = tmp_path_factory.mktemp("shards")
    for sites in runs:
        wanted = targets(*((a, f"https://{b}/f", f"https://{c}/f") for a, b, c in sites))
        groups = assign(folder, wanted, workers=2)
        found = [t for group in groups for _, its in group.shards for t in its]
        assert sorted(t.url for t in found) == sorted(t.url for t in wanted)
        hosts = [
            {url.split("/")[2] for _, its in group.shards for t in its for url in (t.url, *t.feeds)}
            for group in groups
        ]
        assert sum(map(len, hosts)) == len(set().union(*hosts))
        shards = [path for group in groups for path, _ in group.shards]
        assert len(shards) == len(set(shards))
