"""Kill crawls at random moments, again and again, and see whether anything is lost.

    python benchmarks/soak.py [--kills 100] [--seed 1]

Crawls of the sample newsroom are killed (SIGKILL) after some requests and go on until whole. After
each kill both files must be sound and hold what the crawl's log had said was saved; no more
articles may be answered and not saved than may be in flight, and no others are fetched again; each
whole archive must equal that of a crawl nobody disturbed. Exit 1 at the first difference.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "fixtures"), str(ROOT)]

from newsroom.server import Newsroom  # noqa: E402

from crawler.bounds import IN_FLIGHT  # noqa: E402

_TABLES = (
    "SELECT url_key, headline, caption, credit, body, revision FROM articles",
    "SELECT a.url_key, position, p.text FROM paragraphs p JOIN articles a ON a.id = article_id",
    "SELECT a.url_key, position, i.caption FROM images i JOIN articles a ON a.id = article_id",
)


def command(archive: Path, url: str, log: Path) -> list[str]:
    """A crawl as a person would type it."""
    words = [sys.executable, "-m", "newsclip", "crawl", url, "--allow-private", "--delay", "0.01"]
    return [*words, "--archive", str(archive), "--log", str(log), "--format", "jsonl", "--quiet"]


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    """What *file* answers."""
    connection = sqlite3.connect(file)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def contents(archive: Path, url: str) -> list[str]:
    """Every article, paragraph and picture, without the server's port."""
    host = url.removeprefix("http://")
    found = [
        str(row).replace(url, "").replace(host, "") for q in _TABLES for row in rows(archive, q)
    ]
    return sorted(found)


def problems(archive: Path, log: Path) -> list[str]:
    """What is wrong after a kill."""
    found = []
    for file in (archive, archive.with_suffix(".captures.db")):
        if file.exists() and (said := rows(file, "PRAGMA integrity_check")) != [("ok",)]:
            found.append(f"{file.name}: {said[:3]}")
    if not log.exists():
        return found
    events = []
    for line in log.read_text().splitlines():
        try:
            events.append(json.loads(line))
        except ValueError:  # the kill cut the line
            continue
    told = {event["article_id"] for event in events if event.get("outcome") == "new"}
    kept = {row[0] for row in rows(archive, "SELECT id FROM articles")} if told else set()
    if told - kept:
        found.append(f"{len(told - kept)} articles were reported as saved and are not there")
    return found


def unsaved(archive: Path, newsroom: Newsroom, since: int) -> int:
    """Articles answered since the request with that number, and not kept: the next run's work."""
    kept = set()
    if archive.exists() and rows(archive, "SELECT 1 FROM sqlite_master WHERE name = 'visits'"):
        kept = {url for (url,) in rows(archive, "SELECT url FROM visits")}
    asked = {one.path for one in newsroom.log[since:] if one.status == 200}
    return sum(path in asked and f"{newsroom.url}{path}" not in kept for path in newsroom.articles)


def main() -> int:
    """Kill, go on, compare."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--kills", type=int, default=100)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    chance = random.Random(chosen.seed)
    with tempfile.TemporaryDirectory() as folder, Newsroom() as newsroom:
        archive = Path(folder) / "undisturbed.db"
        done = subprocess.run(command(archive, newsroom.url, Path(folder) / "u.log"), cwd=ROOT)
        if done.returncode:
            print("the undisturbed crawl failed")
            return 1
        expected = contents(archive, newsroom.url)
        whole = len(newsroom.log)
    print(f"undisturbed: {whole} requests, {len(expected)} rows", flush=True)
    kills = archives = again = 0
    most_again = most_unsaved = 0
    while kills < chosen.kills:
        archives += 1
        with tempfile.TemporaryDirectory() as folder, Newsroom() as newsroom:
            archive, log = Path(folder) / "news.db", Path(folder) / "log.jsonl"
            may_be_again = 0
            for _ in range(chance.randint(4, 8)):
                before = len(newsroom.log)
                wanted = before + chance.randint(0, max(1, whole // 5))
                process = subprocess.Popen(command(archive, newsroom.url, log), cwd=ROOT)
                late = time.monotonic() + 60
                while (
                    len(newsroom.log) < wanted
                    and process.poll() is None
                    and time.monotonic() < late
                ):
                    time.sleep(0.003)
                time.sleep(chance.random() ** 3 * 1.5)
                was_running = process.poll() is None
                process.kill()
                process.wait()
                kills += was_running
                if archive.exists() and (wrong := problems(archive, log)):
                    print(f"kill {kills}: {wrong}")
                    return 1
                time.sleep(0.1)  # what was under way when it was killed reaches the server's log
                lost = unsaved(archive, newsroom, before)
                may_be_again += lost
                most_unsaved = max(most_unsaved, lost)
                if lost > IN_FLIGHT:
                    print(f"kill {kills}: {lost} articles were answered and not saved")
                    return 1
                if not was_running:
                    break
            done = subprocess.run(command(archive, newsroom.url, log), cwd=ROOT)
            wrong = problems(archive, log)
            if done.returncode or wrong or contents(archive, newsroom.url) != expected:
                missing = len(set(expected) - set(contents(archive, newsroom.url)))
                print(
                    f"archive {archives}: exit {done.returncode}, {missing} rows missing, {wrong}"
                )
                return 1
            asked = Counter(r.path for r in newsroom.log if r.status == 200)
            articles = [asked[path] - 1 for path in newsroom.articles if asked[path] > 1]
            if sum(articles) > may_be_again:
                print(f"archive {archives}: {sum(articles)} again, {may_be_again} were not saved")
                return 1
            again += sum(articles)
            most_again = max(most_again, sum(articles))
        print(f"{kills} kills, {archives} archives whole again", flush=True)
    print(f"articles fetched again: {again} in all, {most_again} at most for one archive,", end="")
    print(f" {most_unsaved} at most for one kill")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
