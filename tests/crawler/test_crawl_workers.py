"""Worker processes: what one page does to its worker costs that page and no other."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import crawler.workers.pool
from archive.values.stored_urls import without_credentials
from crawler.errors import WorkerFailed
from crawler.workers.page_parsing import parse_page
from crawler.workers.pool import Workers
from parsers.page.opening import open_page


def failure(workers: Workers, task: Callable[..., Any], *args: Any) -> str:
    error = workers.submit(task, *args).exception(timeout=30)
    assert error is not None
    assert isinstance(workers.failure(error), WorkerFailed)
    return str(workers.failure(error))


def test_each_kind_of_failure_is_named_and_the_next_page_is_read() -> None:
    with Workers(1, seconds=1.5) as workers:
        assert "more than 1.5 seconds" in failure(workers, time.sleep, 20)
        assert "died" in failure(workers, os._exit, 3)
        assert "too much memory" in failure(workers, bytes, 3 * 1024**3)
        assert "more than 1.5 seconds" in failure(workers, signal.raise_signal, signal.SIGSTOP)
        assert "ValueError" in failure(workers, int, "no number")
        parse = partial(parse_page, with_links=True)
        reading = workers.submit(parse, b"<h1>x</h1><a href=/a>A</a>", "http://a.example/", None)
        assert reading.result(timeout=30).links == (("http://a.example/a", "A", ""),)


def test_a_worker_is_replaced_after_its_share_of_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crawler.workers.pool, "WORKER_PAGES", 2)
    with Workers(1) as workers:
        processes = [workers.submit(os.getpid).result(timeout=30) for _ in range(5)]
    assert len(set(processes)) == 3
    assert os.getpid() not in processes


def test_a_worker_seldom_looks_for_garbage_that_no_page_leaves() -> None:
    cards = "".join(f"<div><h2><a href=/{n}>Card {n}</a></h2><p>x</p></div>" for n in range(99))
    with Workers(1) as workers:
        collections = []
        for _ in range(20):  # the first loads what it needs
            task = workers.submit(parse_page, cards.encode(), "http://a.example/list", None)
            assert task.result(timeout=30).article is None
            collections.append(workers.submit(gc.get_stats).result(timeout=30)[0]["collections"])
    assert collections[-1] - collections[0] <= 1


def test_nobody_waits_for_what_is_dropped_at_the_end() -> None:
    with Workers(1) as workers:
        begun = workers.submit(os.getpid)
        begun.result(timeout=30)
        dropped = [workers.submit(time.sleep, 15) for _ in range(3)]
    assert all(future.cancelled() or future.exception() for future in dropped)


@given(st.text("/.?&=;:@!*'()$,%a1-_~+ #\\é[]|", max_size=12))
@example("//other.example/x")
@example("/a/../b")
@example("/a?")
@example("/@1")
def test_a_rooted_link_leads_where_the_standard_says(rest: str) -> None:
    base = "http://127.0.0.1:8000/news/story.html?page=1"
    found = open_page(b"<p>x</p>", base).absolute("/" + rest)
    try:
        expected = without_credentials(urldefrag(urljoin(base, ("/" + rest).strip()))[0])
    except ValueError:
        assert found is None
        return
    assert found in (expected, None)
    if not rest.startswith(("/", "\\")):
        assert found == expected


MUCH = """
import sys
from crawler.workers.forkserver import prepare
from crawler.workers.pool import Workers

LOADED = "__import__('parsers.page.text.language', fromlist=[''])._identifier.cache_info().currsize"
PARSER = "'parsers.reader.parse' in __import__('sys').modules"
THREADS = "[l.split()[1] for l in open('/proc/self/status') if l.startswith('Threads')]"

if __name__ == "__main__":
    prepare(much=sys.argv[1] == "much")
    with Workers(1) as workers:
        print(workers.submit(eval, LOADED).result(30), *workers.submit(eval, THREADS).result(30),
              workers.submit(eval, PARSER).result(30))
"""


@pytest.mark.parametrize(("amount", "told"), [("much", "1 1 True"), ("little", "0 1 True")])
def test_workers_begin_with_the_parser_and_where_much_is_read_with_the_model_of_languages(
    tmp_path: Path, amount: str, told: str
) -> None:
    """They are forked from a process with one thread that has loaded both."""
    program = tmp_path / "much.py"
    program.write_text(MUCH)
    environment = os.environ | {"PYTHONPATH": str(Path(crawler.workers.pool.__file__).parents[2])}
    ran = subprocess.run(
        [sys.executable, str(program), amount],
        env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ran.stdout.strip() == told, ran.stderr
