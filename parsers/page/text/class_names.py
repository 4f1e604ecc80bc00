"""Words to look for in class names and ids, so that the search is fast.

A pattern whose alternatives all begin with a letter is searched ten times as fast: the search
skips to where one of these letters stands.
"""

from __future__ import annotations

import re

_GUARDED = re.compile(r"(?:\\b|\(\?<!(?P<before>\\?.|\[[^\]]*\])\))(?P<letter>[a-z])(?P<rest>.*)")
_AFTER_ONE = re.compile(r"(?P<one>\[[^\]]*\])(?P<letter>[a-z])(?P<rest>.*)")
_GROUP = re.compile(r"\(\?:(?P<inner>[^()]*)\)(?P<rest>[^?*+{].*|)")
_TOKEN = re.compile(r"\\.|\[[^\]]*\]|.", re.S)


def in_names(*words: str) -> re.Pattern[str]:
    """A pattern that finds any of *words* in names in lower case.

    *words* are regular expressions, white space between them. What must not stand before one
    (a leading ``\\b`` or ``(?<!…)``) is looked at after its first letter.
    """
    return re.compile(letters_first(*" ".join(words).split()))


def letters_first(*patterns: str) -> str:
    """A pattern that finds what any of *patterns* finds, if not always from its beginning on,
    with a letter at the beginning of each alternative, where that is possible."""
    return "|".join(
        [
            _letter_first(single)
            for pattern in patterns
            for each in _alternatives(pattern)
            for single in _ungrouped(each)
        ]
    )


def _alternatives(pattern: str) -> list[str]:
    """What a pattern has between its ``|``, those in brackets apart."""
    found = [""]
    depth = 0
    for token in _TOKEN.findall(pattern):
        depth += (token == "(") - (token == ")")
        if token == "|" and not depth:
            found.append("")
        else:
            found[-1] += token
    return found


def _ungrouped(alternative: str) -> list[str]:
    """``(?:a|b)c`` as ``ac`` and ``bc``."""
    group = _GROUP.fullmatch(alternative)
    if group is None:
        return [alternative]
    return [each + group["rest"] for each in _alternatives(group["inner"])]


def _letter_first(word: str) -> str:
    guarded = _GUARDED.fullmatch(word)
    if guarded is not None:
        letter = guarded["letter"]
        return f"{letter}(?<!{guarded['before'] or chr(92) + 'w'}{letter}){guarded['rest']}"
    after = _AFTER_ONE.fullmatch(word)
    if after is not None:
        letter = after["letter"]
        return f"{letter}(?<={after['one']}{letter}){after['rest']}"
    return word
