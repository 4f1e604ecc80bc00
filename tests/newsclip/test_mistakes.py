"""What people do wrong, and what a disk does: each is answered in a line, with the way out."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from archive import Archive
from crawler.errors import TargetError
from crawler.targets import read_sites, resolve
from newsclip.terminal.output.printing import counted
from parsers import parse

START = [sys.executable, "-m", "newsclip"]
PAGE = "".join(
    f"<p>The clock of the harbour was wound again on Monday, said keeper {name}.</p>"
    for name in ("Ada Brine", "Odd Vik", "Mara Quill", "Ned Tarn")
)
STORY = (
    "<html><head><title>A clock is wound</title><meta property='article:published_time' "
    f"content='2026-11-20T08:30:00+01:00'></head><body><article><h1>A clock is wound</h1>{PAGE}"
    "</article></body></html>"
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSCLIP_ARCHIVE", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    return tmp_path


def run(*arguments: str | bytes) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*START, *arguments], capture_output=True, text=True, timeout=100)


def one_line(ran: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in ran.stderr.splitlines() if not line.startswith(("Usage", "Try", " "))]
    told = [line for line in lines if line]
    assert len(told) == 1, ran.stderr
    return told[0]


def test_the_version_loads_neither_reader_nor_archive() -> None:
    code = (
        "import sys, newsclip.cli\n"
        "sys.exit(' '.join(sorted({'parsers', 'archive', 'sqlite_utils', 'rich'} & "
        "set(sys.modules))))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], stderr=subprocess.PIPE).stderr.strip() == b""
    )


def test_reading_a_page_loads_no_archive() -> None:
    code = (
        "import sys, newsclip.commands.parse_\n"
        "sys.exit(' '.join(sorted({'archive', 'sqlite_utils'} & set(sys.modules))))"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], stderr=subprocess.PIPE).stderr.strip() == b""
    )


def test_the_front_door_lists_what_it_loads_late() -> None:
    code = (
        "import newsclip\nassert 'parse' in dir(newsclip)\n"
        "try:\n    newsclip.prase\nexcept AttributeError as error:\n    print(error)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert told.stdout == "module 'newsclip' has no attribute 'prase'\n", told.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["crawl", "https://www.harbourgazette.example", "--contact", "a@harbourgazette.example"],
        ["import", "page.html"],
    ],
)
def test_a_folder_that_is_not_there(here: Path, words: list[str]) -> None:
    (here / "page.html").write_text(STORY)
    ran = run(*words, "--archive", "nowhere/news.db")
    assert ran.returncode == 2, ran.stderr
    assert "nowhere/news.db" in one_line(ran)
    assert "folder" in ran.stderr


def test_an_age_before_all_time() -> None:
    ran = run("search", "clock", "--since", "999999w")
    assert ran.returncode == 2
    assert "before the year 1" in one_line(ran)


def test_a_recheck_of_ages_rechecks_nothing() -> None:
    ran = run("crawl", "http://127.0.0.1:9", "--allow-private", "--recheck", "9999999d")
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "names no site"),
        ('[[site]]\nhom = "a.example"\n', "unknown key 'hom' in site 1: did you mean 'home'?"),
        (
            '[[site]]\nhome = "a.example"\n[[site]]\nname = "b"\n',
            "the key 'home' is missing in site 2",
        ),
        (
            '[[site]]\nhome = "a.example"\ndelay = "3"\n',
            "a number is wanted, not a text in quotes, in delay of site 1",
        ),
        (
            '[[site]]\nhome = "a.example"\n[site.recheck]\nfrist = "3d"\n',
            "unknown key 'frist' in recheck of site 1: did you mean 'first'?",
        ),
        ('[[site]]\nhome = "a.example"\nsince = "999999w"\n', "before the year 1"),
    ],
)
def test_mistakes_in_a_sites_file_are_told_in_its_own_words(
    here: Path, text: str, told: str
) -> None:
    (here / "sites.toml").write_text(text)
    with pytest.raises(TargetError) as raised:
        read_sites(Path("sites.toml"))
    assert told in str(raised.value)


def test_an_archive_that_a_full_disk_left_half_made_is_made_by_the_next_crawl(here: Path) -> None:
    Archive("news.db", write=True).close()
    made = (here / "news.db").read_bytes()
    # Its first page alone, of a version that knows no tables yet.
    (here / "news.db").unlink()
    connection = sqlite3.connect("news.db")
    connection.execute(f"PRAGMA application_id = {int.from_bytes(made[68:72], 'big')}")
    connection.close()
    (here / "news.captures.db").unlink()
    ran = run("search", "clock")
    assert ran.returncode == 2
    assert "there is no archive here" in one_line(ran)
    (here / "page.html").write_text(STORY)
    assert run("import", "page.html").returncode == 0
    assert "A clock is wound" in run("search", "clock").stdout


@pytest.mark.skipif(os.name != "posix" or sys.platform == "darwin", reason="names are bytes here")
def test_a_file_name_that_is_no_text(here: Path) -> None:
    name = b"caf\xe9.html"
    (here / os.fsdecode(name)).write_text(STORY)
    ran = run("import", name)
    assert ran.returncode == 0, ran.stderr
    assert "caf" in run("runs", "--format", "csv").stdout


def test_whoever_reads_an_export_may_stop(here: Path) -> None:
    for number in range(40):
        (here / f"{number}.html").write_text(STORY.replace("Monday", f"day {number} " * 400))
    assert run("import", str(here)).returncode == 0
    with subprocess.Popen(
        [*START, "export"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as going:
        assert going.stdout
        assert going.stderr
        going.stdout.read(10)
        going.stdout.close()
        assert going.stderr.read() == b""


def test_advice_names_the_archive_that_was_named(here: Path) -> None:
    (here / "page.html").write_text(STORY)
    assert run("import", "page.html", "--archive", "an other.db").returncode == 0
    hint = run("search", "clock", "--archive", "an other.db").stderr
    assert hint == "1 article found. To read one: newsclip show 1 --archive 'an other.db'\n"
    assert (
        "search WORDS --archive 'an other.db'"
        in run("show", "7", "--archive", "an other.db").stderr
    )


def test_a_time_for_programs_is_shown_for_people(here: Path) -> None:
    article = parse(STORY, "https://www.harbourgazette.example/2026/11/20/a-clock")
    (here / "page.html").write_text(STORY)
    shown = run("parse", "page.html", "--format", "text").stdout
    assert article.published_at
    assert "2026-11-20 08:30 +01:00" in shown
    assert "T08:30" not in shown


def test_one_is_no_plural() -> None:
    assert counted(1, "files") == "1 file"
    assert counted(2, "files") == "2 files"
    assert counted(1, "unchanged") == "1 unchanged"


def test_a_site_that_is_not_there_is_told(here: Path) -> None:
    (here / "page.html").write_text(STORY)
    assert run("import", "page.html").returncode == 0
    for form in ("table", "csv"):
        ran = run("search", "--site", "nosuch.example", "--format", form)
        assert ran.returncode == 0
        assert "No article has the site ‘nosuch.example’" in one_line(ran)
        assert "newsclip sites" in ran.stderr
    assert "No article was chosen" in run("report", "--site", "nosuch.example").stderr


@pytest.mark.parametrize("name", ["none.csv", "none.jsonl"])
def test_an_export_of_nothing_says_so(here: Path, name: str) -> None:
    Archive("news.db", write=True).close()
    ran = run("export", "--output", name)
    assert ran.returncode == 0
    assert one_line(ran) == f"Nothing was found: a file without articles written to {name}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "sites.tml",
            "looks like a file, and there is none of that name. Did you mean sites.toml?",
        ),
        ("conf.d/sites.tml", "looks like a file"),
        ("./sites", "looks like a file, and there is none of that name. Did you mean sites.toml?"),
        ("sites.yaml", "looks like a file"),
        ("news.db", "looks like a file"),
        ("/etc/none/sites.txt", "looks like a file"),
        ("list.txt", "list.txt is a file, and no list of sites"),
        ("list", "list is a file, and no list of sites"),
        ("sites.TOML", "sites.TOML does not exist"),
    ],
)
def test_a_file_that_is_mistyped_is_no_site(here: Path, text: str, told: str) -> None:
    (here / "sites.toml").write_text('[[site]]\nhome = "https://a.example"\n')
    for name in ("list", "list.txt"):
        (here / name).write_text("https://a.example\n")
    with pytest.raises(TargetError, match=re.escape(told)):
        resolve([text])


@pytest.mark.parametrize("text", ["a.example", "a.example/feed.xml", "a.example/x.html", "a.zip"])
def test_a_domain_is_no_file(here: Path, text: str) -> None:
    (target,) = resolve([text])
    assert target.url == f"https://{text}"
