"""runs.command: the command as it was given, so that a run can be cited; no secret in it."""

from __future__ import annotations

import shlex
from pathlib import Path

import click
import pytest
from archive_samples import article, visit
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.writing.runs import LONGEST_COMMAND
from newsclip.cli import WRITING, main
from newsclip.terminal.options.given_command import without_secrets

STORY = "<html><title>Clock stops</title><h1>Clock stops</h1>" + "".join(
    f"<p>Paragraph {n} of the story about the clock in the square, with words enough.</p>"
    for n in range(5)
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with Archive("news.db", write=True) as archive:
        archive.save([visit(article("Boats wait"))])
    return tmp_path


def commands() -> list[str]:
    with Archive("news.db") as archive:
        return [run.command for run in archive.runs()]


def run(*args: str) -> None:
    done = CliRunner().invoke(main, args)
    assert done.exit_code in (0, 1), done.output


def test_every_option_is_kept(folder: Path) -> None:
    Path("a story.html").write_text(STORY)
    run("import", "a story.html", "--quiet", "--archive", "news.db")
    run("reparse", "--all", "--site", "a.example", "--yes", "--quiet")
    run("forget", "https://me:pw@b.example/x?api_key=hush", "--yes", "--never-fetch")
    assert commands() == [
        "forget 'https://b.example/x?api_key=…' --yes --never-fetch",
        "reparse --all --site a.example --yes --quiet",
        "import 'a story.html' --quiet --archive news.db",
    ]


def test_a_run_begun_in_python_names_itself(folder: Path) -> None:
    run("check", "--repair")
    with Archive("news.db", write=True) as archive, archive.lock(), archive.run("my script"):
        pass
    assert commands()[0] == "my script"


def test_the_commands_that_write_exist() -> None:
    assert set(main.list_commands(click.Context(main))) > WRITING


def test_a_command_of_thousands_of_files_is_cut(folder: Path) -> None:
    Path("a.html").write_text(STORY)
    run("import", "--quiet", *["a.html"] * 1_000)
    (command,) = commands()
    assert len(command) == LONGEST_COMMAND
    assert command.endswith("…")


SECRET = "hush-9f2c"


@pytest.mark.parametrize(
    "args",
    [
        ["crawl", f"https://me:{SECRET}@a.example/"],
        ["crawl", f"me:{SECRET}@a.example"],
        ["crawl", "a.example", "--set", f"HTTPPROXY_PASSWORD={SECRET}"],
        ["crawl", "a.example", f"--set=AWS_SECRET_ACCESS_KEY={SECRET}"],
        ["crawl", "a.example", "--set", f"MY_PROXY=http://me:{SECRET}@proxy.example:3128"],
        ["add", f"https://a.example/x?page=2&token={SECRET}&y=1"],
        ["add", f"https://a.example/x?session_id={SECRET}"],
        ["crawl", f"me:first@{SECRET}@a.example"],
        ["crawl", "a.example", "--set", f"FTP_PASSWORD=with spaces; & {SECRET}"],
        ["crawl", "a.example", "--set", f'default_request_headers={{"Cookie": "a={SECRET}"}}'],
        ["crawl", "a.example", f'--set=DEFAULT_REQUEST_HEADERS={{"X": "Bearer {SECRET}"}}'],
        ["add", f"https://a.example/x?user[token]={SECRET}", f"https://a.example/#jwt={SECRET}"],
        ["add", f"https://a.example/x?X-Amz-Signature={SECRET}&pwd={SECRET}"],
        ["crawl", f"{SECRET}@a.example"],
        ["add", f"{SECRET}@a.example/x?page=2"],
        ["crawl", f"https://me:{SECRET}/b@a.example/"],
        ["crawl", f"https://me:12/{SECRET}@a.example/"],
        ["crawl", f"me:a/{SECRET}@a.example"],
        ["crawl", f"https://me:a?{SECRET}#b@a.example/x"],
        ["crawl", f"https://me%3A{SECRET}%40a.example/"],
        ["add", f"https://a.example/?to=https%3A%2F%2Fme%3A{SECRET}%40b.example%2Fx"],
        ["add", f"https://a.example/?to=https%253A%252F%252F{SECRET}%2540b.example"],
        ["add", f"https://a.example/x?code={SECRET}", f"https://a.example/x?sig={SECRET}"],
        ["add", f"https://a.example/x?y=1;sid={SECRET}", f"https://a.example/x?pass={SECRET}"],
        ["add", f"https://a.example/x?userPass={SECRET}", f"https://a.example/x?user-otp={SECRET}"],
        ["add", f"https://a.example/x?auth_code={SECRET}", f"https://a.example/x?X%2DSig={SECRET}"],
        ["forget", f"https://a.example/#ssoTicket={SECRET}"],
        ["sites", "--probe", f"{SECRET}@a.example"],
    ],
)
def test_no_secret_is_kept(args: list[str]) -> None:
    told = without_secrets(args)
    assert SECRET not in told
    assert shlex.split(told)[0] == args[0]
    assert "a.example" in told


@given(st.lists(st.text("abc /'\"$\\-é\n*", min_size=1), min_size=1))
def test_what_is_kept_can_be_given_again(args: list[str]) -> None:
    assert shlex.split(without_secrets(args)) == args


def test_a_contact_stays() -> None:
    args = ["crawl", "a.example", "--contact", "mailto:me@a.example"]
    assert shlex.split(without_secrets(args)) == args


@pytest.mark.parametrize(
    "value",
    ["9f86d081884c7d659a2feaa0c55ad015", "eyJhbGciOi1JIUzI1NiJ9x4", "AKIA2E0A8F3B244C9986A"],
)
def test_a_value_that_looks_like_a_key_is_hidden(value: str) -> None:
    told = without_secrets(["add", f"https://a.example/x?page=2&k={value}"])
    assert told == "add 'https://a.example/x?page=2&k=…'"


@pytest.mark.parametrize(
    "args",
    [
        ["crawl", "https://a.example/@ada/2026", "https://a.example:8080/@ada"],
        ["crawl", "http://localhost:8000/@ada@b.example", "https://a.example/x:y@b.example"],
        ["crawl", "a.example", "--contact", "me@a.example"],
        ["crawl", "a.example", "--contact=me@a.example", "--since", "180d"],
        ["crawl", "a.example", "--match", r"\?code=\d+&sid=[a-z0-9]{20}"],
        ["add", "https://a.example/search?q=boats+wait&page=2&state=texas&country_code=de"],
        ["add", "https://a.example/?date=2026-11-30&tag=pass-laws&sign=leo&sort=newest"],
        [
            "add",
            "https://a.example/?article=9f86d081884c7d659a2feaa0c55ad015&id=a1b2c3d4e5f6a7b8c9",
        ],
        ["add", "https://a.example/?slug=boats-wait-for-the-tide-2026-in-harbours-of-the-north"],
        ["add", "https://a.example/?t=20261130120000123456", "https://a.example/?PassengerId=7"],
        ["import", "letter@a.example.html", "folder/me@home/x.warc"],
        ["add", "https://a.example/9f86d081884c7d659a2feaa0c55ad015"],
    ],
)
def test_what_people_ask_for_stays(args: list[str]) -> None:
    assert shlex.split(without_secrets(args)) == args
