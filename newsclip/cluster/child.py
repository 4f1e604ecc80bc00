"""The process that does one part: ``python -m newsclip.cluster.child``, started by a Dask worker.

The part comes pickled over standard input, which the worker then keeps open: once it is closed,
the worker is gone, and so is whoever waits for the result. The answer goes over standard output.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import time

from newsclip.cluster.work_parts import GRACE


def main() -> None:
    """Do the part that comes over standard input."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing that is printed gets between the answers
    part = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with, args=(sys.stdin.fileno(),), daemon=True).start()
    try:
        answer = ("done", part.run())
    except BaseException as error:
        answer = _failure(error)
    pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)
    answers.flush()


def _failure(error: BaseException) -> tuple[str, str]:
    from archive.errors import ArchiveError, ArchiveLocked
    from crawler.errors import WriterFailed

    if isinstance(error, ArchiveLocked):
        return "locked", str(error)
    if isinstance(error, ArchiveError | WriterFailed):
        return "failed", str(error)
    return "failed", f"{type(error).__name__}: {error}"


def _end_with(stdin: int) -> None:
    """End when *stdin* is closed. Read without a buffer: that would hold the interpreter up."""
    while os.read(stdin, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


if __name__ == "__main__":
    main()
