"""No request to an address that is not public, however it is spelled, by either client."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from certificates import self_signed
from hypothesis import given
from hypothesis import strategies as st
from misbehaving import Site, page, redirect, story

import crawler.middlewares.proxied_names
from crawler.errors import NoAnswer, RefusedAddress
from crawler.http.access.networks import is_public, literal_address
from crawler.http.access.private_origins import Origins
from crawler.middlewares.ssrf import GuardedResolver, check_address
from crawler.single.guarded_transport import public_addresses
from crawler.single.httpx_transport import HttpxTransport

PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.5.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.0.1",
    "192.0.0.9",
    "192.0.0.192",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.175.48.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
    "2001:1::1",
    "2001:2::1",
    "2001:4:112::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:c000:c0::1",
    "2620:4f:8000::1",
    "3fff::1",
    "3fff:fff:ffff::1",
    "5f00::1",
    "64:ff9b::c000:c0",
    "::ffff:192.0.0.192",
    "fec0::1",
    "fe80::1%eth0",
    "not an address",
]
PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "192.0.1.1",
    "192.88.98.1",
    "2606:4700::1111",
    "2001:200::1",
    "3ffe::1",
    "64:ff9b::808:808",
    "::ffff:8.8.8.8",
]
SPELLINGS = [
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.0.1./",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://news.localhost/",
    "http://printer.local/",
    "http://user:pw@127.0.0.1/",
    "http://0/",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(address)


@given(st.integers(0, 2**32 - 1))
def test_an_inner_address_is_judged_like_itself(number: int) -> None:
    inner = ipaddress.IPv4Address(number)
    mapped = ipaddress.IPv6Address((0xFFFF << 32) + number)
    nat64 = ipaddress.IPv6Address((0x64FF9B << 96) + number)
    six_to_four = ipaddress.IPv6Address((0x2002 << 112) + (number << 80))
    verdict = is_public(inner)
    assert [is_public(form) for form in (mapped, nat64, six_to_four)] == [verdict] * 3


@pytest.mark.parametrize("url", SPELLINGS)
def test_every_spelling_is_refused(url: str) -> None:
    with pytest.raises(RefusedAddress, match="not a public address"):
        check_address(url)
    check_address(url, Origins.of([url]))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/",
        "gopher://a.example/",
        "data:text/html,x",
        "http:///x",
        "javascript:alert(1)",
        "http://[bad",
        "http://a.example:99999/",
        "http://a.example:0/",
        "http://a\ud800.example/",
        "http://a.example/\udcff",
        "http://\udfff/?q=1",
        "",
    ],
)
def test_only_the_web_is_asked(url: str) -> None:
    with pytest.raises(RefusedAddress):
        check_address(url, Origins.of([url]))


@given(st.ip_addresses(v=4) | st.ip_addresses(network="2001::/16"))
def test_what_python_calls_private_is_never_public(
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if isinstance(ip, ipaddress.IPv6Address) and ip.teredo:
        return
    if ip.is_private or ip.is_multicast or ip.is_reserved:
        assert not is_public(ip)


@given(st.text(st.characters(codec=None)))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for url in (text, f"http://{text}/"):
        try:
            check_address(url)
        except RefusedAddress:
            continue


@given(st.ip_addresses(v=4))
def test_a_literal_is_seen_in_decimal_and_hex(ip: ipaddress.IPv4Address) -> None:
    assert literal_address(str(int(ip))) == ip
    assert literal_address(hex(int(ip))) == ip


class _Heard:
    def __init__(self) -> None:
        self.addresses: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None: ...
    def resolutionComplete(self) -> None: ...

    def addressResolved(self, address: Any) -> None:
        self.addresses.append(address.host)


@pytest.mark.parametrize(
    ("allowed", "expected"),
    [("http://b.example/", 1), ("http://a.example/", 2), ("http://a.example:8080/", 1)],
)
def test_scrapys_resolver_keeps_private_answers(allowed: str, expected: int) -> None:
    from twisted.internet.address import IPv4Address

    class Reactor:
        class nameResolver:
            @staticmethod
            def resolveHostName(receiver: Any, *_: Any) -> Any:
                receiver.resolutionBegan(None)
                for host in ("10.0.0.8", "8.8.8.8"):
                    receiver.addressResolved(IPv4Address("TCP", host, 80))
                receiver.resolutionComplete()

    resolver = GuardedResolver(Reactor(), 0, Origins.of([allowed]))
    heard = _Heard()
    resolver.resolveHostName(heard, "a.example", 80)  # type: ignore[arg-type]
    assert heard.addresses[-1] == "8.8.8.8"
    assert len(heard.addresses) == expected


def test_a_name_is_judged_by_its_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, 1, 6, "", (ip, port)) for ip in ("192.168.0.9", "8.8.4.4")]

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    assert asyncio.run(public_addresses("mixed.example", 80)) == ["8.8.4.4"]


def get(url: str, *allowed: str) -> bytes:
    async def ask() -> bytes:
        async with HttpxTransport(Origins.of(allowed)) as transport:
            answer = await transport.get(url, {}, timeout=5, max_bytes=100_000)
            return answer.body

    return asyncio.run(ask())


def test_httpx_connects_to_no_private_address() -> None:
    with Site({"/": page(story(1)), "/r": redirect("/")}) as site:
        port = site.url.rpartition(":")[2]
        for host in ("127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"):
            with pytest.raises((RefusedAddress, NoAnswer)):
                get(f"http://{host}:{port}/")
            with pytest.raises((RefusedAddress, NoAnswer)):
                get(f"http://{host}:{port}/", "http://127.0.0.1:1")
        assert site.log == []
        assert get(site.url + "/", site.url) == story(1)


def test_httpx_refuses_a_name_that_leads_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    def answers(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, 1, 6, "", ("127.0.0.1", port))]

    with Site({"/": page(story(1))}) as site:
        monkeypatch.setattr(socket, "getaddrinfo", answers)
        port = site.url.rpartition(":")[2]
        with pytest.raises(RefusedAddress, match=r"inside\.example \(127\.0\.0\.1\)"):
            get(f"http://inside.example:{port}/")
        assert site.log == []


class _TlsSite(BaseHTTPRequestHandler):
    """Keeps its connections open, and notes which host was asked for."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(f"{self.headers['Host'].partition(':')[0]}{self.path}")
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"tide\n")

    def log_message(self, format: str, *args: object) -> None: ...


def test_a_connection_verified_for_one_name_serves_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two names at one address, whose server has the certificate of one of them."""
    tls, authority = self_signed("first.example", tmp_path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _TlsSite)
    server.daemon_threads = True
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    port = server.server_address[1]
    monkeypatch.setattr("certifi.where", lambda: str(authority))
    monkeypatch.setattr(crawler.middlewares.proxied_names, "is_public", lambda address: True)

    def answers(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, 1, 6, "", ("127.0.0.1", port))]

    async def ask() -> None:
        monkeypatch.setattr(socket, "getaddrinfo", answers)
        async with HttpxTransport() as transport:
            for n in range(2):
                url = f"https://first.example:{port}/{n}"
                answer = await transport.get(url, {}, timeout=5, max_bytes=99)
                assert answer.body == b"tide\n"
            url = f"https://second.example:{port}/"
            with pytest.raises(NoAnswer, match="no safe connection"):
                await transport.get(url, {}, timeout=5, max_bytes=99)

    _TlsSite.asked.clear()
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    try:
        asyncio.run(ask())
    finally:
        server.shutdown()
        server.server_close()
    assert _TlsSite.asked == ["first.example/0", "first.example/1"]
