"""The options of a sample, the same for search, export and select."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from archive import Archive, Filters
from archive.counting.sampling import SINGLE, Sample, strata_of

Command = TypeVar("Command", bound=Callable[..., Any])


class Strata(click.ParamType[tuple[str, ...]]):
    """One dimension whose values make strata, or two with a comma between them."""

    name = "dimensions"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Their names."""
        try:
            return tuple(dimension.name for dimension in strata_of(value))
        except ValueError as error:
            self.fail(f"{error}.", param, ctx)


def sample_options(command: Command) -> Command:
    """Add ``--sample``, ``--by`` and ``--seed``, for :func:`drawn`."""
    command = click.option(
        "--seed", metavar="TEXT", help="Which sample: the same seed draws the same.  [default: 1]"
    )(command)
    command = click.option(
        "--by",
        type=Strata(),
        metavar="DIMENSION[,DIMENSION]",
        help=f"Draw from each stratum its part: one or two of {', '.join(SINGLE)}.",
    )(command)
    return click.option(
        "--sample",
        metavar="N",
        type=click.IntRange(min=1),
        help="Draw N of the articles, by a hash of --seed and address: anywhere the same.",
    )(command)


def check_sample(options: dict[str, Any]) -> None:
    """Refuse what makes no sense: strata or a seed of no sample, a limit of one."""
    if options["sample"] is None:
        for name in ("by", "seed"):
            if options[name] is not None:
                raise click.UsageError(f"--{name} is for samples: add --sample N.")
    elif options.get("limit"):
        raise click.UsageError("--sample says how many: leave --limit out.")


def drawn(
    opened: Archive, words: str, filters: Filters, sample: int, by: tuple[str, ...] | None,
    seed: str | None,
) -> Sample:  # fmt: skip
    """Draw the sample that the options ask for, and tell how it was drawn."""
    found = opened.sample(sample, words, filters, by=by or (), seed=seed or "1")
    frame = "article" if found.frame == 1 else "articles"
    told = f"Sample: {len(found):,} of {found.frame:,} {frame}, seed {found.seed}"
    if by:
        told += f", by {' and '.join(found.by)} ({len(found.strata):,} strata"
        told += f", {found.left_out:,} of them without an article)" if found.left_out else ")"
    click.echo(told, err=True)
    return found
