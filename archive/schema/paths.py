"""Where an archive's files are: one file of pages and one lock, by whatever link it is named."""

from __future__ import annotations

from pathlib import Path


def located(path: Path) -> Path:
    """Where the archive at *path* really is: a link is followed."""
    return path.resolve() if path.is_symlink() else path


def captures_path(path: Path) -> Path:
    """Where the stored pages of the archive at *path* are: ``X.db`` has ``X.captures.db``."""
    path = located(path)
    return path.with_name(f"{path.name.removesuffix('.db')}.captures.db")


def notes_path(path: Path) -> Path:
    """Where the notes on the archive at *path* are: ``X.db`` has ``X.notes.db``."""
    path = located(path)
    return path.with_name(f"{path.name.removesuffix('.db')}.notes.db")


def lock_file(path: Path) -> Path:
    """The file whose lock is the archive's: ``news.db`` has ``news.db.lock``."""
    path = located(path)
    return path.with_name(path.name + ".lock")
