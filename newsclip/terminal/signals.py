"""Signals that ask the program to end: it ends as by Ctrl-C, and says by which signal."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SECOND_AFTER = 1.0
"""Seconds after which another signal ends the program at once; before, it is the same one, sent
to the process and to its group."""

_ENDING = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def ending_cleanly() -> Iterator[list[int]]:
    """SIGTERM and SIGHUP raise ``KeyboardInterrupt`` with the signal's number as its argument.

    So what is in hand is finished or undone, and notes how it ended. Gives the signals that came.
    """
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield came
        return
    first = 0.0

    def end(number: int, frame: Any) -> None:
        nonlocal first
        came.append(number)
        if len(came) == 1:
            first = time.monotonic()
            raise KeyboardInterrupt(number)
        if time.monotonic() - first > SECOND_AFTER:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    before = {number: signal.getsignal(number) for number in _ENDING}
    for number, handler in before.items():
        if handler != signal.SIG_IGN:  # as nohup leaves it
            signal.signal(number, end)
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
