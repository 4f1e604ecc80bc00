"""The command as it was given, for ``runs.command``: all of it, but no secret."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

from archive.values.stored_urls import without_credentials

HIDDEN = "…"
"""Stands for what was left out."""

_NAMES = (
    r"[\w.\-\[\]%]*(?:key|secret|token|passw(?:or)?d|pwd|auth|cookie|session|sessid|signature|"
    r"credential|jwt)[\w.\-\[\]%]*"
)
_SECRET = re.compile(
    # NAME=VALUE, alone or in an address, where the name says that the value is nobody's business.
    rf"(?i)((?:^|[?&;=#]){_NAMES}=)[^&;#\s]+"
)
_SETTING = re.compile(rf"(?i)((?:--set=)?(?:{_NAMES}|DEFAULT_REQUEST_HEADERS)=).+", re.DOTALL)
"""A setting of Scrapy's whose value is a secret, whatever stands in it."""
_CREDENTIALS = re.compile(r"(?:^|(?<==))(?!mailto:)[^\s/:@]+:[^\s/@]+(?:@[^\s/@]+)*@(?=[^\s/@]+)")
"""``user:password@`` of an address that is written without ``https://``."""


def without_secrets(args: Sequence[str]) -> str:
    """*args* as one would type them into a shell, without passwords and keys."""
    return shlex.join(map(_shown, args, ["", *args]))


def _shown(arg: str, before: str) -> str:
    """*arg*, which follows the argument *before*, as it may be kept."""
    is_setting = before == "--set" or arg.startswith("--set=")
    if is_setting and (found := _SETTING.fullmatch(arg)):
        return found[1] + HIDDEN
    return _SECRET.sub(rf"\1{HIDDEN}", _CREDENTIALS.sub("", without_credentials(arg)))
