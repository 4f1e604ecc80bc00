"""Certificates are verified; a site of one's own can be trusted without, by its sites.toml."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from crawling import crawl, newsclip, rows
from misbehaving import Site, page, story

PATH = "/news/2026/11/20/boats-wait-for-the-tide-a"


@pytest.fixture(scope="module")
def self_signed(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """A server's side, with a certificate that nobody vouches for."""
    from datetime import UTC, datetime, timedelta

    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    plain = serialization.NoEncryption()
    pem, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file.write_bytes(key.private_bytes(pem, form, plain) + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def test_a_certificate_nobody_vouches_for(tmp_path: Path, self_signed: ssl.SSLContext) -> None:
    archive = tmp_path / "news.db"
    front = f"<html><a href='{PATH}'>A story of the harbour and its boats</a></html>".encode()
    with Site({"/": page(front), PATH: page(story(1))}, tls=self_signed) as site:
        refused = crawl(archive, site.url)
        added = newsclip("add", site.url + "/other", "--allow-private", "--archive", archive)
        assert site.log == []
        sites = tmp_path / "sites.toml"
        sites.write_text(f'[[site]]\nhome = "{site.url}"\nverify_tls = false\n')
        trusted = crawl(archive, sites)
    assert refused.code == 1
    assert "certificate" in refused.err
    assert added.code == 1
    assert "certificate" in added.err.lower()
    assert trusted.code == 0, trusted.err
    assert trusted.total["new"] == 1
    assert rows(archive, "SELECT count(*) FROM articles") == [(1,)]
