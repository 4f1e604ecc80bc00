"""Processes that are killed at a chosen moment."""

from __future__ import annotations

import itertools
import os
import signal
import sqlite3
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


def _die_at(statement: int) -> None:
    count = itertools.count(1)
    connect = database.connect

    def counted(uri: str) -> sqlite3.Connection:
        def begun(sql: str) -> None:
            if next(count) == statement:
                os.kill(os.getpid(), signal.SIGKILL)

        connection = connect(uri)
        connection.set_trace_callback(begun)
        return connection

    database.connect = counted
