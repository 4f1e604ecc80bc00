"""Finds pages, fetches them politely, and ties the reader to the archive."""
