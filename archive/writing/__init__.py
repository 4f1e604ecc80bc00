"""Saving what was fetched and read: visits, revisions, the frontier, runs."""
