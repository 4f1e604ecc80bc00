"""The extras: libraries that only some commands need, and how a user gets them."""

from __future__ import annotations


def needs(what: str, library: str, extra: str) -> str:
    """What to tell who lacks *library*; newsclip is installed from its sources, and so is this."""
    return f"{what} needs {library}. In the folder of newsclip's sources: pip install '.[{extra}]'"
