"""Headline, kicker and dek."""
