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
        if text.lower().endswith(".toml"):
            targets += read_sites(Path(text))
        elif text.casefold() not in names and (flaw := _flaw_of_file(text)):
            raise TargetError(flaw)
        elif found := target_of(text, names):
            targets.append(found)
        else:
            raise TargetError(
                f"{text!r} is no address, no domain and no site this archive knows."
                f"{_near(text, names)} Write an address such as https://www.example.com; newsclip"
                " sites lists the known ones."
            )
    return targets


_FILES = frozenset(
    (
        "7z", "bak", "bz2", "cfg", "conf", "csv", "db", "docx", "gz", "htm", "html", "ini", "json",
        "jsonl", "log", "old", "opml", "orig", "pdf", "rst", "sqlite", "tar", "tgz", "tml", "tmol",
        "toml", "tolm", "tom", "tsv", "txt", "warc", "xls", "xlsx", "xml", "yaml", "yml", "zst",
    )
)  # fmt: skip
"""Endings of files that are the last part of no domain."""
_LIKE_TOML = frozenset(("tml", "tmol", "toml", "tolm", "tom"))


def _flaw_of_file(text: str) -> str | None:
    """What is wrong with *text*, if it is a file and no target; ``None``: it may be one."""
    if "://" in text or not text:
        return None
    host, slash, path = text.partition("/")
    ending = (path or host).rpartition(".")[2].lower() if "." in (path or host) else ""
    is_file_name = ending in (_LIKE_TOML if slash else _FILES)
    is_path = slash and host in ("", ".", "..", "~")
    try:
        is_there = (is_file_name or is_path or "." not in host) and Path(text).is_file()
    except (OSError, ValueError):
        is_there = False
    if is_there:
        return f"{text} is a file, and no list of sites: that is a sites.toml, ending in .toml"
    if not (is_file_name or is_path):
        return None
    folder = Path(text).parent
    try:
        there = sorted(one.name for one in folder.glob("*.toml"))
    except (OSError, ValueError):
        there = []
    near = difflib.get_close_matches(Path(text).name, there, n=1, cutoff=0.5)
    hint = f" Did you mean {folder / near[0]}?" if near else ""
    return (
        f"{text!r} looks like a file, and there is none of that name.{hint} A list of sites ends"
        " in .toml; a site is written as https://www.example.com"
    )


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
