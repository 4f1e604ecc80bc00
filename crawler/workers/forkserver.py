"""The small process that all workers are forked from."""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

_LOADED = ["crawler.workers.page_parsing", "parsers.reader.parse"]
"""Loaded there once, and shared by all workers."""
_FOR_MUCH = ["crawler.workers.language_model"]
"""Loaded there too where many pages are to be read."""


def context() -> ForkServerContext:
    """How workers are started: never by forking this process with its threads."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(_LOADED)
    return found


def prepare(*, much: bool = False) -> None:
    """Start loading what workers need while this process still loads what it needs itself.

    *much*: whether thousands of pages are to be read, so that each worker will need all of it.
    """
    context().set_forkserver_preload(_LOADED + _FOR_MUCH * much)
    forkserver.ensure_running()
