"""A process killed while it saves: what it reported is there, and the files are whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archive import Archive

WRITER = """
import sys
sys.path.insert(0, sys.argv[2])
from archive import Archive
from archive_samples import article, visit, hours
with Archive(sys.argv[1], write=True) as archive:
    for batch in range(100_000):
        visits = [
            visit(article(f"Story {batch} {n % 7}", (f"Words of {batch} {n} " * 50,)),
                  hours(batch), f"https://example.com/{batch % 9 * 20 + n}")
            for n in range(20)
        ]
        for saved in archive.save(visits):
            print(batch, saved.url, saved.article_id, flush=True)
"""


@pytest.mark.parametrize("seed", range(3))
def test_killed_in_mid_save(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "news.db"
    tests = str(Path(__file__).parents[1] / "support")
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), tests], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout
    reported = [writer.stdout.readline().split() for _ in range(random.Random(seed).randrange(900))]
    writer.send_signal(signal.SIGKILL)
    reported += [line.split() for line in writer.stdout.read().splitlines(keepends=True)
                 if line.endswith("\n")]  # fmt: skip
    writer.wait(30)
    writer.stdout.close()

    with Archive(path, write=True) as archive:
        for connection in (archive.connection, archive.captures.connection):
            assert connection
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        archive.connection.execute(
            "INSERT INTO articles_fts(articles_fts) VALUES ('integrity-check')"
        )
        for _, url, article_id in reported:
            stored = archive.article(url)
            assert stored
            assert stored.id == int(article_id)
        for capture_id, article_id in archive.connection.execute(
            "SELECT capture_id, article_id FROM revisions"
        ).fetchall():
            assert archive.capture(capture_id), f"article {article_id} outlived its page"
        (visits,) = archive.connection.execute("SELECT count(*) FROM visits").fetchone()
        assert visits % 20 == 0
        assert visits >= len(reported)
