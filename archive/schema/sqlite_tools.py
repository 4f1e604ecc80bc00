"""sqlite-utils without pandas and numpy.

sqlite-utils loads both where they are installed, for values that never come from here. They and
what they load in turn take half a second and 65 MB (pandas 3.1 with pyarrow 26): too much for
every command that writes. Whoever has loaded them already loses nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_HEAVY = ("pandas", "numpy")


@contextmanager
def _hidden(names: tuple[str, ...]) -> Iterator[None]:
    """Within the block, those of *names* that are not loaded seem not to be installed."""
    modules: dict[str, object] = sys.modules  # type: ignore[assignment]
    hidden = [name for name in names if name not in modules]
    modules.update(dict.fromkeys(hidden))  # an import of what is None there fails
    try:
        yield
    finally:
        for name in hidden:
            modules.pop(name, None)


with _hidden(_HEAVY):
    from sqlite_utils import Database, Migrations
    from sqlite_utils.db import Table

__all__ = ["Database", "Migrations", "Table"]
