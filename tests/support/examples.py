"""How many examples Hypothesis tries where a test wants more or fewer than usual."""

from __future__ import annotations

from hypothesis import settings

USUAL = 100
"""Examples of a test that does not say how many."""


def examples(count: int) -> settings:
    """So many; no more than the loop of work has, and as many times more as a search has.

    Those are the profiles ``quick`` and ``search`` of ``--hypothesis-profile``.
    """
    most = settings.default.max_examples
    return settings(max_examples=min(count, most) if most < USUAL else count * most // USUAL)
