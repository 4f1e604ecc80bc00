"""newsclip parse: one page from a file, an address or standard input, printed and not kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from newsroom.server import Newsroom

from newsclip.cli import main

PAGE = """<html lang="en"><title>Clock stops</title><article><h1>Clock stops</h1>
<p>PORT MAREN (AP) — The clock on the quay stopped at noon on Monday, and nobody noticed it.</p>
<p>“We eat by the smell of the bakery,” said the harbour master. Repairs begin on Friday.</p>
</article></html>"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSCLIP_ARCHIVE", raising=False)
    return tmp_path


def parse(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["parse", *arguments], input=given)


def test_a_file_piped_is_json(here: Path) -> None:
    (here / "page.html").write_text(PAGE)
    ran = parse("page.html", "--url", "https://www.harbourgazette.example/clock")
    assert ran.exit_code == 0, ran.output
    article = json.loads(ran.stdout)
    assert article["headline"] == "Clock stops"
    assert article["dateline"]["text"] == "PORT MAREN (AP)"
    assert article["url"] == "https://www.harbourgazette.example/clock"


def test_text_when_asked_for(here: Path) -> None:
    (here / "page.html").write_text(PAGE)
    ran = parse("page.html", "--format", "text")
    assert ran.stdout.startswith("Clock stops\n")
    assert "PORT MAREN (AP) — The clock on the quay" in ran.stdout


def test_text_on_a_terminal(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "page.html").write_text(PAGE)
    monkeypatch.setattr("newsclip.commands.parse_.on_terminal", lambda: True)
    assert parse("page.html").stdout.startswith("Clock stops\n")


def test_standard_input(here: Path) -> None:
    ran = parse("-", given=PAGE.encode())
    assert json.loads(ran.stdout)["headline"] == "Clock stops"


def test_plain_text_by_its_name(here: Path) -> None:
    """A ``.txt`` is text, whatever it begins with."""
    text = "Clock stops\n\n" + "\n\n".join(
        f"The clock on the quay stopped at {hour} on Monday, and nobody noticed <b>it</b>."
        for hour in ("one", "two", "three")
    )
    (here / "page.txt").write_text(text)
    article = json.loads(parse("page.txt").stdout)
    assert article["headline"] == "Clock stops"
    assert "<b>it</b>" in article["paragraphs"][0]["text"]


def test_a_page_without_an_article(here: Path) -> None:
    (here / "front.html").write_text("<h1>News</h1><ul><li><a href=/a>One</a></ul>")
    ran = parse("front.html")
    assert ran.exit_code == 1
    assert ran.stdout == ""
    assert "front.html: " in ran.stderr


def test_a_binary_file(here: Path) -> None:
    (here / "photo.html").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40)
    ran = parse("photo.html")
    assert ran.exit_code == 1
    assert "photo.html: " in ran.stderr


def test_a_file_that_is_not_there(here: Path) -> None:
    ran = parse("nothing.html")
    assert ran.exit_code == 2
    assert "nothing.html: there is no such file." in ran.stderr


def test_a_folder(here: Path) -> None:
    ran = parse(str(here))
    assert ran.exit_code == 2
    assert "newsclip import" in ran.stderr


def test_a_file_that_may_not_be_read(here: Path) -> None:
    (here / "loop.html").symlink_to("loop.html")
    ran = parse("loop.html")
    assert ran.exit_code == 2
    assert "loop.html: cannot be read" in ran.stderr


def test_an_address(newsroom: Newsroom, here: Path) -> None:
    path, expected = next(iter(newsroom.articles.items()))
    ran = parse(newsroom.url + path, "--allow-private")
    assert ran.exit_code == 0, ran.output
    assert json.loads(ran.stdout)["headline"] == expected["headline"]
    assert list(here.iterdir()) == [], "something was kept"


def test_an_address_that_is_not_public(newsroom: Newsroom, here: Path) -> None:
    ran = parse(newsroom.url + "/")
    assert ran.exit_code == 1
    assert "is not a public address" in ran.stderr
    assert newsroom.log == []


def test_an_address_that_is_gone(newsroom: Newsroom, here: Path) -> None:
    ran = parse(newsroom.url + "/no/such/page", "--allow-private")
    assert ran.exit_code == 1
    assert "no longer there (404)" in ran.stderr


def test_robots_are_obeyed(newsroom: Newsroom, here: Path) -> None:
    ran = parse(newsroom.url + newsroom.disallowed[0], "--allow-private")
    assert ran.exit_code == 1
    assert "robots" in ran.stderr
    assert [request.path for request in newsroom.log] == ["/robots.txt"]


def test_url_is_for_files(newsroom: Newsroom, here: Path) -> None:
    ran = parse(newsroom.url + "/", "--url", "https://www.harbourgazette.example/")
    assert ran.exit_code == 2
    assert "--url is for files" in ran.stderr
