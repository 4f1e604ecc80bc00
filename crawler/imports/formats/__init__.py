"""The forms that pages come in: web archives, saved pages, JSON, files in files."""
