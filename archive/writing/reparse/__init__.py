"""Stored pages parsed again by a newer parser, and put back where that was a mistake."""
