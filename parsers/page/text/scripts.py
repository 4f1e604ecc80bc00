"""How much a character says: a page in Chinese says in forty what takes a hundred letters."""

from __future__ import annotations

import re

_DENSE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_DENSE_SCALE = 2.5


def scale_of(sample: str) -> float:
    """How many letters of an alphabet one character of *sample* stands for."""
    if len(sample.encode("utf-8", "replace")) * 3 <= len(sample) * 5:  # a dense one takes three
        return 1.0
    return _DENSE_SCALE if len(_DENSE.findall(sample)) * 3 > len(sample) else 1.0
