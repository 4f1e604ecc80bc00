"""Signals that ask a program to end, where a loop runs: its task is cancelled, not cut off."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any


async def cancelled_by_signals(work: Coroutine[Any, Any, None]) -> None:
    """Do *work*; at SIGTERM or SIGHUP cancel it, as ``asyncio.run`` does at Ctrl-C.

    Raises ``KeyboardInterrupt`` with the signal's number then.
    """
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)
    came: list[int] = []

    def end(number: int) -> None:
        came.append(number)
        task.cancel()

    before = {
        number: handler
        for number in (signal.SIGTERM, signal.SIGHUP)
        if (handler := signal.getsignal(number)) != signal.SIG_IGN
    }
    for number in before:
        loop.add_signal_handler(number, end, number)
    try:
        await task
    except asyncio.CancelledError:
        if not came:
            raise
    finally:
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)
    if came:
        raise KeyboardInterrupt(came[0])
