"""Which sites are crawled together: each host in one part, each site always in the same shard.

A shard is an archive that a group of sites is crawled into, run after run, so that a crawl
there knows what it saw before. The sites of each are kept in ``shards.json`` beside them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from archive.values.url_identity import site_of
from crawler.targets import Target
from newsclip.cluster.engine import ClusterError

MOST_SITES = 50
"""Sites in one shard."""
PARTS_PER_WORKER = 3
"""New shards for each worker: enough for quick ones to make up for slow ones."""


@dataclass(frozen=True, slots=True)
class Group:
    """Shards that share a host, and what is crawled into each: one after another."""

    shards: tuple[tuple[Path, tuple[Target, ...]], ...]


def assign(folder: Path, targets: Sequence[Target], workers: int) -> list[Group]:
    """The shards of *folder* that *targets* are crawled into, new ones where they are new.

    Raises :class:`ClusterError` where the list of shards cannot be read.
    """
    by_site: dict[str, list[Target]] = {}
    for target in targets:
        by_site.setdefault(target.site, []).append(target)
    known = _read(folder)
    together = _sharing_hosts(by_site)
    new = [sites for sites in together if not any(site in known for site in sites)]
    size = min(MOST_SITES, -(-len(new) // (PARTS_PER_WORKER * max(1, workers))) or 1)
    number = max(known.values(), default=-1)
    for sites in together:
        shards = sorted({known[site] for site in sites if site in known})
        if not shards:
            place = new.index(sites)
            shards = [number + 1 + place // size]
        for site in sites:
            known.setdefault(site, shards[0])
    _write(folder, known)
    return _groups(folder, together, by_site, known)


def _groups(
    folder: Path,
    together: Sequence[Sequence[str]],
    by_site: dict[str, list[Target]],
    known: dict[str, int],
) -> list[Group]:
    """Shards joined where a host is in both."""
    joined = _Joined()
    for sites in together:
        for site in sites:
            joined.join(known[sites[0]], known[site])
    members: dict[object, dict[int, list[Target]]] = {}
    for site, its_targets in by_site.items():
        shards = members.setdefault(joined.of(known[site]), {})
        shards.setdefault(known[site], []).extend(its_targets)
    return [
        Group(tuple((folder / f"{n:05}.db", tuple(found)) for n, found in sorted(shards.items())))
        for shards in members.values()
    ]


def _sharing_hosts(by_site: dict[str, list[Target]]) -> list[list[str]]:
    """The sites, those together that ask the same host: for a feed elsewhere, say."""
    joined = _Joined()
    for site, targets in by_site.items():
        joined.join(site, site)
        for target in targets:
            for url in (*target.spellings, *target.feeds, *target.sitemaps):
                host = site_of(url) or urlsplit(url).hostname
                joined.join(f"host {host}", site)
    found: dict[object, list[str]] = {}
    for site in by_site:
        found.setdefault(joined.of(site), []).append(site)
    return list(found.values())


class _Joined:
    """Things that belong together because of what they share."""

    def __init__(self) -> None:
        self._over: dict[object, object] = {}

    def of(self, one: object) -> object:
        """The one that stands for all that *one* belongs with."""
        while (over := self._over.setdefault(one, one)) != one:
            self._over[one] = one = self._over.setdefault(over, over)
        return one

    def join(self, one: object, other: object) -> None:
        """Let both belong together."""
        self._over[self.of(one)] = self.of(other)


def _read(folder: Path) -> dict[str, int]:
    file = folder / "shards.json"
    try:
        return {str(site): int(n) for site, n in json.loads(file.read_text("utf-8")).items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ClusterError(
            f"{file} cannot be read ({error}). Merge what is in the folder with newsclip merge,"
            " move the folder away, and run the command again"
        ) from None


def _write(folder: Path, known: dict[str, int]) -> None:
    unfinished = folder / f"shards.json.{os.getpid()}"
    unfinished.write_text(json.dumps(known, indent=1, sort_keys=True), "utf-8")
    unfinished.replace(folder / "shards.json")
