"""What a run needs of the system, and what to say where the system has too little of it."""

from __future__ import annotations

import errno
import os
import resource

WANTED_FILES = 1024
"""Open files that every run of any size gets by with."""
FEWEST_FILES = 64
"""With fewer no run is begun: a crawl of one site with two workers holds some 30 open."""

SHORTAGES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN})
"""What the system says when it has no more files, memory or processes to give."""


class TooLittle(Exception):
    """The system is short of something; the message says of what, and what to do."""


class NoWorkers(TooLittle):
    """No process that reads pages can be started, which says nothing of the pages."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(f"no process that reads pages can be started{_advice(error)}")


def too_little(error: OSError) -> TooLittle | None:
    """*error* in words, where the system said by it that it is short of something."""
    if error.errno not in SHORTAGES:
        return None
    return TooLittle(f"the system has too little to go on{_advice(error)}")


def want_files() -> None:
    """Ask for as many open files as a run may need. Raises :class:`TooLittle`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= WANTED_FILES:
        return
    most = WANTED_FILES if hard == resource.RLIM_INFINITY else min(hard, WANTED_FILES)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    if most < FEWEST_FILES:
        raise TooLittle(
            f"only {most} files may be open at a time, and a run needs {FEWEST_FILES} at least. "
            f"Allow more: ulimit -n {WANTED_FILES}"
        )


def _advice(error: BaseException) -> str:
    number = error.errno if isinstance(error, OSError) else None
    reason = os.strerror(number) if number else str(error) or type(error).__name__
    remedy = "Make room for more processes"
    if number in (errno.EMFILE, errno.ENFILE):
        remedy = f"Allow more open files: ulimit -n {WANTED_FILES}"
    elif number == errno.ENOMEM:
        remedy = "Make room in memory"
    return f" ({reason}). {remedy}"
