"""The command as it was given, for ``runs.command``: all of it, but no secret."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import unquote

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

_HOST = r"(?:[\w\-]+(?:\.[\w\-]+)+|localhost)(?![\w.\-]*@)(?=[:/?#\\]|$)"
_TORN_CREDENTIALS = re.compile(
    # Behind a colon stands a port, or else a password: with a slash in it, it looks like a path.
    rf"(?i)((?:^|=)(?:https?:[/\\]+)?)(?!mailto:|https?:)[^\s/:@?#]+:(?!\d*(?:[/?#]|$))[^\s@]*@(?={_HOST})"
    rf"|((?:^|=)https?:[/\\]+)(?!localhost:)[^\s/:@?#.]+:[^\s@]*@(?={_HOST})"
)
_ENCODED_CREDENTIALS = re.compile(
    # As an address stands within another: https%3A%2F%2Fme%3Apassword%40example.com
    r"(?i)(https?(?::|%(?:25)*3a)(?:[/\\]|%(?:25)*2f){2})"
    r"(?:(?![/\\?#&\s]|%(?:25)*(?:2f|3f|23|26)).)*(?:@|%(?:25)*40)"
)
_USER = re.compile(rf"^[^\s/:@?#]+@(?={_HOST})")
"""``token@`` of an address that is written without ``https://``."""
_TAKE_ADDRESSES = frozenset({"crawl", "add", "forget", "sites"})
"""What these are given is no file: an ``@`` in it stands behind a user."""
_NO_ADDRESS = frozenset({"--contact", "--match"})
"""Behind these stands a mail address, or a pattern."""

_PARAMETER = re.compile(r"([?&;#])([^=&;#?\s]{1,100})=([^&;#\s]+)")
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SECRET_PARTS = frozenset(
    (
        "sig", "sid", "pass", "pw", "pin", "otp", "totp", "hash", "hmac", "nonce", "ticket", "sso",
        "saml", "assertion", "bearer", "oauth", "passcode", "passphrase", "psk", "csrf", "xsrf",
    )
)  # fmt: skip
"""Parts of the names of parameters that open something: ``X-Sig``, ``user_pass``, ``ssoTicket``."""
_CODE = re.compile(
    r"(?i)(?:(?:auth|access|invit|verif|confirm|activat|login|device)\w*[_\-.]?)?code"
)
_IDENTIFIER = re.compile(r"(?i)(?:\w*[_\-.]?id|uuid|guid|article|story|doc(?:ument)?)")
_WORDS = re.compile(r"[^A-Za-z0-9]+|%[0-9A-Fa-f]{2}")
_SHORTEST_KEY = 16
"""Letters and digits in a row, mixed: no word and no number of an article is so long."""
_CHANGES = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_FEWEST_CHANGES = 3


def without_secrets(args: Sequence[str]) -> str:
    """*args* as one would type them into a shell, without passwords and keys.

    A parameter of an address is hidden where its name says that it opens something, or where its
    value looks like a key: long, of letters and digits mixed. What people ask for stays.
    """
    are_addresses = bool(_TAKE_ADDRESSES.intersection(args[:1]))
    shown = (_shown(arg, before, are_addresses) for before, arg in pairwise(["", *args]))
    return shlex.join(shown)


def _shown(arg: str, before: str, are_addresses: bool) -> str:
    """*arg*, which follows the argument *before*, as it may be kept."""
    is_setting = before == "--set" or arg.startswith("--set=")
    if is_setting and (found := _SETTING.fullmatch(arg)):
        return found[1] + HIDDEN
    is_address = before not in _NO_ADDRESS and arg.partition("=")[0] not in _NO_ADDRESS
    if is_address:
        arg = _ENCODED_CREDENTIALS.sub(r"\1", arg)
        arg = _TORN_CREDENTIALS.sub(lambda found: found[1] or found[2] or "", arg)
        arg = _USER.sub("", arg) if are_addresses else arg
    arg = _SECRET.sub(rf"\1{HIDDEN}", _CREDENTIALS.sub("", without_credentials(arg)))
    return _PARAMETER.sub(_parameter, arg) if before != "--match" else arg


def _parameter(found: re.Match[str]) -> str:
    sign, name, value = found.groups()
    parts = {part.lower() for part in _PART.findall(unquote(name))}
    is_secret = bool(parts & _SECRET_PARTS) or bool(_CODE.fullmatch(name))
    if not is_secret and not _IDENTIFIER.fullmatch(name):
        is_secret = any(map(_is_key, _WORDS.split(value)))
    return f"{sign}{name}={HIDDEN}" if is_secret else found[0]


def _is_key(text: str) -> bool:
    return len(text) >= _SHORTEST_KEY and len(_CHANGES.findall(text)) >= _FEWEST_CHANGES
