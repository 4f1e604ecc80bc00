"""What an export holds, so that a corpus can be cited and checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from archive.reading.export.output_files import whole_file
from archive.values.times import utc


def write_manifest(
    path: Path,
    files: Sequence[Path],
    *,
    archive_id: str,
    form: str,
    query: Mapping[str, Any],
    counts: Mapping[str, int],
    parsers: Sequence[str],
    selection: Mapping[str, Any] | None = None,
    sample: Mapping[str, Any] | None = None,
) -> None:
    """Write a manifest of *files* as JSON to *path*, with their sizes and SHA-256 digests.

    *query* is what chose the articles, *parsers* the readers that read them; *selection* is what
    they were chosen of, and *sample* how they were drawn. Raises
    ``OutputRefused`` and ``OSError``.
    """
    content = {
        "made_at": utc(datetime.now(UTC)),
        "made_by": f"newsclip {metadata.version('newsclip')}",
        "archive_id": archive_id,
        "format": form,
        "query": query,
        **({"selection": selection} if selection else {}),
        **({"sample": sample} if sample else {}),
        "counts": counts,
        "parsers": parsers,
        "files": [_file(file, path.parent) for file in files],
    }
    with whole_file(path) as out:
        out.write(json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n")


def _file(file: Path, folder: Path) -> dict[str, Any]:
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    name = file.relative_to(folder) if file.is_relative_to(folder) else file
    return {"name": name.as_posix(), "bytes": file.stat().st_size, "sha256": digest}
