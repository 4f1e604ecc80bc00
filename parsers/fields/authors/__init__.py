"""Byline and authors."""
