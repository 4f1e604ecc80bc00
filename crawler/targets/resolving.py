"""The targets that words on a command line name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from archive import Archive
from archive.errors import ArchiveMissing
from archive.values.stored_urls import without_credentials
from crawler.errors import TargetError
from crawler.http.access.private_origins import NOWHERE, Origins
from crawler.http.access.proxies import Proxies
from crawler.run.options import Scope
from crawler.targets.ages import flaw_of_period
from crawler.targets.sites_file import read_sites
from crawler.targets.target import Target, target_of


def resolve(texts: Sequence[str], known: Mapping[str, str] = {}) -> list[Target]:
    """The targets that *texts* name. *known* leads from names of sites to their addresses.

    Raises :class:`TargetError`.
    """
    targets: list[Target] = []
    names = {name.casefold(): url for name, url in known.items()}
    for text in texts:
        text = without_credentials(text.strip())
        if text.endswith(".toml"):
            targets += read_sites(Path(text))
        elif found := target_of(text, names):
            targets.append(found)
        else:
            raise TargetError(
                f"{text!r} is no address, no domain and no site this archive knows."
                f"{_near(text, names)} Write an address such as https://www.example.com; newsclip"
                " sites lists the known ones."
            )
    return targets


def within_period(targets: Sequence[Target], scope: Scope) -> list[Target]:
    """*targets* for a run that was asked for *scope*: its days hold over those of a file.

    Raises :class:`TargetError` where a period ends before it begins.
    """
    found = []
    for target in targets:
        wanted = target.scope or scope
        since, until = scope.since or wanted.since, scope.until or wanted.until
        if flaw := flaw_of_period(since, until):
            raise TargetError(f"{target.name or target.site}: {flaw}")
        found.append(replace(target, scope=replace(wanted, since=since, until=until)))
    return found


def proxies_of(targets: Iterable[Target], allowed: Origins = NOWHERE) -> Proxies:
    """Through whom *targets* are asked; *allowed* are origins of one's own.

    Raises :class:`TargetError`.
    """
    return Proxies.of(((one.site, one.proxy) for one in targets if one.proxy), allowed)


def _near(text: str, known: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(text.casefold(), known, n=1)
    return f" Did you mean {near[0]}?" if near else ""


def known_sites(path: Path) -> dict[str, str]:
    """Names and domains of the sites that the archive at *path* knows, with their addresses."""
    try:
        with Archive(path) as archive:
            rows = archive.connection.execute("SELECT domain, name, home_url FROM sites").fetchall()
    except ArchiveMissing:
        return {}
    names: dict[str, str] = {}
    for domain, name, home in rows:
        url = home or f"https://{domain}"
        names[domain] = url
        if name:
            names.setdefault(name, url)
    return names
