"""newsclip: crawl news sites, read every article into its parts, keep them in a SQLite archive.

What the front door exports is loaded when it is first asked for: a command line that is only asked
for its version, or mistyped, needs neither the parser nor the archive.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive import Archive
    from parsers import Article, NotAnArticle, UnreadablePage, parse

__version__ = "0.1.0"
__all__ = ["Archive", "Article", "NotAnArticle", "UnreadablePage", "__version__", "parse"]

_ROOMS = {"Archive": "archive"}
"""Where an exported name lives, if it is not in ``parsers``."""

if not TYPE_CHECKING:  # a type checker would let every misspelt name through

    def __getattr__(name: str) -> object:
        """Load an exported name from the room it lives in, and keep it here."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(importlib.import_module(_ROOMS.get(name, "parsers")), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
