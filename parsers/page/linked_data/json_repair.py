"""JSON that is broken in one place, read as far as it goes.

A strict reader gives up at the first quote too many, and with it author, day and paywall are
lost. Here a character that fits nowhere is passed over, a string ends where its member ends, and
what the text leaves open is closed. Every step goes forward and looks at most a few hundred
characters ahead: the work is linear in the length of the text.
"""

from __future__ import annotations

import html
import re
from typing import Any

MAX_CHARS = 1_000_000
"""Longer texts are not mended."""
_MAX_VALUES = 50_000
_MAX_DEPTH = 60
_MAX_QUOTES = 100_000
"""Quotes that are looked at: each may end a string, or stand in it."""
_LONGEST_NUMBER = 300

_SPACE = re.compile(r"(?:[\s\ufeff\u200b]+|//[^\n]*|/\*.*?(?:\*/|$))+", re.S)
"""White space and comments."""
_CONTAINER = re.compile(r"[{\[]")
_QUOTES = {'"': '"', "'": "'", "“": "”", "”": "”", "„": "“", "«": "»"}
_KEY = re.compile(r"[\s,]*[\"'“”]?[@A-Za-z_$][\w@:$./#-]{0,80}[\"'“”]\s*:")
"""The name of a member and its colon; the quote that opens it may be gone."""
_COLON = re.compile(r"\s*:")
_BARE_KEY = re.compile(r"[@A-Za-z_$][\w@:$./#-]{0,80}(?=[\"']?\s*:)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?=\s*(?:[,}\]\n/\"]|$))")
_LITERAL = re.compile(r"(true|false|null|undefined|nan|none|nil)\b", re.I)
_LITERALS = {"true": True, "false": False}
_BARE = re.compile(r"[^,{}\[\]\n\"]{1,300}")
"""A value without its quotes."""
_TEMPLATE = re.compile(
    r"\{\{[^{}]{0,300}\}\}|\{%[^{}]{0,300}%\}|<\?.{0,300}?\?>|<%.{0,300}?%>", re.S
)
_AFTER_VALUE = re.compile(r"\s*(?:[}\]]|/[/*]|$)")
_COMMA_AND_KEY = re.compile(
    r"\s*,\s*(?:[}\]]|/[/*]|[\"'“]?[\w@$:./#-]{0,80}[\"'”]?\s*$)|"
    r"\s*[,\n]\s*[\"'“]?[@A-Za-z_]\w{0,80}\s*:\s"
)
"""What follows a member; the next name may be cut off, or lack a quote."""
_COMMA_AND_ITEM = re.compile(r"(?:(?:\s*,)+\s*|\s*\n\s*)(?:[\"'“{\[\d}\]-]|true|false|null|$)")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.)|$)", re.S)
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def mended(text: str) -> list[Any]:
    """The objects and lists of a broken JSON text, as far as they can be read."""
    if len(text) > MAX_CHARS:
        return []
    if "&quot;" in text and text.count("&quot;") > text.count('"'):
        text = html.unescape(text)
    return _Reader(text).read()


