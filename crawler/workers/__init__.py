"""Worker processes that read pages: supervised, bounded in time and memory."""
