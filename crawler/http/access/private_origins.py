"""Origins, host and port, that may be asked though their addresses are not public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Origins:
    """What ``--allow-private`` opens: the origins of the targets, and nothing else."""

    names: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def of(cls, urls: Iterable[str]) -> Origins:
        """The origins of *urls*."""
        return cls(frozenset(filter(None, map(_origin, urls))))

    @classmethod
    def read(cls, texts: Iterable[str]) -> Origins:
        """Origins as :meth:`texts` writes them."""
        pairs = (text.rpartition(":") for text in texts)
        return cls(frozenset((host, int(port)) for host, _, port in pairs))

    def texts(self) -> list[str]:
        """Each as ``host:port``, for a Scrapy setting."""
        return sorted(f"{host}:{port}" for host, port in self.names)

    def allow(self, url: str) -> bool:
        """Whether *url* is of one of them."""
        return _origin(url) in self.names

    def has(self, host: str, port: int) -> bool:
        """Whether a connection to *port* of *host* is one of them."""
        return (_plain(host), port) in self.names


NOWHERE = Origins()


def _origin(url: str) -> tuple[str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (_plain(parts.hostname), port) if parts.hostname and port else None


def _plain(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()
