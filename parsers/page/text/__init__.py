"""Texts: their encoding, normal form, language and similarity."""
