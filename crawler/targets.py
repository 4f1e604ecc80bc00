"""What a crawl is pointed at: addresses, domains, names of known sites, a ``sites.toml``."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from archive import Archive
from archive.errors import ArchiveMissing
from archive.records import Kind
from archive.values.stored_urls import without_credentials
from archive.values.times import in_utc
from archive.values.url_identity import site_of
from crawler.errors import TargetError
from crawler.http.networks import literal_address
from crawler.options import Recheck, Scope
from crawler.urls.addresses import is_feed_like

_DOMAIN = re.compile(
    r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*(?::\d{1,5})?(?:/\S*)?|localhost(?::\d+)?(?:/\S*)?"
)
_AGE = re.compile(r"(\d{1,6})([wdhm])")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to crawl."""

    url: str
    spellings: tuple[str, ...]
    """The addresses to try, the first that answers being the one."""
    name: str | None = None
    kind: Kind | None = None
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    delay: float | None = None
    scope: Scope | None = None
    recheck: Recheck | None = None
    verify_tls: bool = True
    """Whether the site's certificate must be good."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that it names."""
        return (*self.spellings, *self.feeds, *self.sitemaps)

    @property
    def site(self) -> str:
        """The registered domain, or the bare host."""
        return site_of(self.url) or self.url


def resolve(texts: Sequence[str], known: Mapping[str, str] = {}) -> list[Target]:
    """The targets that *texts* name. *known* leads from names of sites to their addresses.

    Raises :class:`TargetError`.
    """
    targets: list[Target] = []
    for text in texts:
        text = without_credentials(text.strip())
        if text.endswith(".toml"):
            targets += read_sites(Path(text))
        else:
            targets.append(_one(text, {name.casefold(): url for name, url in known.items()}))
    return targets


