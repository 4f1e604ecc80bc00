"""A TOML file as it was typed: the line of a key, and what editors did to it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from crawler.errors import TargetError

Place = tuple[str | int, ...]
"""The way to a value: ``("site", 0, "delay")`` is the delay of the first site."""
_HEADER = re.compile(r"\s*(\[\[?)\s*([\w\-. \"']+?)\s*\]\]?")
_CURLY = re.compile("[\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb]")
_STRAIGHT = str.maketrans({**dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‘’‚", "'")})
_AT_LINE = re.compile(r"(.*?) \(at (?:line (\d+), column \d+|end of document)\)")
_MOST_MENDED = 50


class TomlText:
    """The text of a file, whose mistakes are told with their lines."""

    def __init__(self, text: str) -> None:
        self.mistakes: list[tuple[int | None, str]] = []
        """Line, from 1, and what is wrong there."""
        self.is_whole = True
        """Whether all of it was read: else a key that is missing may stand in what was not."""
        if text.startswith("\ufeff"):
            told = "the file begins with a byte order mark; save it as UTF-8 without one"
            self.mistakes.append((1, told))
            text = text[1:]
        self._lines = text.splitlines()
        self.data = self._read()

    def _read(self) -> dict[str, Any]:
        lines = list(self._lines)
        for _ in range(_MOST_MENDED):
            try:
                return tomllib.loads("\n".join(lines))
            except tomllib.TOMLDecodeError as error:
                found = _AT_LINE.fullmatch(str(error))
                at = int(found[2]) if found and found[2] else len(lines)
                reason = (found[1] if found else str(error)).lower()
            if not 1 <= at <= len(lines):
                break
            line = lines[at - 1]
            if _CURLY.search(line) and line.translate(_STRAIGHT) != line:
                told = 'quotes are curly; straight ones are wanted: "…"'
                lines[at - 1] = line.translate(_STRAIGHT)
            else:
                told, self.is_whole = f"not valid TOML: {reason}", False
                if not line.strip():
                    self.mistakes.append((at, told))
                    break
                lines[at - 1] = ""
            self.mistakes.append((at, told))
        return {}

    def line_of(self, place: Place, text: str | None = None) -> int | None:
        """The line of the key at *place*, from 1, or of *text* in its value."""
        for length in range(len(place), 0, -1):
            at = self._line_of_key(place[:length])
            if at is not None:
                return self._line_with(text, at) if text else at
        return None

    def _line_with(self, text: str, start: int) -> int:
        """The first line from *start* on that has *text*, within the value that begins there."""
        for number in range(start, len(self._lines) + 1):
            line = self._lines[number - 1]
            if number > start and (_HEADER.fullmatch(line.split("#")[0].rstrip() or "x")):
                break
            if text in line:
                return number
        return start

    def _line_of_key(self, place: Place) -> int | None:
        path = [part for part in place if isinstance(part, str)]
        number = next((part for part in place if isinstance(part, int)), None)
        for at, (table, index, line) in enumerate(self._tables(), 1):
            if number is not None and index != number:
                continue
            header = _HEADER.match(line)
            if header and table == path:
                return at
            if table == path[: len(table)] and (rest := path[len(table) :]) and not header:
                key = r"\s*\.\s*".join(rf"[\"']?{re.escape(part)}[\"']?" for part in rest)
                if re.match(rf"\s*{key}\s*=", line):
                    return at
                if len(rest) > 1 and re.match(rf"\s*[\"']?{re.escape(rest[0])}[\"']?\s*=", line):
                    return at  # an inline table
        return None

    def _tables(self) -> Iterator[tuple[list[str], int, str]]:
        """Each line with the table it stands in, and the number of that table's site."""
        table: list[str] = []
        number = -1
        for line in self._lines:
            if header := _HEADER.match(line):
                table = [part.strip(" \"'") for part in header[2].split(".")]
                number += header[1] == "[[" and table == ["site"]
            yield table, number if table[:1] == ["site"] else -1, line


def read_text(raw: bytes) -> str:
    """*raw* as UTF-8, with its byte order mark. Raises :class:`TargetError`."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TargetError("it is UTF-16; save it as UTF-8")
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise TargetError(f"line {line} is no UTF-8; save the file as UTF-8") from None
