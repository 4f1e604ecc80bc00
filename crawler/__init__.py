"""Finds pages, fetches them politely, and ties the parser to the archive."""
