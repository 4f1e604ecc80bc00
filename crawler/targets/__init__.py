"""What a crawl is pointed at: addresses, domains, names of known sites, a ``sites.toml``."""

from crawler.targets.ages import moment
from crawler.targets.resolving import known_sites, proxies_of, resolve, within_period
from crawler.targets.sites_file import read_sites
from crawler.targets.target import Target

__all__ = [
    "Target",
    "known_sites",
    "moment",
    "proxies_of",
    "read_sites",
    "resolve",
    "within_period",
]
