"""The command line as a stranger meets it: help, mistakes, exit codes."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import newsclip
from archive import Archive
from newsclip.cli import COMMANDS, main

START = "from newsclip.cli import main; main(prog_name='newsclip')"
NAMES = main.list_commands(click.Context(main))
READERS = {
    "search": ["clock"],
    "show": ["1"],
    "export": ["--format", "csv"],
    "runs": [],
    "sites": [],
    "diff": ["1"],
    "check": [],
    "backup": ["copy"],
    "report": [],
}
"""Commands that only read an archive, with arguments that are right."""
WRITERS = {
    "crawl": ["https://www.harbourgazette.example"],
    "import": ["page.html"],
    "forget": ["example.com", "--yes"],
    "reparse": [],
    "merge": ["other.db", "--into", "news.db"],
}
"""Commands that do not wait when another run holds the archive."""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSCLIP_ARCHIVE", raising=False)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def command(name: str) -> click.Command:
    found = main.get_command(click.Context(main), name)
    assert found
    return found


def test_every_module_of_commands_is_in_the_table() -> None:
    folder = Path(newsclip.__file__).parent / "commands"
    modules = {path.stem.removesuffix("_") for path in folder.glob("*_.py") if path.stem[0] != "_"}
    assert modules == set(NAMES)


def test_the_help_page_names_every_command_under_its_heading() -> None:
    ran = run("--help")
    assert ran.exit_code == 0
    for heading, commands in COMMANDS.items():
        assert f"{heading}:" in ran.stdout
        for name, text in commands.items():
            assert re.search(rf"^  {name}  +{re.escape(text)}$", ran.stdout, re.M), name


@pytest.mark.parametrize(
    ("arguments", "answer", "loaded"),
    [
        (["--help"], "Gather:", set()),
        (["--version"], "version", set()),
        (["cralw"], "", set()),
        (["parse", "--help"], "newsclip parse", {"parse_"}),
        (["backup", "--help"], "newsclip backup", {"backup_"}),
    ],
)
def test_only_the_command_that_is_asked_for_is_loaded(
    arguments: list[str], answer: str, loaded: set[str]
) -> None:
    told = "import atexit, sys; atexit.register(lambda: print('loaded', *sys.modules))\n"
    ran = subprocess.run(
        [sys.executable, "-c", told + START, *arguments], capture_output=True, text=True
    )
    page, _, modules = ran.stdout.rpartition("loaded ")
    assert answer in page
    prefix = "newsclip.commands."
    found = {one.removeprefix(prefix) for one in modules.split() if one.startswith(prefix)}
    assert found == loaded
    if not loaded:
        assert not {"archive", "crawler", "parsers", "rich"} & set(modules.split())


def test_the_shell_completes_commands_without_loading_them() -> None:
    told = "import atexit, sys; atexit.register(lambda: print('archive' in sys.modules))\n"
    environment = {"_NEWSCLIP_COMPLETE": "bash_complete", "COMP_WORDS": "newsclip re",
                   "COMP_CWORD": "1"}  # fmt: skip
    ran = subprocess.run(
        [sys.executable, "-c", told + START],
        env=os.environ | environment, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.stdout.split() == ["plain,report", "plain,reparse", "False"]


@pytest.mark.parametrize("name", NAMES)
def test_help_shows_an_example_and_explains_every_option(name: str) -> None:
    ran = run(name, "--help")
    assert ran.exit_code == 0, ran.output
    assert re.search(rf"Examples?:\n(  .*\n)*?  .*newsclip {name}", ran.stdout), "no example"
    for option in command(name).params:
        if isinstance(option, click.Option):
            assert option.help, f"{option.opts[0]} is not explained"


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_are_accepted(name: str) -> None:
    """Each example is parsed by its own command, so that none shows an option there is not."""
    epilog = command(name).epilog or ""
    examples = re.findall(rf"newsclip {name}((?: '[^']*'| [^\s|>']+)*)", epilog)
    assert examples
    for example in examples:
        words = [quoted or plain for quoted, plain in re.findall(r"'([^']*)'|(\S+)", example)]
        with command(name).make_context(name, words):
            pass


@pytest.mark.parametrize("name", NAMES)
def test_a_mistyped_option_is_wrong_use(name: str) -> None:
    ran = run(name, "--no-such-option")
    assert ran.exit_code == 2
    assert "--no-such-option" in ran.stderr


def test_a_mistyped_command_is_wrong_use() -> None:
    ran = run("serach")
    assert ran.exit_code == 2
    assert "serach" in ran.stderr
    assert "Did you mean search?" in ran.stderr


def test_an_option_before_its_command_is_shown_its_place() -> None:
    ran = run("--archive", "old.db", "search", "ferry")
    assert ran.exit_code == 2
    assert "Options stand behind the command: newsclip search --archive" in ran.stderr
    assert "No such option '--archive'" in run("--archive", "old.db").stderr


def test_the_version() -> None:
    assert run("--version").stdout.strip().endswith(newsclip.__version__)


@pytest.mark.parametrize("name", READERS)
def test_a_missing_archive_is_wrong_use_and_is_not_made(name: str, here: Path) -> None:
    ran = run(name, *READERS[name])
    assert ran.exit_code == 2, ran.output
    assert "news.db" in ran.stderr
    assert "newsclip crawl" in ran.stderr, "the message says what to do next"
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("name", READERS)
def test_what_is_no_archive_is_wrong_use_and_stays_as_it_is(name: str, here: Path) -> None:
    (here / "news.db").write_text("These are my notes, please do not touch them.\n" * 100)
    before = (here / "news.db").read_bytes()
    ran = run(name, *READERS[name])
    assert ran.exit_code == 2, ran.output
    assert "news.db" in ran.stderr
    assert (here / "news.db").read_bytes() == before
    assert [path.name for path in here.iterdir()] == ["news.db"]


@pytest.mark.parametrize("name", WRITERS)
def test_a_held_archive_is_75(name: str, here: Path) -> None:
    (here / "page.html").write_text("<h1>A page</h1>")
    Archive("other.db", write=True).close()
    with Archive("news.db", write=True) as archive, archive.lock():
        ran = run(name, *WRITERS[name])
    assert ran.exit_code == 75, ran.output
    assert "news.db" in ran.stderr


def test_the_archive_named_by_the_environment(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Archive(here / "other.db", write=True).close()
    monkeypatch.setenv("NEWSCLIP_ARCHIVE", str(here / "other.db"))
    assert run("runs").exit_code == 0


@pytest.mark.parametrize("name", READERS)
def test_an_empty_archive_is_no_error(name: str) -> None:
    Archive("news.db", write=True).close()
    ran = run(name, *READERS[name])
    one_article = name in ("show", "diff")
    assert ran.exit_code == (2 if one_article else 0), ran.output
    if one_article:
        assert "newsclip search" in ran.stderr


@pytest.mark.parametrize("name", ["search", "show", "export", "runs", "parse"])
def test_only_a_crawl_loads_the_crawler(name: str) -> None:
    code = (
        f"import sys, newsclip.cli, newsclip.commands.{name}_\n"
        "sys.exit(' '.join(sorted({'scrapy', 'twisted', 'httpx'} & set(sys.modules))))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.stderr.strip() == ""


def test_messages_name_commands_and_options_that_exist() -> None:
    """Advice such as "newsclip show ID --captured" can be followed, wherever it is written."""
    followed = 0
    root = Path(newsclip.__file__).parents[1]
    for room in ("parsers", "archive", "crawler", "newsclip"):
        for module in (root / room).rglob("*.py"):
            for text in _texts(module):
                for name, rest in re.findall(r"\bnewsclip ([a-z]+)([^\n,.;)]*)", text):
                    if name in ("archive", "made"):  # "a newer newsclip made this archive"
                        continue
                    assert name in NAMES, f"{module}: newsclip {name}"
                    known = {word for one in command(name).params for word in one.opts}
                    assert set(re.findall(r"(?<= )--[\w-]+", rest)) <= known | {"--help"}, text
                    followed += 1
    assert followed > 20


def _texts(module: Path) -> Iterator[str]:
    """The strings of a module that are no docstrings; an f-string with ``X`` for its values."""
    tree = ast.parse(module.read_text("utf-8"))
    inner = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inner.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            inner.update(id(part) for part in node.values)
            yield "".join(
                str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values
            )
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            yield node.value


def test_completion() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", START],
        env=os.environ
        | {
            "_NEWSCLIP_COMPLETE": "bash_complete",
            "COMP_WORDS": "newsclip sea",
            "COMP_CWORD": "1",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.stdout == "plain,search\n"


def test_letters_the_terminal_lacks_do_not_stop_a_command(here: Path) -> None:
    text = "Ferry to São Tomé\n\n" + "The ferry “Marta” leaves 港 at noon on Monday.\n\n" * 4
    (here / "page.txt").write_text(text, "utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", START, "parse", "page.txt", "--format", "text"],
        env=os.environ | {"PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    assert "São Tomé".encode("latin-1") in ran.stdout
