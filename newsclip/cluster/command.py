"""What the commands that take ``--cluster`` share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.schema.paths import located
from crawler.errors import PoolGone
from newsclip.cluster.engine import Cluster, ClusterError
from newsclip.terminal.output.printing import fail


@contextmanager
def cluster_at(
    address: str, archive: Path, shards: Path | None, without_tls: bool
) -> Iterator[tuple[Cluster, Path]]:
    """The cluster and the folder it works in; its errors as one line and an exit code."""
    folder = (shards or _beside(located(archive))).resolve()
    try:
        with Cluster(address, folder, without_tls=without_tls) as cluster:
            yield cluster, folder
    except ClusterError as error:
        fail(str(error))
    except PoolGone as error:
        fail(f"{error}. What was finished is kept; the same command goes on from there", 1)
    finally:
        _tidy(folder)


def _beside(archive: Path) -> Path:
    return archive.with_name(archive.name + ".shards")


def _tidy(folder: Path) -> None:
    """Remove what an earlier run that was killed left, and the folder if nothing is in it."""
    for file in folder.glob("*.reading"):
        if re.fullmatch(r"[0-9a-f]{32}\.reading", file.name):
            file.unlink(missing_ok=True)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
