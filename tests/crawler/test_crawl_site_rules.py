"""The rules of a sites.toml hold for whatever reads a page of the site, and stay in the archive."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from crawling import crawl, newsclip, rows
from misbehaving import Site, page, story

import parsers
from newsclip.cli import main
from parsers.declared_rules import declare, digest_of

PATHS = [f"/news/2026/11/20/boats-wait-for-the-tide-{letter}" for letter in "abc"]
WITH_TOP = "<p class=top>Short of it</p>"
READ = '[site.read]\ndek = "p.top"\n'


def served() -> Site:
    stories = {
        path: page(story(n).replace(b"</h1>", b"</h1>" + WITH_TOP.encode()))
        for n, path in enumerate(PATHS)
    }
    links = "".join(f"<a href='{path}'>A story of the boats, {path[-1]}</a>" for path in PATHS[:2])
    return Site({"/": page(f"<html><title>Gazette</title>{links}</html>".encode()), **stories})


def parsers_of(archive: Path) -> set[str]:
    return {parser for (parser,) in rows(archive, "SELECT parser FROM articles")}


def test_rules_are_kept_and_hold_until_others_are_given(tmp_path: Path) -> None:
    archive, sites = tmp_path / "news.db", tmp_path / "sites.toml"
    with served() as site:
        home = f'[[site]]\nhome = "{site.url}/"\n'
        sites.write_text(home + READ)
        done = crawl(archive, sites)
        added = newsclip(
            "add", site.url + PATHS[2], "--archive", archive, "--allow-private", "--delay", 0
        )
        shown = newsclip("parse", site.url + PATHS[0], "--allow-private", "--sites", sites)
    assert (done.code, added.code, shown.code) == (0, 0, 0), done.err + added.err + shown.err
    rules = declare("127.0.0.1", {"dek": "p.top"})
    by_rules = f"{parsers.VERSION}+site:{digest_of(rules)}"
    assert rows(archive, "SELECT DISTINCT dek FROM articles") == [("Short of it",)]
    assert parsers_of(archive) == {by_rules}
    assert rows(archive, "SELECT site, digest, rules, ended_at FROM site_rules") == [
        ("127.0.0.1", digest_of(rules), rules, None)
    ]
    assert '"dek": "Short of it"' in shown.out
    run = CliRunner()
    again = run.invoke(main, ["reparse", "--archive", str(archive)])
    assert again.output.startswith("0 "), again.output
    sites.write_text(home)
    without = run.invoke(main, ["reparse", "--archive", str(archive), "--sites", str(sites)])
    assert without.exit_code == 0, without.output
    assert parsers_of(archive) == {parsers.VERSION}
    assert rows(archive, "SELECT count(*) FROM site_rules WHERE ended_at IS NULL") == [(0,)]
    sites.write_text(home + READ)
    run.invoke(main, ["reparse", "--archive", str(archive), "--sites", str(sites)])
    assert parsers_of(archive) == {by_rules}
    other = tmp_path / "other.db"
    merged = run.invoke(main, ["merge", str(archive), "--into", str(other)])
    assert merged.exit_code == 0, merged.output
    assert parsers_of(other) == {by_rules}
    assert rows(other, "SELECT site, rules FROM site_rules") == [("127.0.0.1", rules)]
    assert rows(archive, "SELECT DISTINCT dek, revision FROM articles") == [("Short of it", 1)]


def test_an_import_reads_by_rules_too(tmp_path: Path) -> None:
    archive, sites, saved = tmp_path / "news.db", tmp_path / "sites.toml", tmp_path / "a.html"
    sites.write_text(f'[[site]]\nhome = "https://gazette.example/"\n{READ}')
    head = "<link rel=canonical href='https://gazette.example/a'>"
    saved.write_bytes(story(1, head=head).replace(b"</h1>", b"</h1>" + WITH_TOP.encode()))
    done = newsclip("import", saved, "--archive", archive, "--sites", sites)
    assert done.code == 0, done.err
    assert rows(archive, "SELECT dek, site FROM articles") == [("Short of it", "gazette.example")]


def test_a_selector_that_is_none_is_told_with_its_line(tmp_path: Path) -> None:
    sites = tmp_path / "sites.toml"
    sites.write_text(
        '[[site]]\nhome = "a.example"\n[site.read]\nheadline = [\n  "h1",\n  "h1..b",\n]\n'
        '[[site]]\nhome = "b.example"\nread.body = { container = "div >" }\n'
    )
    done = newsclip("sites", "--check", sites)
    first, second = done.err.splitlines()
    assert "line 6: 'h1..b' is no CSS selector, in read.headline of site 1" in first
    assert "line 10: 'div >' is no CSS selector, in read.body.container of site 2" in second


def test_no_command_goes_on_with_a_site_file_that_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gazette.py").write_text("SITE = 1")
    monkeypatch.setenv("NEWSCLIP_SITES", str(tmp_path))
    done = newsclip("sites", "--archive", tmp_path / "news.db")
    assert done.code == 2
    assert "gazette.py: it has no SITE" in done.err


RULE_THAT_ENDS = """
from parsers.site import Site

def dek(page):
    raise {}

SITE = Site(domains=("127.0.0.1",), dek=dek)
"""


@pytest.mark.parametrize("error", ["KeyError('top')", "SystemExit"])
def test_a_rule_that_fails_costs_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: str
) -> None:
    archive, folder = tmp_path / "news.db", tmp_path / "rules"
    folder.mkdir()
    (folder / "gazette.py").write_text(RULE_THAT_ENDS.format(error))
    monkeypatch.setenv("NEWSCLIP_SITES", str(folder))
    told = f"{folder / 'gazette.py'}: the rule 'dek' of 127.0.0.1 failed at "
    with served() as site:
        done = newsclip("crawl", site.url, "--allow-private", "--delay", 0, "--archive", archive)
        alone = newsclip("parse", site.url + PATHS[0], "--allow-private")
    assert f"2 kept and not read: {told}{site.url}" in " ".join(done.err.split())
    assert "2 failed" in done.out
    found = rows(archive, "SELECT outcome, detail FROM visits WHERE detail LIKE '%dek%'")
    assert [outcome for outcome, _ in found] == ["failed"] * 2
    assert all(detail.startswith(told) for _, detail in found)
    assert (alone.code, alone.out) == (2, "")
    assert alone.err.startswith(f"newsclip: {told}{site.url}{PATHS[0]}: ")
    (folder / "gazette.py").unlink()
    again = newsclip("reparse", "--archive", archive)
    assert "2 found in pages that had none" in again.out


def test_rules_that_others_bring_are_looked_at(tmp_path: Path) -> None:
    archive = tmp_path / "news.db"
    with served() as site:
        assert crawl(archive, site.url).code == 0
        rules = declare("127.0.0.1", {"dek": "p:has(~ p:has(~ .a))"})
        connection = sqlite3.connect(archive)
        with connection:
            connection.execute(
                "INSERT INTO site_rules (site, digest, rules, given_at) VALUES (?, ?, ?, ?)",
                ["127.0.0.1", digest_of(rules), rules, "2026-11-30T12:00:00Z"],
            )
        connection.close()
        shown = newsclip("parse", site.url + PATHS[0], "--allow-private", "--archive", archive)
    assert shown.code == 2
    assert "keeps for 127.0.0.1: read.dek: 'p:has(~ p:has(~ .a))': it would take" in shown.err
    again = newsclip("reparse", "--archive", archive)
    assert "keeps its article: the rules that the archive keeps for 127.0.0.1" in again.err
    assert "Give others: newsclip reparse --sites FILE" in again.err
