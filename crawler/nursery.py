"""The small process that all workers are forked from."""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext

_LOADED = ["crawler.reading"]
"""Loaded there once, and shared by all workers."""


def context() -> ForkServerContext:
    """How workers are started: never by forking this process with its threads."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(_LOADED)
    return found


def prepare() -> None:
    """Start loading what workers need while this process still loads what it needs itself."""
    context()
    forkserver.ensure_running()