def _one(text: str, known: Mapping[str, str]) -> Target:
    if text.casefold() in known:
        return _of(known[text.casefold()], name=text)
    if "://" in text:
        try:
            parts = urlsplit(text)
            if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0:
                return _of(text)
        except ValueError:
            pass
        raise TargetError(f"{text} is no web address. Write it as https://www.example.com")
    host = text.partition("/")[0]
    bare = host.rpartition(":")[0] if re.search(r":\d+\Z", host) else host
    if literal_address(bare) is not None:
        return _of(f"http://{text}")
    if _DOMAIN.fullmatch(text):
        return _of(f"https://{text}", also=f"http://{text}")
    near = difflib.get_close_matches(text.casefold(), known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise TargetError(
        f"{text!r} is no address, no domain and no site this archive knows.{hint}"
        " Write an address such as https://www.example.com; newsclip sites lists the known ones."
    )


def _of(url: str, *, also: str | None = None, **more: Any) -> Target:
    path = urlsplit(url).path.lower()
    kind: Kind | None = None
    if "sitemap" in path and path.endswith((".xml", ".xml.gz", ".txt")):
        kind = "sitemap"
    elif is_feed_like(url):
        kind = "feed"
    return Target(url, (url, also) if also else (url,), kind=kind, **more)


class _Recheck(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    first: str | None = None
    last: str | None = None
    share: float | None = None


class _Site(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    home: str
    name: str | None = None
    feeds: list[str] = []
    sitemaps: list[str] = []
    sections: list[str] = []
    match: str | None = None
    since: Any = None
    until: Any = None
    delay: float | None = None
    recheck: _Recheck | None = None
    verify_tls: bool = True


class _Sites(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    site: list[_Site]


def read_sites(path: Path) -> list[Target]:
    """The sites of the file *path*. Raises :class:`TargetError`: each mistake on its own line."""
    if path.exists() and not path.is_file():  # a pipe that nobody writes would be waited for
        raise TargetError(f"{path} cannot be read: it is no file")
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TargetError(f"{path} does not exist") from None
    except (OSError, UnicodeDecodeError) as error:
        raise TargetError(f"{path} cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise TargetError(f"{path} is not valid TOML: {error}") from None
    if not raw.get("site") and not raw.keys() - {"site"}:
        raise TargetError(f'{path} names no site. Begin one with [[site]] and home = "https://…"')
    mistakes = [f"{path}: {mistake}" for mistake in _mistakes(raw)]
    targets = []
    if not mistakes:
        for number, site in enumerate(msgspec.convert(raw, _Sites).site, 1):
            try:
                targets.append(_configured(path, number, site))
            except TargetError as error:
                mistakes.append(str(error))
    if mistakes:
        raise TargetError("\n".join(mistakes))
    return targets


def _mistakes(raw: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the keys of a sites file and their kinds of values."""
    tables = raw.get("site")
    if not isinstance(tables, list):
        yield from _mistake(raw)
        return
    for key in raw.keys() - {"site"}:
        yield from _mistake({key: raw[key], "site": []})
    for number, table in enumerate(tables):
        if not isinstance(table, dict):
            yield from _mistake({"site": [table]}, number)
            continue
        if "home" not in table:
            yield from _mistake({"site": [{}]}, number)
        # msgspec stops at the first mistake: each key is looked at by itself.
        for key, value in table.items():
            yield from _mistake({"site": [{"home": "", key: value}]}, number)


def _mistake(raw: dict[str, Any], number: int = 0) -> Iterator[str]:
    """What msgspec says of *raw*, whose only site is the one with that *number* in the file."""
    try:
        msgspec.convert(raw, _Sites)
    except msgspec.ValidationError as error:
        yield _explained(str(error).replace("`$.site[0]", f"`$.site[{number}]", 1))


def _configured(path: Path, number: int, site: _Site) -> Target:
    where = f"{path}, site {number} ({site.name or without_credentials(site.home)})"
    try:
        target = _one(without_credentials(site.home), {})
        feeds, sitemaps = (
            tuple(map(without_credentials, urls)) for urls in (site.feeds, site.sitemaps)
        )
        for url in (*feeds, *sitemaps):
            _one(url, {})
        if site.delay is not None and not 0 <= site.delay <= 3600:
            raise TargetError(f"delay = {site.delay}: seconds between 0 and 3600 are wanted")
        if site.match is not None:
            re.compile(site.match)
        scope = Scope(moment(site.since), moment(site.until), tuple(site.sections), site.match)
        recheck = _recheck(site.recheck) if site.recheck else None
    except re.error as error:
        raise TargetError(f"{where}: match is no regular expression ({error})") from None
    except TargetError as error:
        raise TargetError(f"{where}: {error}") from None
    return Target(
        target.url,
        target.spellings,
        site.name,
        None,
        feeds,
        sitemaps,
        site.delay,
        scope if scope != Scope() else None,
        recheck,
        site.verify_tls,
    )


def _recheck(given: _Recheck) -> Recheck:
    usual = Recheck()
    share = usual.share if given.share is None else given.share
    if not 0 <= share <= 100:
        raise TargetError(f"recheck.share = {share}: a number from 0 to 100 is wanted")
    return Recheck(
        share,
        _age(given.first) if given.first else usual.first,
        _age(given.last) if given.last else usual.last,
    )


def _age(text: str) -> timedelta:
    found = _AGE.fullmatch(text.strip())
    if not found:
        raise TargetError(f"{text!r} is no length of time. Write 30m, 12h, 7d or 4w")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def moment(value: object) -> datetime | None:
    """A day, a time or an age (``7d``) as a moment. Raises :class:`TargetError`."""
    if value is None:
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime.combine(value, time(), UTC)
    if not isinstance(value, str | datetime):
        raise TargetError(f"{value!r} is no date. Write 2026-11-01 or 7d")
    if isinstance(value, str) and _AGE.fullmatch(value.strip()):
        try:
            return datetime.now(UTC) - _age(value)
        except OverflowError:
            raise TargetError(f"{value!r} is before the year 1") from None
    try:
        return in_utc(datetime.fromisoformat(value) if isinstance(value, str) else value)
    except ValueError:
        raise TargetError(f"{str(value)!r} is no date. Write 2026-11-01 or 7d") from None


def _explained(message: str) -> str:
    """msgspec's message with the name that was probably meant."""
    unknown = re.search(r"unknown field `([^`]*)`(?: - at `\$\.?([^`]*)`)?", message)
    if not unknown:
        missing = re.search(r"missing required field `([^`]*)`(?: - at `\$\.?([^`]*)`)?", message)
        if missing:
            return f"the key {missing[1]!r} is missing{_in(missing[2])}"
        at = re.search(r" - at `\$\.?([^`]*)`", message)
        return _kind(message[: at.start()]) + _in(at[1]) if at else _kind(message)
    place = unknown[2] or ""
    struct = _Recheck if place.endswith("recheck") else _Site if place else _Sites
    fields = [f.name for f in msgspec.structs.fields(struct)]
    near = difflib.get_close_matches(unknown[1], fields, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(fields)}"
    return f"unknown key {unknown[1]!r}{_in(place)}: {hint}"


_KINDS = {
    "str": "a text in quotes",
    "float": "a number",
    "int": "a number",
    "bool": "true or false",
    "array": "a list [ ]",
    "object": "a table",
}


def _kind(message: str) -> str:
    """Which kind of value is wanted, in TOML's words."""
    found = re.match(r"Expected `(\w+)[^`]*`, got `(\w+)`", message)
    if not found:
        return message
    wanted, got = (_KINDS.get(name, name) for name in found.groups())
    return f"{wanted} is wanted, not {got},"


def _in(place: str | None) -> str:
    """Where in the file *place* is, as people count: ``site[0].delay`` is delay of site 1."""
    found = re.fullmatch(r"site\[(\d+)\](?:\.(.+))?", place or "")
    if not found:
        return f" in {place}" if place else ""
    return (
        f" in {found[2]} of site {int(found[1]) + 1}"
        if found[2]
        else f" in site {int(found[1]) + 1}"
    )


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
