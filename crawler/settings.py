"""Scrapy's settings for polite crawls; ``newsclip crawl --set NAME=VALUE`` and ``-s`` change them.

What a site must not suffer under is set here; the reasons stand beside the values.
"""

from __future__ import annotations

from crawler.bounds import DELAY, PAGE_BYTES, TIMEOUT
from crawler.options import user_agent

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
AUTOTHROTTLE_ENABLED = False  # it would overwrite a host's own delay

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
COOKIES_ENABLED = False
HTTPPROXY_ENABLED = False
METAREFRESH_ENABLED = False
HTTPERROR_ALLOW_ALL = True
REFERER_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
LOGSTATS_INTERVAL = 0
WARN_ON_GENERATOR_RETURN_VALUE = False  # it reads the source of a callback at each answer

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    # From the engine to the downloader; answers pass them the other way round.
    "crawler.middlewares.ssrf.SsrfMiddleware": 40,
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
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
}
ITEM_PIPELINES = {
    "crawler.pipelines.reading.ReadingPipeline": 100,
    "crawler.pipelines.archiving.ArchivePipeline": 900,
}
EXTENSIONS = {
    "crawler.extensions.time_limits.Limits": 100,
    "crawler.extensions.interrupts.Interrupts": 110,
    "crawler.extensions.progress.Progress": 120,
    "crawler.extensions.health_check.HealthCheck": 130,
}
