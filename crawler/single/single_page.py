"""One page, fetched for somebody who waits for it; nothing is kept."""

from __future__ import annotations

import asyncio

from crawler.http.fetched import Fetched
from crawler.run.options import Options
from crawler.single.fetcher import fetcher_for


def fetch_page(url: str, *, allow_private: bool = False, contact: str | None = None) -> Fetched:
    """Fetch *url* as a crawl would, robots.txt and all; what went wrong is in the answer."""
    return asyncio.run(_fetch(url, Options(allow_private=allow_private, contact=contact)))


async def _fetch(url: str, options: Options) -> Fetched:
    async with fetcher_for([url], options) as fetcher:
        return await fetcher.fetch(url)
