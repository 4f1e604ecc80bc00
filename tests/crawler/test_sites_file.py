"""Many sites in one file: what they share, what each is, and every mistake at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import TargetError
from crawler.run.options import Recheck, Scope
from crawler.targets import Target, read_sites, within_period
from crawler.targets.toml_lines import TomlText
from newsclip.cli import main


def written(folder: Path, text: str) -> Path:
    file = folder / "sites.toml"
    file.write_text(text, encoding="utf-8")
    return file


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(TargetError) as raised:
        read_sites(written(folder, text))
    return str(raised.value).replace(f"{folder}/", "").splitlines()


def test_of_a_site_that_is_there_twice_the_same_is_said(tmp_path: Path) -> None:
    two = '[[site]]\nhome = "https://www.bbc.co.uk/{}"\ndelay = {}\n'
    read_sites(written(tmp_path, two.format("news", 3) + two.format("sport", 3)))
    (told,) = mistakes(tmp_path, two.format("news", 3) + two.format("sport", 5))
    assert told == (
        "sites.toml, line 4: site 2 is of bbc.co.uk, as site 1 is, and says otherwise: delay;"
        " what is said of a site holds for all of it"
    )


DEFAULTS = """
[defaults]
since = 2026-05-01
delay = 3
contact = "ada@example.org"
[defaults.recheck]
first = "2h"
share = 1

[[site]]
home = "https://a.example"

[[site]]
home = "https://b.example"
delay = 0.5
since = 2026-06-01
sections = ["/sport/"]
recheck.first = "5h"
"""


def test_what_sites_share_is_said_once(tmp_path: Path) -> None:
    first, second = read_sites(written(tmp_path, DEFAULTS))
    assert (first.delay, second.delay) == (3, 0.5)
    assert first.contact == "ada@example.org"
    assert first.scope == Scope(since=datetime(2026, 5, 1, tzinfo=UTC))
    assert second.scope == Scope(datetime(2026, 6, 1, tzinfo=UTC), sections=("/sport/",))
    assert first.recheck == Recheck(1, timedelta(hours=2))
    assert second.recheck == Recheck(1, timedelta(hours=5))


def test_the_days_of_the_command_line_hold_over_those_of_the_file() -> None:
    july, august = (datetime(2026, month, 1, tzinfo=UTC) for month in (7, 8))
    target = Target("https://a.example", ("https://a.example",), scope=Scope(until=july))
    (narrowed,) = within_period([target], Scope(since=datetime(2026, 6, 1, tzinfo=UTC)))
    assert narrowed.scope == Scope(datetime(2026, 6, 1, tzinfo=UTC), july)
    with pytest.raises(TargetError, match=r"a\.example: it ends before it begins"):
        within_period([target], Scope(since=august))


EVERYTHING = """\ufeff[defaults]
delayy = 3
[defaults.recheck]
first = "1x"

[[site]]
home = “https://a.example”
match = "("
since = "30d"
until = 2020-01-01
recheck = { frist = "1h" }
no sense at all

[[site]]
home = "https://a.example/"
sections = ["/a", 3]
verify_tls = "no"
[site.recheck]
share = 1000
first = "3d"
last = "2d"
[[sites]]
home = "b.example"
"""


def test_every_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    told = mistakes(tmp_path, EVERYTHING)
    expected = [
        (1, "byte order mark"),
        (2, "unknown key 'delayy' in defaults: did you mean 'delay'?"),
        (4, "'1x' is no length of time"),
        (7, "quotes are curly"),
        (8, "'(' is no regular expression"),
        (9, "it ends before it begins"),
        (11, "unknown key 'frist' in recheck of site 1: did you mean 'first'?"),
        (12, "not valid TOML"),
        (15, "site 2 is https://a.example/, as site 1 is"),
        (16, "a list of texts is wanted, not a number in it, in sections of site 2"),
        (17, "true or false is wanted, not a text in quotes"),
        (18, "recheck.first is longer than recheck.last, in site 2"),
        (19, "numbers between 0 and 100 are wanted"),
        (22, "unknown key 'sites': did you mean 'site'?"),
    ]
    assert len(told) == len(expected), told
    for line, (number, words) in zip(told, expected, strict=True):
        assert line.startswith(f"sites.toml, line {number}: "), line
        assert words in line


def test_what_a_file_means_is_told_in_full(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["sites", "--check", str(written(tmp_path, DEFAULTS))])
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[:5] == [
        "https://a.example".replace("https://", "") + ": https://a.example",
        "  articles:  from 2026-05-01 on",
        "  asked:     every 3 seconds, or as robots.txt wants",
        "  again:     after 1 of its age, between 2 hours and 90 days",
        "  contact:   ada@example.org",
    ]
    assert "below /sport/" in done.output
    assert done.output.splitlines()[-1].endswith("sites.toml: 2 sites, no mistake found")


@pytest.mark.parametrize("raw", [b"\xff\xfe[\0", b"[[site]]\nhome = '\xe9'\n"])
def test_a_file_that_is_no_utf_8(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "sites.toml"
    file.write_bytes(raw)
    with pytest.raises(TargetError, match="save"):
        read_sites(file)


@given(st.text(alphabet='[]="{}.# \n\ufeff“”asitehome1', max_size=60))
def test_any_text_is_read_or_its_mistakes_are_told(text: str) -> None:
    read = TomlText(text)
    assert read.mistakes or isinstance(read.data, dict)
    read.line_of(("site", 0, "home"), "a")


@pytest.mark.parametrize("command", ["crawl", "search", "export", "report", "count"])
def test_a_period_that_ends_before_it_begins(tmp_path: Path, command: str) -> None:
    target = ["https://a.example"] if command in ("crawl", "count") else []
    period = ["--since", "2026-06-01", "--until", "2026-05-01"]
    words = [command, *target, *period, "--archive", str(tmp_path / "a.db")]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    told = " ".join(done.output.split())
    assert "--since 2026-06-01 00:00Z is later than --until 2026-05-01 00:00Z" in told
    assert not (tmp_path / "a.db").exists()
