"""An import that a signal ends: what it tells is what the archive has."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import pytest
from crawling import rows
from warc_samples import page

from crawler.imports.import_run import import_files
from crawler.pipelines.writer import Writer


def test_a_page_that_a_signal_came_right_behind_is_counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Between handing a page over and noting it, Python may raise what the signal asks for."""
    files = []
    for number in range(12):
        file = tmp_path / f"{number:02}.html"
        file.write_bytes(page(number))
        files.append((file, Path(file.name)))
    put, handed_over = Writer.put, []

    def cut_off(self: Writer, *given: Any, **named: Any) -> Any:
        handed_over.append(put(self, *given, **named))
        if len(handed_over) == 3:
            raise KeyboardInterrupt(signal.SIGTERM)
        return handed_over[-1]

    monkeypatch.setattr(Writer, "put", cut_off)
    archive = tmp_path / "news.db"
    imported = import_files(archive, files, workers=1)
    assert imported.stopped_by == signal.SIGTERM
    assert imported.outcomes == {"new": 3}
    assert rows(archive, "SELECT count(*) FROM articles") == [(3,)]
    assert rows(archive, "SELECT json_extract(counts, '$.new'), ended FROM runs") == [(3, "signal")]
