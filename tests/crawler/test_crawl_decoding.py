"""What is packed costs what it is long, and never holds up what is fetched from others."""

from __future__ import annotations

import asyncio
import gzip
import random
import threading
import time
import zlib
from collections.abc import Callable

import brotli
import pytest
from misbehaving import Site, page, story

from crawler.errors import Undecodable
from crawler.http.access.private_origins import Origins
from crawler.http.decoding import decode
from crawler.http.fetched import Fetched
from crawler.middlewares.throttle import Hosts, Stop
from crawler.single.fetcher import Fetcher
from crawler.single.httpx_transport import HttpxTransport


def test_a_gzip_stream_of_many_members() -> None:
    blocks = [bytes([n % 256]) * (n % 90) for n in range(4_000)]
    packed = [gzip.compress(block, mtime=0) for block in blocks]
    whole = b"".join(blocks)
    assert decode(b"".join(packed), "gzip", 1_000_000) == whole
    assert decode(b"\0\0\0".join(packed) + b"\0 and more", "gzip", 1_000_000) == whole


def test_more_members_than_any_page_has_are_refused() -> None:
    with pytest.raises(Undecodable, match="more than 4,096 pieces"):
        decode(gzip.compress(b"") * 100_000, "gzip", 1_000_000)


@pytest.mark.parametrize(
    ("name", "encode"),
    [
        ("gzip", lambda body: gzip.compress(body, 0)),
        ("deflate", lambda body: zlib.compress(body, 0)),
        ("br", lambda body: brotli.compress(body, quality=0)),
    ],
)
def test_a_body_costs_what_it_is_long(name: str, encode: Callable[[bytes], bytes]) -> None:
    def seconds(length: int) -> float:
        body = encode(random.Random(length).randbytes(length))
        begun = time.process_time()
        assert len(decode(body, name, length)) == length
        return time.process_time() - begun

    short, long = (min(seconds(length) for _ in range(3)) for length in (1_500_000, 24_000_000))
    # Sixteen times the bytes, which no longer fit a cache; the square would be 256 times and more.
    assert long < 160 * short


def test_bodies_are_unpacked_outside_the_loop_that_fetches(monkeypatch: pytest.MonkeyPatch) -> None:
    threads = []

    def unpack(body: bytes, codings: str, limit: int) -> bytes:
        threads.append(threading.get_ident())
        return decode(body, codings, limit)

    monkeypatch.setattr("crawler.middlewares.content_coding.decode", unpack)
    packed = {"Content-Encoding": "gzip"}
    targets = {
        "/a": page(gzip.compress(story(1)), headers=packed),
        "/b": page(gzip.compress(story(2)), status="403 Forbidden", headers=packed),
        "/c": page(gzip.compress(story(3)), headers={"Content-Type": "text/html"}),
    }
    robots = page(gzip.compress(b"User-agent: *\nDisallow:\n"), headers=packed)
    with Site({"/robots.txt": robots, **targets}) as site:
        allowed = Origins.of([site.url])

        async def run() -> list[Fetched]:
            async with HttpxTransport(allowed) as transport:
                fetcher = Fetcher(
                    transport, Hosts(Stop(), 0), user_agent="newsclip/1", allowed=allowed
                )
                return [await fetcher.fetch(site.url + target) for target in targets]

        first, second, third = asyncio.run(run())
    assert [first.body, third.body] == [story(1), story(3)]
    assert second.outcome == "blocked"
    assert len(threads) == 4
    assert threading.get_ident() not in threads
