"""How far coders agree: in percent, as Cohen's kappa and as Krippendorff's alpha, for names.

Cohen (1960), A coefficient of agreement for nominal scales; Krippendorff (2011), Computing
Krippendorff's Alpha-Reliability. Both are of nominal values: that ``2`` lies between ``1`` and
``3`` counts for nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the coders of one code agree."""

    code: str
    coders: tuple[str, ...]
    articles: int
    """How many at least two of them coded."""
    percent: float | None
    """Of the pairs of coders on each article, the share in percent that say the same."""
    kappa: float | None
    """Cohen's kappa, of two coders; ``None`` for more, or where chance alone would agree."""
    alpha: float | None
    """Krippendorff's alpha; ``None`` where only one value was given: then nothing can be told."""


def agreements(coded: Iterable[tuple[str, str, str, str]]) -> list[Agreement]:
    """The agreement on each code, of all its coders and, of three or more, of each pair.

    *coded* has article, code, coder and value.
    """
    codes: defaultdict[str, defaultdict[str, dict[str, str]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for article, code, coder, value in coded:
        codes[code][article][coder] = value
    found = []
    for code, articles in codes.items():
        coders = sorted({coder for said in articles.values() for coder in said})
        groups = [tuple(coders)] if len(coders) > 1 else []
        groups += combinations(coders, 2) if len(coders) > 2 else []
        found += [_agreement(code, group, list(articles.values())) for group in groups]
    return found


def _agreement(code: str, coders: tuple[str, ...], said: Sequence[dict[str, str]]) -> Agreement:
    units = [[one[coder] for coder in coders if coder in one] for one in said]
    units = [unit for unit in units if len(unit) > 1]
    kappa = cohens_kappa([(one, other) for one, other in units]) if len(coders) == 2 else None
    return Agreement(
        code, coders, len(units), percent_agreement(units), kappa, krippendorffs_alpha(units)
    )


def percent_agreement(units: Sequence[Sequence[str]]) -> float | None:
    """Of all pairs of values of one unit, how many in a hundred are equal."""
    pairs = [pair for unit in units for pair in combinations(unit, 2)]
    return 100 * sum(one == other for one, other in pairs) / len(pairs) if pairs else None


def cohens_kappa(pairs: Sequence[tuple[str, str]]) -> float | None:
    """What two coders agree beyond chance, as a share of what there is beyond chance."""
    if not pairs:
        return None
    ones, others = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(ones[value] * others[value] for value in ones) / len(pairs) ** 2
    observed = sum(one == other for one, other in pairs) / len(pairs)
    return (observed - expected) / (1 - expected) if expected < 1 else None


def krippendorffs_alpha(units: Sequence[Sequence[str]]) -> float | None:
    """One less the disagreement observed, as a part of that expected by chance.

    A unit has the values of those who coded it, any number of them; one value says nothing.
    """
    disagreed = 0.0
    values: Counter[str] = Counter()
    for unit in units:
        if len(unit) < 2:
            continue
        here = Counter(unit)
        unequal = len(unit) ** 2 - sum(count**2 for count in here.values())
        disagreed += unequal / (len(unit) - 1)
        values += here
    total = values.total()
    expected = total**2 - sum(count**2 for count in values.values())
    return 1 - (total - 1) * disagreed / expected if expected else None
