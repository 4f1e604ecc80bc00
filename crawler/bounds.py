"""Bounds of a crawl, each with its unit: how slow, how large, how long, how often."""

from __future__ import annotations

PRODUCT = "newsclip"
"""The name robots.txt may address us by."""

DELAY = 1.0
"""Seconds between the end of one request to a host and the start of the next."""
LONGEST_CRAWL_DELAY = 60.0
"""Seconds; a Crawl-delay beyond it is taken for this."""
LONGEST_PAUSE = 120.0
"""Seconds that a Retry-After may hold up this run; a longer one ends the host's turn."""
TIMEOUT = 30.0
"""Seconds for one request, from the connection to the last byte."""
PAGE_BYTES = 10_000_000
"""Largest page, both as sent and decoded."""
SITEMAP_BYTES = 52_428_800
"""Largest sitemap, decoded: what the sitemaps protocol allows."""
ROBOTS_BYTES = 500 * 1024
"""How much of a robots.txt is read (RFC 9309, 2.5)."""
REDIRECTS = 5
"""Hops followed from one address (RFC 9309, 2.3.1.2 asks for at least five)."""
LONGEST_ADDRESS = 2_000
TRIES = 3
"""How often one page is asked for in a run while its failures are transient."""
READING_TIME = 20.0
"""Seconds a worker may spend on one page."""
WORKER_MEMORY = 2 * 1024**3
"""Bytes of address space for one worker process."""
MOST_WORKERS = 4
"""Worker processes at most: the process that fetches and saves cannot keep more of them busy."""
WORKER_PAGES = 1_000
"""Pages a worker reads before a fresh one takes its place."""
IN_FLIGHT = 48
"""Pages fetched and not yet saved, all hosts together."""
BATCH = 24
BATCH_SECONDS = 0.25
"""A batch is written when it is this full or this old. Half of what may be in flight, so that the
other half is fetched and read meanwhile."""
STOP_SECONDS = 10.0
"""How long an interrupted run may take to finish what is in flight."""
