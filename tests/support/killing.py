"""Processes that are killed at a chosen moment."""

from __future__ import annotations

import itertools
import os
import signal
import sqlite3
import sys
import warnings
from collections.abc import Callable

from archive.schema import database


def killed_at(statement: int, work: Callable[[], object]) -> bool:
    """Do *work* in a process that is killed when SQLite begins its *statement*-th statement.

    Whether it came that far: otherwise the work was done.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside threads
        child = os.fork()
    if child == 0:
        _die_at(statement)
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "the work failed by itself"
    return False


def statements_of(work: Callable[[], object]) -> int:
    """How many statements *work* begins, done in a process of its own."""
    count = itertools.count()
    out, into = os.pipe()

    def counted() -> None:
        _watch(lambda: next(count))
        work()
        os.write(into, b"%d" % next(count))

    assert not killed_at(sys.maxsize, counted)
    os.close(into)
    with os.fdopen(out) as told:
        return int(told.read())


def _die_at(statement: int) -> None:
    count = itertools.count(1)

    def begun() -> None:
        if next(count) == statement:
            os.kill(os.getpid(), signal.SIGKILL)

    _watch(begun)


def _watch(begun: Callable[[], object]) -> None:
    """Call *begun* whenever SQLite begins a statement in this process."""
    connect = database.connect

    def watched(uri: str) -> sqlite3.Connection:
        connection = connect(uri)
        connection.set_trace_callback(lambda sql: begun())
        return connection

    database.connect = watched
