"""The command as it was given, for ``runs.command``: all of it, but no secret."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from archive.values.stored_urls import without_credentials

HIDDEN = "…"
"""Stands for what was left out."""

_SECRET = re.compile(
    # NAME=VALUE, alone or in an address, where the name says that the value is nobody's business.
    r"(?i)((?:^|[?&;=])[\w.-]*(?:key|secret|token|passw(?:or)?d|auth|cookie|session)[\w.-]*=)"
    r"[^&;#\s]+"
)
_CREDENTIALS = re.compile(r"(?:^|(?<==))(?!mailto:)[^\s/:@]+:[^\s/@]+@(?=[^\s/@]+)")
"""``user:password@`` of an address that is written without ``https://``."""


def without_secrets(args: Sequence[str]) -> str:
    """*args* as one would type them into a shell, without passwords and keys."""
    shown = (_CREDENTIALS.sub("", without_credentials(arg)) for arg in args)
    return shlex.join(_SECRET.sub(rf"\1{HIDDEN}", arg) for arg in shown)
