"""Sites are asked through the proxies that are named; what the guard cannot judge then is said."""

from __future__ import annotations

import asyncio
import base64
import socket
import threading
from pathlib import Path

import pytest
from certificates import self_signed
from click.testing import CliRunner
from crawling import crawl, newsclip, rows
from misbehaving import Site, page, story

from crawler.errors import RefusedAddress, TargetError
from crawler.http.access.private_origins import Origins
from crawler.http.access.proxies import Proxies, Proxy
from crawler.middlewares.proxied_names import ProxiedNames
from newsclip.cli import main

HOME = "http://gazette.invalid"
PATH = "/news/2026/11/20/boats-wait-for-the-tide-a"
FRONT = f"<html><a href='{PATH}'>A story of the harbour and its boats</a></html>".encode()
PASSWORD = "pr0xy-w0rd"


def tunnel(to: int) -> object:
    """The answer to CONNECT: bytes go to and fro."""

    def pump(one: socket.socket, other: socket.socket) -> None:
        try:
            while piece := one.recv(65_536):
                other.sendall(piece)
            other.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def answer(connection: socket.socket, asked: dict[str, str]) -> None:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with socket.create_connection(("127.0.0.1", to)) as far:
            thread = threading.Thread(target=pump, args=(far, connection), daemon=True)
            thread.start()
            pump(connection, far)
            thread.join()

    return answer


def test_a_site_is_asked_through_its_proxy(tmp_path: Path) -> None:
    archive, sites = tmp_path / "news.db", tmp_path / "sites.toml"
    with Site({f"{HOME}/": page(FRONT), f"{HOME}{PATH}": page(story(1))}) as proxy:
        address = proxy.url.replace("//", f"//ann:{PASSWORD}@")
        sites.write_text(f'[[site]]\nhome = "{HOME}/"\nproxy = "{address}"\n')
        checked = CliRunner().invoke(main, ["sites", "--check", str(sites)])
        done = newsclip("crawl", sites, "--archive", archive, "--delay", 0)
    assert done.code == 0, done.err
    assert rows(archive, "SELECT url FROM articles") == [(HOME + PATH,)]
    assert all(target.startswith(HOME) for _, target, _ in proxy.log)
    said = base64.b64encode(f"ann:{PASSWORD}".encode()).decode()
    assert {headers["proxy-authorization"] for _, _, headers in proxy.log} == {f"Basic {said}"}
    assert done.err.count(f"Asked through the proxy {proxy.url}: gazette.invalid") == 1
    assert "whether they lead to public addresses cannot be told" in done.err
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("news.*"))
    for secret in (PASSWORD, said):
        assert secret not in checked.output + done.out + done.err
        assert secret.encode() not in kept


def test_pages_behind_tls_go_through_a_tunnel(tmp_path: Path) -> None:
    archive, sites = tmp_path / "news.db", tmp_path / "sites.toml"
    tls, _ = self_signed("gazette.invalid", tmp_path)
    home = HOME.replace("http:", "https:")
    with Site({"/": page(FRONT), PATH: page(story(1))}, tls=tls) as site, Site() as proxy:
        proxy.routes["gazette.invalid:443"] = tunnel(int(site.url.rpartition(":")[2]))  # type: ignore[assignment]
        sites.write_text(f'[[site]]\nhome = "{home}/"\nproxy = "{proxy.url}"\nverify_tls = false\n')
        done = newsclip("crawl", sites, "--archive", archive, "--delay", 0)
    assert done.code == 0, done.err
    assert rows(archive, "SELECT url FROM articles") == [(home + PATH,)]
    assert {target for _, target, _ in proxy.log} == {"gazette.invalid:443"}


def test_the_environments_proxy_is_for_who_has_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "news.db"
    with (
        Site({f"{HOME}/": page(FRONT), f"{HOME}{PATH}": page(story(1))}) as proxy,
        Site({"/": page(FRONT), PATH: page(story(2))}) as own,
    ):
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        done = newsclip("crawl", f"{HOME}/", "--archive", archive, "--delay", 0)
        added = newsclip("add", HOME + PATH, "--archive", tmp_path / "b.db", "--delay", 0)
        private = crawl(tmp_path / "c.db", own.url)
        asked = len(proxy.log)
        monkeypatch.setenv("NO_PROXY", "gazette.invalid")
        without = newsclip("add", HOME + PATH, "--archive", tmp_path / "d.db")
    assert (done.code, added.code, private.code) == (0, 0, 0), done.err + added.err + private.err
    assert done.err.count("Asked through the environment's proxy") == 1
    assert rows(archive, "SELECT url FROM articles") == [(HOME + PATH,)]
    assert own.log
    assert without.code == 1
    assert len(proxy.log) == asked


def test_a_proxy_that_is_not_there_is_named(tmp_path: Path) -> None:
    sites = tmp_path / "sites.toml"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        sites.write_text(f'[[site]]\nhome = "{HOME}/"\nproxy = "{address}"\n')
        done = newsclip("crawl", sites, "--archive", tmp_path / "news.db", "--delay", 0)
    assert done.code == 1
    assert f"the proxy {address} cannot be reached" in done.err


def test_names_that_lead_into_ones_own_network_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inner = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inner)
    proxies = Proxies.of([("gazette.example", "http://127.0.0.1:3128")])
    names = ProxiedNames(proxies)
    with pytest.raises(RefusedAddress, match=r"10\.0\.0\.7"):
        asyncio.run(names.judge("https://gazette.example/a"))
    with pytest.raises(RefusedAddress, match="it is the proxy"):
        asyncio.run(names.judge("http://127.0.0.1:3128/admin"))
    allowed = ProxiedNames(proxies, Origins.of(["http://127.0.0.1:3128"]))
    assert asyncio.run(allowed.judge("http://127.0.0.1:3128/")) is None


@pytest.mark.parametrize("text", ["socks5://127.0.0.1:9050", "http://", "http://a:0", "ftp://a"])
def test_proxies_that_are_not_spoken_to(text: str) -> None:
    with pytest.raises(TargetError):
        Proxy.read(text.replace("//", f"//ann:{PASSWORD}@"))
