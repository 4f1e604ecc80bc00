"""Certificates are verified; a site of one's own can be trusted without, by its sites.toml."""

from __future__ import annotations

from pathlib import Path

from certificates import self_signed
from crawling import crawl, newsclip, rows
from misbehaving import Site, page, story

PATH = "/news/2026/11/20/boats-wait-for-the-tide-a"


def test_a_certificate_nobody_vouches_for(tmp_path: Path) -> None:
    tls, _ = self_signed("localhost", tmp_path)
    archive = tmp_path / "news.db"
    front = f"<html><a href='{PATH}'>A story of the harbour and its boats</a></html>".encode()
    with Site({"/": page(front), PATH: page(story(1))}, tls=tls) as site:
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
