"""One page, fetched for somebody who waits for it; nothing is kept."""

from __future__ import annotations

import asyncio

from crawler.bounds import DELAY
from crawler.http.fetched import Fetched
from crawler.http.private_origins import NOWHERE, Origins
from crawler.middlewares.throttle import Hosts, Stop
from crawler.options import user_agent
from crawler.single.fetcher import Fetcher
from crawler.single.httpx_transport import HttpxTransport


def fetch_page(url: str, *, allow_private: bool = False, contact: str | None = None) -> Fetched:
    """Fetch *url* as a crawl would, robots.txt and all; what went wrong is in the answer."""
    return asyncio.run(_fetch(url, allow_private, contact))


async def _fetch(url: str, allow_private: bool, contact: str | None) -> Fetched:
    allowed = Origins.of([url]) if allow_private else NOWHERE
    async with HttpxTransport(allowed) as transport:
        fetcher = Fetcher(
            transport,
            Hosts(Stop(), DELAY),
            user_agent=user_agent(contact),
            allowed=allowed,
        )
        return await fetcher.fetch(url)
