"""What a run needs of the system, and what to say where the system has too little of it."""

from __future__ import annotations

import errno
import resource

from crawler.errors import WANTED_FILES, TooLittle, advice

FEWEST_FILES = 64
"""With fewer no run is begun: a crawl of one site with two workers holds some 30 open."""

SHORTAGES = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EAGAIN})
"""What the system says when it has no more files, memory or processes to give."""


def too_little(error: OSError) -> TooLittle | None:
    """*error* in words, where the system said by it that it is short of something."""
    if error.errno not in SHORTAGES:
        return None
    return TooLittle(f"the system has too little to go on{advice(error)}")


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
