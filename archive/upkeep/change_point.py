"""Where a row of good and bad observations became worse for good, beyond what chance explains."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate

LEAST_BEFORE = 20
"""Observations there must have been before a change..."""
LEAST_AFTER = 6
"""...and since."""
CHANCE = 1e-5
"""The highest probability of a bad row by chance alone that still counts as a change."""
_LEAST_USUAL = 0.1
"""The rate before must be this at least: what is hardly ever there cannot get lost."""


def change_point(row: Sequence[bool], ignored: Sequence[bool]) -> int | None:
    """Where *row* became worse for good, or ``None``.

    An observation that is *ignored* counts before a change and not after it.
    """
    if len(row) < LEAST_BEFORE + LEAST_AFTER:
        return None
    usual = rate(row[: max(LEAST_BEFORE, len(row) // 2)])
    if usual < _LEAST_USUAL:
        return None
    # The position after which most is missing, compared with half the usual rate.
    missing, most, at = 0.0, 0.0, None
    for position in range(len(row) - 1, LEAST_BEFORE - 1, -1):
        if not ignored[position]:
            missing += usual / 2 - row[position]
            if missing > most and not row[position]:
                most, at = missing, position
    if at is None:
        return None
    later = [good for good, late in zip(row[at:], ignored[at:], strict=True) if not late]
    earlier = row[:at]
    count, good = len(later), sum(later)
    if count < LEAST_AFTER or rate(later) > rate(earlier) / 2:
        return None
    if rate(later[-LEAST_AFTER:]) > rate(earlier) / 2:
        return None  # it has recovered
    if _binomial_tail(good, count, _wilson_bound(sum(earlier), len(earlier))) > CHANCE:
        return None
    # Not if there was so bad a row before, or one a third as long.
    length = min(count, len(earlier) // 3)
    share = good * length // count
    sums = [0, *accumulate(earlier)]
    least = min(sums[end] - sums[end - length] for end in range(length, len(sums)))
    return at if least > share else None


def rate(row: Sequence[bool]) -> float:
    """The share of good observations, 0 to 1."""
    return sum(row) / len(row) if row else 0.0


def _wilson_bound(good: int, count: int, z: float = 2.6) -> float:
    """The rate that *good* of *count* show with 99 % certainty (Wilson's lower bound)."""
    share = good / count
    centre = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0.0, (centre - spread) / (1 + z * z / count))


def _binomial_tail(good: int, count: int, probability: float) -> float:
    """How probable at most *good* of *count* are, each good with this *probability*."""
    if not 0 < probability < 1:
        return 1.0 if probability <= 0 else float(good >= count)
    logs = (
        math.lgamma(count + 1)
        - math.lgamma(k + 1)
        - math.lgamma(count - k + 1)
        + k * math.log(probability)
        + (count - k) * math.log1p(-probability)
        for k in range(good + 1)
    )
    return math.fsum(math.exp(value) for value in logs)
