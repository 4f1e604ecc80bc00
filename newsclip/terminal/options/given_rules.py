"""The rules that a ``sites.toml`` gives commands that read pages of its sites."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsclip.terminal.output.run_summary import failing_politely

if TYPE_CHECKING:
    from crawler.targets import Target

LOCK_SECONDS = 30.0
"""How long another run is waited for."""


def targets_in(file: Path | None) -> list[Target]:
    """The sites of *file*; wrong use where there are mistakes in it."""
    from crawler.errors import TargetError
    from crawler.targets import read_sites

    if file is None:
        return []
    try:
        return read_sites(file)
    except TargetError as error:
        raise click.UsageError(str(error)) from None


def give_rules(archive: Path, file: Path | None, *, quiet: bool) -> list[Target]:
    """Let the rules in *file* hold in *archive* from now on; its sites."""
    from archive import Archive
    from crawler.reparse.knowledge import keep_rules

    targets = targets_in(file)
    if targets:
        with (
            failing_politely(),
            Archive(archive, write=True) as opened,
            opened.lock(wait=LOCK_SECONDS),
        ):
            if opened.created and not quiet:
                click.echo(f"Made a new archive: {archive}", err=True)
            keep_rules(opened, {one.site: one.rules or "" for one in targets})
    return targets


def rules_for(url: str, targets: list[Target]) -> str:
    """The rules of the site that *url* is on; empty for none."""
    from archive.writing.visits.canonicalization import own_address

    site = own_address(url).site
    return next((one.rules or "" for one in targets if one.site == site), "")
