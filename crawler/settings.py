"""Scrapy's settings for polite crawls; ``newsclip crawl --set NAME=VALUE`` and ``-s`` change them.

What a site must not suffer under is set here; the reasons stand beside the values.
"""

from __future__ import annotations

from crawler.bounds import DELAY, PAGE_BYTES, TIMEOUT
from crawler.run.options import user_agent

BOT_NAME = "newsclip"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

USER_AGENT = user_agent()
ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5"
DEFAULT_REQUEST_HEADERS = {"Accept": ACCEPT, "Accept-Language": "*"}

# One host, one request at a time, and a pause after the end of each: see middlewares/throttle.
DOWNLOAD_DELAY = DELAY
DOWNLOAD_DELAY_JITTER = 0
CONCURRENT_REQUESTS = 200  # many hosts wait at a time; the scheduler bounds what is in flight
CONCURRENT_REQUESTS_PER_DOMAIN = 8

DOWNLOAD_TIMEOUT = TIMEOUT
DOWNLOAD_MAXSIZE = PAGE_BYTES
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True  # half a page is no page
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "crawler.http.download_handler.BoundedHandler",
    "https": "crawler.http.download_handler.BoundedHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
TWISTED_DNS_RESOLVER = "crawler.middlewares.ssrf.GuardedResolver"
DNS_TIMEOUT = 20
REACTOR_THREADPOOL_MAXSIZE = 20

SCHEDULER = "crawler.scheduler.FrontierScheduler"
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 1_000_000_000  # pages wait for their commit, not for a byte count
CONCURRENT_ITEMS = 1  # of one answer: Scrapy makes so many tasks for each

ROBOTSTXT_OBEY = False  # obeyed by middlewares/robots: Scrapy's own lets some requests through
HTTPPROXY_ENABLED = False
LOGSTATS_INTERVAL = 0
WARN_ON_GENERATOR_RETURN_VALUE = False  # it reads the source of a callback at each answer

# Of Scrapy's own those that are used; the others are not even loaded (aiohttp takes 7 MB).
DOWNLOADER_MIDDLEWARES_BASE = {
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
    "scrapy.downloadermiddlewares.stats.DownloaderStats": 850,
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": 900,
}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE = {  # CLOSESPIDER_TIMEOUT is obeyed by extensions/time_limits, which saves the rest
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.logcount.LogCount": 0,
    "scrapy.extensions.memusage.MemoryUsage": 0,
    "scrapy.extensions.memdebug.MemoryDebugger": 0,
    "scrapy.extensions.feedexport.FeedExporter": 0,
    "scrapy.extensions.logstats.LogStats": 0,
}
DOWNLOADER_MIDDLEWARES = {
    # From the engine to the downloader; answers pass them the other way round.
    "crawler.middlewares.ssrf.SsrfMiddleware": 40,
    "crawler.middlewares.proxied_names.ProxiedNamesMiddleware": 45,
    "crawler.middlewares.robots.RobotsMiddleware": 100,
    "crawler.middlewares.truncation.TruncationMiddleware": 520,
    "crawler.middlewares.outcomes.OutcomeMiddleware": 540,
    "crawler.middlewares.retries.RetryMiddleware": 550,
    "crawler.middlewares.revisit.RevisitMiddleware": 560,
    "crawler.middlewares.challenges.ChallengeMiddleware": 580,
    "crawler.middlewares.content_coding.CompressionMiddleware": 590,
    "crawler.middlewares.redirects.RedirectMiddleware": 600,
    "crawler.middlewares.throttle.ThrottleMiddleware": 990,
}
ITEM_PIPELINES = {
    "crawler.pipelines.reading.ReadingPipeline": 100,
    "crawler.pipelines.archiving.ArchivePipeline": 900,
}
EXTENSIONS = {
    "crawler.extensions.time_limits.TimeLimits": 100,
    "crawler.extensions.interrupts.Interrupts": 110,
    "crawler.extensions.progress.Progress": 120,
    "crawler.extensions.health_check.HealthCheck": 130,
}
