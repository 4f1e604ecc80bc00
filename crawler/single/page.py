"""One page, fetched for somebody who waits for it; nothing is kept."""

from __future__ import annotations

import asyncio

from crawler.bounds import DELAY
from crawler.middlewares.throttle import Hosts, Stop
from crawler.options import user_agent
from crawler.single.fetcher import Fetched, Fetcher
from crawler.single.httpx_transport import HttpxTransport


def fetch_page(url: str, *, allow_private: bool = False, contact: str | None = None) -> Fetched:
    """Fetch *url* as a crawl would, robots.txt and all; what went wrong is in the answer."""
    return asyncio.run(_fetch(url, allow_private, contact))


async def _fetch(url: str, allow_private: bool, contact: str | None) -> Fetched:
    async with HttpxTransport(allow_private=allow_private) as transport:
        fetcher = Fetcher(
            transport,
            Hosts(Stop(), DELAY),
            user_agent=user_agent(contact),
            allow_private=allow_private,
        )
        return await fetcher.fetch(url)
