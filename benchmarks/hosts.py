"""Many sites crawled over two workers: how politely was each host asked?

    python benchmarks/hosts.py [HOSTS] [DELAY]

Crawls HOSTS (50) sites on loopback with DELAY (1) seconds between two requests to a host, on a
Dask cluster of separate processes one worker of which is killed in the middle.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0:1] = [str(ROOT), str(ROOT / "tests" / "support")]  # this file is called as a room is

from clusters import machines  # noqa: E402
from manyhosts import ARTICLES, many_hosts, pauses  # noqa: E402

from archive import Archive  # noqa: E402


def main(hosts: int = 50, delay: float = 1.0) -> None:
    """Print what was found, asked twice, and the shortest pause of the hosts."""
    with tempfile.TemporaryDirectory() as name, many_hosts(hosts) as (homes, log):
        folder = Path(name)
        sites = folder / "sites.toml"
        sites.write_text("".join(f'[[site]]\nhome = "{h}"\ndelay = {delay}\n' for h in homes))
        there = folder / "news.db"
        with machines(folder) as cluster:
            began = time.monotonic()
            process = subprocess.Popen(
                [sys.executable, "-m", "newsclip", "crawl", str(sites), "--archive", str(there),
                 "--allow-private", "--format", "jsonl", "--cluster", str(cluster.file)],
                cwd=ROOT, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            while len(log) < 2 * hosts and process.poll() is None:
                time.sleep(0.05)
            cluster.kill(cluster.workers[0])
            cluster.start_worker()
            code = process.wait()
            seconds = time.monotonic() - began
        with Archive(there) as archive:
            (articles,) = archive.connection.execute("SELECT count(*) FROM articles").fetchone()
            problems = archive.check(every_page=True).problems
        shortest = pauses(log)
        asked = Counter((host, path) for host, path, _, _ in log)
        print(
            f"{hosts} hosts, {delay} s apart, two workers of which one was killed; exit code {code}"
        )
        print(f"{articles} of {hosts * ARTICLES} articles in {seconds:.0f} s; problems: {problems}")
        print(f"{len(log)} requests, {sum(asked.values()) - len(asked)} of them asked before")
        middle = statistics.median(shortest.values())
        print(f"shortest pause: {min(shortest.values()):.2f} s, median of all hosts {middle:.2f} s")


if __name__ == "__main__":
    main(*(float(value) if "." in value else int(value) for value in sys.argv[1:3]))
