"""The SQLite archive: articles that can be queried for years, and every page they came from."""

import archive.lighter  # noqa: F401

# isort: split
from archive.archive import Archive
from archive.articles import StoredArticle, StoredRevision
from archive.clusters import Copy
from archive.errors import (
    ArchiveDamaged,
    ArchiveError,
    ArchiveLocked,
    ArchiveMismatch,
    ArchiveMissing,
    ArchiveOutdated,
    ArchiveReadOnly,
    ArchiveTooNew,
    ArchiveUnmerged,
    BackupFailed,
    CaptureDamaged,
    ForeignSchema,
    NotAnArchive,
    OutputRefused,
    PagesMadeAnew,
)
from archive.filters import Filters
from archive.records import Candidate, Capture, Outcome, Saved, Schedule, Visit, Waiting
from archive.runs import Run
from archive.searching import Hit

__all__ = [
    "Archive",
    "ArchiveDamaged",
    "ArchiveError",
    "ArchiveLocked",
    "ArchiveMismatch",
    "ArchiveMissing",
    "ArchiveOutdated",
    "ArchiveReadOnly",
    "ArchiveTooNew",
    "ArchiveUnmerged",
    "BackupFailed",
    "Candidate",
    "Capture",
    "CaptureDamaged",
    "Copy",
    "Filters",
    "ForeignSchema",
    "Hit",
    "NotAnArchive",
    "Outcome",
    "OutputRefused",
    "PagesMadeAnew",
    "Run",
    "Saved",
    "Schedule",
    "StoredArticle",
    "StoredRevision",
    "Visit",
    "Waiting",
]
