"""Loads sqlite-utils without pandas and numpy.

Where these are installed, sqlite-utils imports them for tables it could be given. Nothing here
gives it any, and each command would begin half a second later.
"""

from __future__ import annotations

import sys

_absent = [name for name in ("pandas", "numpy") if name not in sys.modules]
for _name in _absent:
    sys.modules[_name] = None  # type: ignore[assignment]  # as if it were not installed
try:
    import sqlite_utils  # noqa: F401
finally:
    for _name in _absent:
        del sys.modules[_name]
