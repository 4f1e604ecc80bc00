"""The SQLite archive: articles that can be queried for years, and every page they came from."""

from archive.archive import Archive
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
    IndexMadeAnew,
    NotAnArchive,
    NotesMismatch,
    OutputRefused,
    PagesMadeAnew,
    SelectionMissing,
    SelectionThere,
)
from archive.reading.articles import StoredArticle, StoredRevision
from archive.reading.same_story import NearDuplicate
from archive.records import Candidate, Capture, FoundBy, Outcome, Saved, Schedule, Visit, Waiting
from archive.search.api import Hit, Hits
from archive.search.filters import Filters
from archive.writing.runs import Run

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
    "Filters",
    "ForeignSchema",
    "FoundBy",
    "Hit",
    "Hits",
    "IndexMadeAnew",
    "NearDuplicate",
    "NotAnArchive",
    "NotesMismatch",
    "Outcome",
    "OutputRefused",
    "PagesMadeAnew",
    "Run",
    "Saved",
    "Schedule",
    "SelectionMissing",
    "SelectionThere",
    "StoredArticle",
    "StoredRevision",
    "Visit",
    "Waiting",
]
