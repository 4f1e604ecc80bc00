"""What people trip over: errors in one form, what was never there, tabs, metrics, pagers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from archive_samples import article, visit
from click.shell_completion import BashComplete
from click.testing import CliRunner, Result

from archive import Archive
from newsclip.cli import main

STORY = "https://gazette.example/a"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with Archive("news.db", write=True) as archive:
        saved = archive.save([visit(article("Boats wait", language="en-GB"), url=STORY)])
        assert saved[0].article_id
    return tmp_path / "news.db"


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args)


@pytest.mark.parametrize(
    "args",
    [
        ("nosuch",),
        ("show",),
        ("crawl",),
        ("--nosuch",),
        ("search", "--limt", "3", "x"),
        ("search", "--since", "foo", "x"),
        ("search", "--format", "foo"),
        ("--quiet", "search"),
        ("parse", "a", "b"),
        ("export", "-o", "x.foo"),
        ("search", "x", "--archive", "nowhere.db"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_line(path: Path, args: tuple[str, ...]) -> None:
    done = run(*args)
    assert done.exit_code == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("newsclip: ")


def test_alone_it_prints_its_help(path: Path) -> None:
    assert "Gather:" in run().output


def test_forgetting_what_was_never_there_is_said(path: Path) -> None:
    assert "nothing of it was ever here" in run("forget", "other.example", "--yes").stderr
    assert run("forget", STORY, "--yes").stdout.startswith("Forgotten: ")


def test_a_number_that_nobody_has(path: Path) -> None:
    assert "which has 1 article, the highest number is 1" in run("show", "999").stderr


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [
        ("newsclip search --site ga", ["gazette.example"]),
        ("newsclip search --language ", ["en-GB"]),
        ("newsclip count x --kind a", ["article"]),
        ("newsclip crawl gaz", ["gazette.example"]),
        ("newsclip search --site zz", []),
        ("newsclip search --archive nowhere.db --site ", []),
        ("newsclip chec", ["check"]),
    ],
)
def test_tab_proposes_what_the_archive_has(path: Path, typed: str, proposed: list[str]) -> None:
    *args, incomplete = typed.split(" ")[1:]
    shell = BashComplete(main, {}, "newsclip", "_NEWSCLIP_COMPLETE")
    assert [found.value for found in shell.get_completions(args, incomplete)] == proposed


def test_explanations_fit_a_pager(path: Path) -> None:
    page = Path(__file__).parents[2] / "fixtures/newsroom/articles/news-harbour-clock.html"
    out = run("parse", "--explain", str(page)).stdout
    assert max(map(len, out.splitlines())) <= 80


_SAMPLE = re.compile(
    r'newsclip_[a-z_]+\{archive="news\.db"(?:,[a-z]+="(?:[^"\\\n]|\\[\\"n])*")*\} -?[\d.e+-]+'
)


def test_metrics_in_the_form_that_is_asked_for(path: Path) -> None:
    with Archive("news.db", write=True) as archive, archive.lock(), archive.run("crawl x") as done:
        done.exit_code = 1
    out = run("check", "--format", "prometheus").stdout
    samples = [line for line in out.splitlines() if not line.startswith("#")]
    assert all(_SAMPLE.fullmatch(line) for line in samples), samples
    assert 'newsclip_articles{archive="news.db"} 1' in samples
    assert 'newsclip_run_exit_code{archive="news.db",command="crawl"} 1' in samples
    assert 'newsclip_problems{archive="news.db",kind="rows"} 0' in samples
    named = [line.split()[2] for line in out.splitlines() if line.startswith("# TYPE")]
    assert len(named) == len(set(named))
    assert {line.partition("{")[0] for line in samples} == set(named)


def test_metrics_tell_damage(path: Path) -> None:
    with Archive("news.db", write=True) as archive:
        archive.connection.execute("PRAGMA foreign_keys = OFF")
        archive.connection.execute("INSERT INTO paragraphs VALUES (77, 0, 'paragraph', 'x')")
        archive.connection.commit()
    done = run("check", "--format", "prometheus")
    assert done.exit_code == 1
    assert re.search(r'kind="rows"\} [1-9]', done.stdout)


@pytest.mark.parametrize("command", ["search", "export", "runs", "fronts gazette.example"])
def test_a_limit_beyond_all_counting_is_none(path: Path, command: str) -> None:
    done = run(*command.split(), "--limit", "9" * 30)
    assert done.exit_code == 0, done.output
