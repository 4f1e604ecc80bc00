"""Coding: the codebook, the sheets that coders fill in, what they said, how far they agree."""
