"""One page, fetched for somebody who waits for it; nothing is kept."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from crawler.http.fetched import Fetched
from crawler.run.options import Options
from crawler.single.fetcher import fetcher_for
from crawler.targets import Target


def fetch_page(
    url: str,
    *,
    allow_private: bool = False,
    contact: str | None = None,
    targets: Sequence[Target] = (),
) -> Fetched:
    """Fetch *url* as a crawl would, robots.txt and all; what went wrong is in the answer.

    What is said of *targets* holds for the pages of their sites: cookies, headers, proxies.
    """
    return asyncio.run(_fetch(url, Options(allow_private=allow_private, contact=contact), targets))


async def _fetch(url: str, options: Options, targets: Sequence[Target]) -> Fetched:
    async with fetcher_for([url], options, targets) as fetcher:
        return await fetcher.fetch(url)
