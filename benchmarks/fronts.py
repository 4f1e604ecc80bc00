"""What a front page costs in an archive that is crawled every hour: bytes a site and year.

The front is made up: 100 stories, of which four are new each hour and go in near the top; cards
with pictures, a script that holds the page's state, numbers that no two answers share.

    python benchmarks/fronts.py [--days 14] [--changes 4]
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from archive import Archive, Capture, Visit
from archive.records import Front, Placement

HOME = "https://www.example.com/"
STORIES = 100
_WORDS = (
    "ferry council library bridge market school orchard tram museum hospital reopens waits closes "
    "wins loses moves grows shrinks changes returns after before storm budget vote strike harbour"
).split()


class Newsroom:
    """A front that changes."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._count = 0
        self._static = "".join(self._chance.choices("abcdefghij(){};=.", k=90_000))
        self.stories = [self._story() for _ in range(STORIES)]

    def _story(self) -> dict[str, str]:
        self._count += 1
        words = self._chance.choices(_WORDS, k=8)
        slug = f"{'-'.join(words)}-{self._count}"
        picture = f"{self._chance.getrandbits(64):016x}"
        dek = " ".join(self._chance.choices(_WORDS, k=18))
        return {"url": f"{HOME}2026/{slug}", "headline": " ".join(words), "dek": dek, "i": picture}

    def an_hour_passes(self, changes: int) -> None:
        """New stories come near the top, old ones go from the end."""
        for _ in range(changes):
            self.stories.insert(self._chance.randrange(0, 12), self._story())
        del self.stories[STORIES:]

    def front(self) -> Front:
        placed = [
            Placement(one["url"], one["headline"], 2 if n < 8 else 3)
            for n, one in enumerate(self.stories)
        ]
        return Front(HOME, tuple(placed))

    def page(self) -> bytes:
        nonce = f"{self._chance.getrandbits(128):032x}"
        cards = "".join(
            f"<article class='card' data-id='{one['i']}'><a class=card__image"
            f" href='{one['url']}'><picture>"
            + "".join(
                f"<source media='(min-width: {width}px)' srcset='https://cdn.example.com/{width}/"
                f"{one['i']}.webp {width}w'>"
                for width in (320, 640, 960, 1280)
            )
            + f"<img src='https://cdn.example.com/320/{one['i']}.jpg' alt=''></picture>"
            f"</a><h3 class=card__headline><a href='{one['url']}'>{one['headline']}</a></h3>"
            f"<p class=card__dek>{one['dek']}</p></article>"
            for one in self.stories
        )
        scripts = "".join(f"<script nonce={nonce} src=/static/{n}.js></script>" for n in range(20))
        state = json.dumps({"stories": self.stories, "token": nonce})
        return (
            f"<!doctype html><html><head><title>The Gazette</title>{scripts}<style>{self._static}"
            f"</style></head><body>{cards}<script nonce={nonce}>state={state}</script></body>"
        ).encode()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--days", type=int, default=14)
    options.add_argument("--changes", type=int, default=4, help="new stories an hour")
    asked = options.parse_args()
    newsroom = Newsroom(1)
    start = datetime(2026, 5, 1, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        began = time.process_time()
        with Archive(path, write=True) as archive:
            for hour in range(24 * asked.days):
                at = start + timedelta(hours=hour)
                page = newsroom.page()
                capture = Capture(HOME, at, 200, page, content_type="text/html")
                archive.save(
                    [
                        Visit(
                            HOME, at, "not-an-article", 200, capture=capture, front=newsroom.front()
                        )
                    ]
                )
                newsroom.an_hour_passes(asked.changes)
        seconds = time.process_time() - began
        fronts = 24 * asked.days
        print(f"{fronts} fronts of {len(page):,} bytes, {asked.changes} new stories an hour")
        print(f"{1000 * seconds / fronts:.1f} ms CPU a front")
        for file in (path, path.with_suffix(".captures.db")):
            size = file.stat().st_size
            print(f"{file.name:18} {size / fronts:10,.0f} bytes a front"
                  f" {size / asked.days * 365 / 1e6:8,.0f} MB a year")  # fmt: skip
        with Archive(path) as archive:
            began = time.process_time()
            archive.front("example.com")
            print(f"one front as it stood: {1000 * (time.process_time() - began):.0f} ms CPU")


if __name__ == "__main__":
    main()