class _StopReading(Exception):
    """There are more values, or deeper ones, than any page has."""


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.left = _MAX_VALUES
        self.quotes = _MAX_QUOTES
        self.gone: set[str] = set()
        """Quotes that the rest of the text does not have."""
        self.inner: list[Any] = []
        """Objects that stand where no object can: a bracket before them was not closed."""

    def read(self) -> list[Any]:
        found: list[Any] = []
        try:
            while start := _CONTAINER.search(self.text, self.at):
                self.at = start.start()
                value: Any = {} if start[0] == "{" else []
                found.append(value)
                self._fill(value, 0)
        except _StopReading:
            pass
        return found + self.inner

    def _fill(self, value: Any, depth: int) -> None:
        """Read what stands in the container that begins here. It is filled as it is read, so that
        it keeps what was there before the text breaks off."""
        self.left -= 1
        if depth > _MAX_DEPTH or self.left < 0:
            raise _StopReading
        self.at += 1
        if isinstance(value, dict):
            self._fill_object(value, depth)
        else:
            self._fill_list(value, depth)

    def _peek(self) -> str:
        """The next character that is neither white space nor in a comment."""
        space = _SPACE.match(self.text, self.at)
        if space:
            self.at = space.end()
        return self.text[self.at : self.at + 1]

    def _fill_object(self, value: dict[str, Any], depth: int) -> None:
        while character := self._peek():
            if character == "}":
                self.at += 1
                return
            if character == "]":
                return  # the list around ends, and this object with it
            if character in "{[":
                template = _TEMPLATE.match(self.text, self.at)
                if template:
                    self.at = template.end()
                    continue
                inner: Any = {} if character == "{" else []
                self.inner.append(inner)
                self._fill(inner, depth + 1)
                continue
            key = self._key(character)
            if key is None:
                self.at += 1
                continue
            if self._peek() in (":", "="):
                self.at += 1
            found, item = self._value(depth)
            if found:
                value.setdefault(key, item)

    def _fill_list(self, value: list[Any], depth: int) -> None:
        while character := self._peek():
            if character == "]":
                self.at += 1
                return
            if character == "}":
                return
            if character == "," or character == ";":
                self.at += 1
                continue
            if _KEY.match(self.text, self.at):
                return  # the list was not closed: the object around goes on
            before = self.at
            found, item = self._value(depth, in_list=True)
            if found:
                value.append(item)
            if self.at == before:
                self.at += 1

    def _key(self, character: str) -> str | None:
        if character in _QUOTES:
            end = self._key_end(_QUOTES[character])
            key = self.text[self.at + 1 : end]
            colon = key.find(":")
            if colon > 0 and not _COLON.match(self.text, end + 1):
                self.at += 1 + colon  # the quote that closed it is gone
                return _unescaped(key[:colon])
            self.at = end + 1
            return _unescaped(key)
        bare = _BARE_KEY.match(self.text, self.at)
        if bare is None:
            return None
        self.at = bare.end()
        if self.text[self.at : self.at + 1] in ('"', "'"):
            self.at += 1
        return bare[0]

    def _key_end(self, quote: str) -> int:
        """Where the name of a member ends: names are short."""
        limit = self.at + 200
        end = self.text.find(quote, self.at + 1, limit)
        if end < 0:
            end = self.text.find(":", self.at + 1, limit)
            return end - 1 if end > self.at + 1 else min(limit, len(self.text))
        return end

    def _value(self, depth: int, *, in_list: bool = False) -> tuple[bool, Any]:
        """The value that begins here, and whether there is one."""
        self.left -= 1
        if self.left < 0:
            raise _StopReading
        character = self._peek()
        if not character or character in ",}]:":
            return False, None
        template = _TEMPLATE.match(self.text, self.at)
        if template:
            self.at = template.end()
            return False, None
        if character in "{[":
            value: Any = {} if character == "{" else []
            self._fill(value, depth + 1)
            return True, value
        if character in _QUOTES:
            return True, self._string(_QUOTES[character], in_list=in_list)
        return self._unquoted()

    def _unquoted(self) -> tuple[bool, Any]:
        number = _NUMBER.match(self.text, self.at)
        if number:
            self.at = number.end()
            return True, _number(number[0])
        literal = _LITERAL.match(self.text, self.at)
        if literal:
            self.at = literal.end()
            return True, _LITERALS.get(literal[1].lower())
        bare = _BARE.match(self.text, self.at)
        if bare is None:
            self.at += 1
            return False, None
        self.at = bare.end()
        text = bare[0].strip()
        if self.text[self.at : self.at + 1] == '"' and not _KEY.match(self.text, self.at):
            self.at += 1  # the quote that opened it is gone
        return bool(text), text

    def _string(self, quote: str, *, in_list: bool) -> str:
        """The string that begins here: it ends at the quote behind which its member ends."""
        text, start = self.text, self.at + 1
        at = start
        while True:
            at = text.find(quote, at) if quote not in self.gone else -1
            if at < 0:
                self.gone.add(quote)
                return self._open_string(start)
            self.quotes -= 1
            if self.quotes < 0:
                raise _StopReading
            if _is_escaped(text, at, start):
                at += 1
                continue
            before = _last_but_space(text, at, start)
            if before >= start and text[before] in ",\n" and _KEY.match(text, at):
                self.at = at  # the closing quote is gone: the next member begins here
                return _unescaped(text[start:before].rstrip(" ,\r\n\t"))
            if self._ends_at(at + 1, in_list):
                self.at = at + 1
                return _unescaped(text[start:at])
            at += 1

    def _ends_at(self, at: int, in_list: bool) -> bool:
        """Whether a string may end right before *at*."""
        text = self.text
        if _AFTER_VALUE.match(text, at) or _KEY.match(text, at) or _COMMA_AND_KEY.match(text, at):
            return True
        return in_list and _COMMA_AND_ITEM.match(text, at) is not None

    def _open_string(self, start: int) -> str:
        """A string that is not closed: it goes to the end of its line if a member follows."""
        end = self.text.find("\n", start)
        if end < 0 or not _KEY.match(self.text, end):
            end = len(self.text)
        self.at = end
        return _unescaped(self.text[start:end].rstrip(' ,"\r}]'))


def _number(text: str) -> int | float | str:
    if len(text) > _LONGEST_NUMBER:
        return text
    return int(text) if text.lstrip("-").isdigit() else float(text)


def _is_escaped(text: str, at: int, start: int) -> bool:
    """Whether an odd number of backslashes stands before *at*."""
    count = 0
    while at - count - 1 >= start and text[at - count - 1] == "\\" and count < 64:
        count += 1
    return count % 2 == 1


def _last_but_space(text: str, at: int, start: int) -> int:
    """Where the last character before *at* stands that is no blank; a line break counts."""
    at -= 1
    for _ in range(200):
        if at < start or text[at] not in " \t\r":
            return at
        at -= 1
    return start - 1


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    found = _ESCAPE.sub(_character, text)
    return _SURROGATES.sub(_joined, found)


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16))
    return _ESCAPED.get(match[2] or "", match[2] or "")


def _joined(match: re.Match[str]) -> str:
    """The character of a pair of surrogates; nothing of half a pair."""
    pair = match[0]
    if len(pair) < 2:
        return ""
    return chr(0x10000 + ((ord(pair[0]) - 0xD800) << 10) + (ord(pair[1]) - 0xDC00))
