"""Filters as people write them, and what is near a value that no article has."""
