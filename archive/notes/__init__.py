"""What people add to an archive: ``news.notes.db`` beside it, never needed to read it."""
