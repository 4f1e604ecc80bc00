"""How far a file elsewhere was read is kept for what was wanted of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from archive import Archive
from archive.writing.import_progress import Position, note, positions


def test_the_last_position_holds_for_what_was_wanted(tmp_path: Path) -> None:
    here = Position("https://data.example/a.warc.gz", "gazette.example", 4_000)
    with Archive(tmp_path / "news.db", write=True) as archive:
        note(archive.connection, here)
        note(archive.connection, replace(here, wanted="other.example", bytes=7))
        note(archive.connection, replace(here, bytes=9_000, is_done=True))
        archive.connection.commit()
        assert positions(archive.connection, "gazette.example") == {
            here.source: replace(here, bytes=9_000, is_done=True)
        }
        assert positions(archive.connection, "nobody.example") == {}
