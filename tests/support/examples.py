"""How many examples Hypothesis tries where a test wants more or fewer than usual."""

from __future__ import annotations

from hypothesis import settings


def examples(count: int) -> settings:
    """So many; no more than ten in the loop of work (``--hypothesis-profile quick``)."""
    few = settings.get_profile("quick").max_examples
    return settings(max_examples=min(count, few) if settings.default.max_examples == few else count)
