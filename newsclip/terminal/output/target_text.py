"""What a site of a ``sites.toml`` means, in full, as a person reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from newsclip.terminal.output.printing import clean, counted

if TYPE_CHECKING:
    from crawler.run.options import Recheck, Scope
    from crawler.targets import Target


def target_lines(target: Target) -> Iterator[str]:
    """One line for the site, and one for each thing that is said of it. No secret is in them."""
    yield clean(f"{target.name or target.site}: {target.url}")
    for name, value in _facts(target):
        yield f"  {name + ':':<10} {clean(value)}"


def _facts(target: Target) -> Iterator[tuple[str, str]]:
    from crawler.bounds import DELAY
    from crawler.http.access.cookie_file import read_cookies
    from crawler.http.access.proxies import Proxy
    from crawler.run.options import Recheck, Scope
    from parsers.declared_rules import digest_of

    for name, urls in (("feed", target.feeds), ("sitemap", target.sitemaps)):
        for url in urls:
            yield name, url
    yield "articles", _scope_text(target.scope or Scope())
    delay = DELAY if target.delay is None else target.delay
    told = "every second" if delay == 1 else f"every {delay:g} seconds"
    told += (
        ", or as --delay or robots.txt want" if target.delay is None else ", or as robots.txt wants"
    )
    yield "asked", told
    yield "again", _recheck_text(target.recheck or Recheck())
    if not target.verify_tls:
        yield "TLS", "its certificate is not checked"
    if target.headers:
        names = ", ".join(name for name, _ in target.headers)
        yield "sends", f"{names}, to its host alone and over TLS"
    if target.cookies:
        count = len(read_cookies(target.cookies))
        yield "sends", f"{counted(count, 'cookies')} of {target.cookies}, by TLS to its own hosts"
    if target.proxy:
        yield "proxy", Proxy.read(target.proxy).url
    if target.rules:
        read = ", ".join(json.loads(target.rules)["read"])
        yield "read", f"by rules of its own ({digest_of(target.rules)}): {read}"
    if target.contact:
        yield "contact", target.contact


def _scope_text(scope: Scope) -> str:
    parts = []
    if scope.since:
        parts.append(f"from {_moment_text(scope.since)} on")
    if scope.until:
        parts.append(f"before {_moment_text(scope.until)}")
    if scope.sections:
        parts.append("below " + " or ".join(scope.sections))
    if scope.match:
        parts.append(f"with an address that fits {scope.match}")
    return ", ".join(parts) or "all"


def _recheck_text(recheck: Recheck) -> str:
    first, last = _length_text(recheck.first), _length_text(recheck.last)
    return f"after {recheck.share:g} of its age, between {first} and {last}"


def _moment_text(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}Z".replace(" 00:00Z", "")


def _length_text(length: timedelta) -> str:
    for unit, seconds in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        count, rest = divmod(length.total_seconds(), seconds)
        if count and not rest:
            return f"{count:g} {unit}{'s' if count != 1 else ''}"
    return str(length)
