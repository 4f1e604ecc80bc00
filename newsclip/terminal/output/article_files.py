"""Articles written to a file or a folder, with a bar while that takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

from archive import Archive, StoredArticle
from archive.notes.coding.codebook import Code
from archive.notes.coding.coding_sheets import sheet_xlsx
from newsclip.terminal.extras import needs
from newsclip.terminal.output.printing import fail, progress_bar

Reader = Callable[[Archive, Any, Any], Iterator[StoredArticle]]
"""Gives articles by their numbers, and tells how many are done."""


def write_articles(
    archive: Archive,
    form: str,
    writer: Callable[[Iterable[Any]], Iterator[str]] | None,
    codes: Sequence[Code] | None,
    read: Reader,
    ids: Any,
    out: BinaryIO,
    is_all: bool,
    quiet: bool,
) -> dict[str, int]:
    """Write as *form* to *out*, texts by *writer*, workbooks with *codes*; in numbers, what."""
    with progress_bar("Exporting", quiet) as progress:
        if form == "warc":
            done = archive.export_warc(out, None if is_all else ids, progress)
            counts = {"captures": done.captures, "revisits": done.revisits}
            return counts | ({"damaged": done.damaged} if done.damaged else {})
        if form == "parquet":
            _parquet().write_file(read(archive, ids, progress), out)
            return {"articles": len(ids)}
        if form == "xlsx":
            library, chosen = _xlsx(), read(archive, ids, progress)
            cut = sheet_xlsx(chosen, codes, out) if codes else library.write_articles(chosen, out)
            return {"articles": len(ids)} | ({"cut": cut} if cut else {})
        assert writer is not None
        for line in writer(read(archive, ids, progress)):
            out.write(line.encode())
    out.flush()
    return {"articles": len(ids)}


def write_data_set(
    archive: Archive,
    read: Reader,
    ids: Any,
    folder: Path,
    quiet: bool,
) -> tuple[list[Path], dict[str, int]]:
    """Write parquet by month and site into *folder*; the files, and in numbers what they have."""
    with progress_bar("Exporting", quiet) as progress:
        files = _parquet().write_part(read(archive, ids, progress), folder, "part")
    return [file.relative_to(folder) for file in files], {"articles": len(ids)}


def _parquet() -> ModuleType:
    try:
        from archive.reading.export import parquet
    except ModuleNotFoundError:
        fail(needs("parquet", "pyarrow", "parquet"))
    return parquet


def _xlsx() -> ModuleType:
    try:
        from archive.reading.export import xlsx
    except ModuleNotFoundError:
        fail(needs("xlsx", "openpyxl", "xlsx"))
    return xlsx


def boxed(archive: Archive, ids: Any, progress: Any) -> Iterator[StoredArticle]:
    """The articles with what stands beside the story in their bodies."""
    for stored in followed(archive, ids, progress):
        yield replace(stored, row={**stored.row, "body": stored.record.body_with_boxes})


def followed(archive: Archive, ids: Any, progress: Any) -> Iterator[StoredArticle]:
    """The articles, telling *progress* how many are done."""
    for done, stored in enumerate(archive.by_ids(ids), 1):
        yield stored
        progress(done, len(ids))


def with_noted(read: Reader) -> Reader:
    """The same articles, with what people noted on each in its row."""

    def noted(archive: Archive, ids: Any, progress: Any) -> Iterator[StoredArticle]:
        for stored in read(archive, ids, progress):
            yield replace(stored, row={**stored.row, **archive.noted_on(stored.id).to_columns()})

    return noted
