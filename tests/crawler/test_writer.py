"""The thread that writes: whoever handed it something is answered, whatever happens to it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from archive_samples import article, visit

from crawler.errors import WriterFailed
from crawler.pipelines.batch_saving import BatchSaving
from crawler.pipelines.writer import Writer


def test_a_question_behind_pages_that_cannot_be_saved_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crawl that awaits the answer would hang for ever."""

    def full(*_: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    told = pytest.raises(WriterFailed, match="could not be written")
    with told, Writer(tmp_path / "news.db", "test") as writer:
        monkeypatch.setattr(BatchSaving, "save", full)
        saved = writer.put(visit(article("Harbour opens")))
        answer = writer.call(lambda archive: archive.frontier)
        assert isinstance(saved.exception(30), WriterFailed)
        assert isinstance(answer.exception(30), WriterFailed)


def test_what_comes_after_the_end_is_refused(tmp_path: Path) -> None:
    with Writer(tmp_path / "news.db", "test") as writer:
        pass
    saved = writer.put(visit(article("Harbour opens")))
    answer = writer.call(lambda archive: archive.frontier)
    for future in (saved, answer):
        assert isinstance(future.exception(30), WriterFailed)
