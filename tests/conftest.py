"""What tests share: the sample newsroom, and ``--bless`` for golden files."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# Machines are noisy: nothing is timed. A check says the same of the same code each time it runs;
# ``make fuzz`` looks further, each time elsewhere.
settings.register_profile("newsclip", deadline=None, derandomize=True)
settings.register_profile("quick", deadline=None, derandomize=True, max_examples=10)
settings.register_profile("search", deadline=None, max_examples=1000)
settings.load_profile("newsclip")

for name in ("http_proxy", "https_proxy", "all_proxy"):  # of the machine that runs the tests
    os.environ.pop(name, None)
    os.environ.pop(name.upper(), None)
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a thousand processes load the same modules

SLOW = (
    "archive/test_archive_crash.py",
    "archive/test_reparse.py",
    "crawler/test_*.py",
    "newsclip/test_browse*.py",
    "newsclip/test_cluster*.py",
    "newsclip/test_cron.py",
    "newsclip/test_feeds.py",
    "newsclip/test_mistakes.py",
    "newsclip/test_places.py",
    "newsclip/test_signals.py",
    "parsers/reader/test_benchmarks.py",
    "parsers/reader/test_fuzz.py",
    "project/test_docs_site.py",
    "project/test_setup.py",
    "project/test_study.py",
)
"""Files of tests that crawl, kill, wait, serve or build: not for the loop of work."""
LONG = (
    "newsclip/test_cluster.py",
    "newsclip/test_cluster_archives.py",
    "newsclip/test_mistakes.py",
    "newsclip/test_signals.py",
    "crawler/test_crawl_broken_archive.py",
    "crawler/test_crawl_kill.py",
    "crawler/test_crawl_stalls.py",
    "crawler/test_crawl_traps.py",
    "crawler/test_crawl_odd.py",
    "crawler/test_crawl_newsroom.py",
)
"""Those that take longest come first, so that no processor waits for them at the end."""
QUICK = ("crawler/test_robots_text.py", "crawler/test_writer.py")
"""Those of them that only look so."""

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
sys.path.insert(0, str(FIXTURES))  # fixtures/ is no part of the wheel

from newsroom.server import Newsroom  # noqa: E402
from parsing_apart import ParserApart  # noqa: E402


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--bless", action="store_true", help="rewrite the golden files with what was read"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow ones, which ``make test-quick`` leaves out, and put them first."""
    order: dict[Path, int] = {}
    for item in items:
        path = item.path.relative_to(Path(__file__).parent)
        if is_slow := any(map(path.match, SLOW)) and not any(map(path.match, QUICK)):
            item.add_marker(pytest.mark.slow)
        order[item.path] = next(
            (n for n, one in enumerate(LONG) if path.match(one)), len(LONG) + (not is_slow)
        )
    items.sort(key=lambda item: order[item.path])


@pytest.fixture
def bless(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--bless"))


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    """The sample newsroom, serving on loopback."""
    with Newsroom() as serving:
        yield serving


@pytest.fixture(scope="session")
def parser_apart() -> Iterator[ParserApart]:
    """Parses pages that may hang or crash, each in a process of its own."""
    apart = ParserApart()
    yield apart
    apart.close()
