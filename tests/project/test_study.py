"""The worked study in docs/study.md does what it says, and prints what it shows."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import commands
import pytest
from click.testing import CliRunner
from newsroom.server import HERE, Newsroom, Page

from newsclip.cli import main

PAGE = Path(__file__).resolve().parents[2] / "docs" / "study.md"
FRONTS = HERE / "fronts"
BLOCK = re.compile(r"^```(sh|python|toml|text)\n(.*?)^```$", re.M | re.S)
SHOWN_AT = "127.0.0.1:8000"
SHOWN_WHEN = "2026-11-22 09:00"


def test_the_study_runs_as_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bless: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSCLIP_ARCHIVE", raising=False)
    begun = datetime.now(UTC)
    names: dict[str, object] = {}
    printed = ""
    page = PAGE.read_text("utf-8")
    told: list[str] = []
    with newsroom_at_four_digits() as newsroom:
        here = newsroom.url.removeprefix("http://")
        for kind, text in BLOCK.findall(page):
            if kind == "toml":
                Path("codebook.toml").write_text(text, "utf-8")
            elif kind == "python":
                with contextlib.redirect_stdout(io.StringIO()) as out:
                    exec(compile(text, PAGE.name, "exec"), names)
                printed += out.getvalue()
            elif kind == "sh":
                for line in text.splitlines():
                    printed += run(line.replace(SHOWN_AT, here), newsroom)
            else:
                told.append(as_shown(printed, here, begun))
                printed = ""
    assert not printed, "something was printed that the page does not show"
    shown = iter(told)
    current = BLOCK.sub(with_text(lambda: next(shown)), page)
    if bless:
        PAGE.write_text(current, "utf-8")
    assert page == current


def newsroom_at_four_digits() -> Newsroom:
    """The newsroom at a port as long as the page's, so that tables are as wide."""
    for port in range(8000, 10_000):
        with contextlib.suppress(OSError):
            return Newsroom(port=port)
    raise AssertionError("no port is free")


def run(line: str, newsroom: Newsroom) -> str:
    """Run a command of the page; what it prints, on both streams."""
    program, *words = shlex.split(line)
    assert program == "newsclip"
    if words[0] != "crawl":
        ran = CliRunner().invoke(main, words)
        assert ran.exit_code in (0, 2), ran.output
        return ran.output
    if Path("news.db").exists():
        newsroom.edit()
        newsroom.answers["/"] = Page(str(evening_front()))
    # A crawl needs a process of its own.
    crawled = commands.run(*words, "--archive", str(Path("news.db").resolve()), timeout=60)
    assert crawled.returncode == 0, crawled.stderr
    return (crawled.stdout + crawled.stderr).decode()


def evening_front() -> Path:
    """The front page with its second story on top, under the headline that it has by now."""
    text = (FRONTS / "home.html").read_text("utf-8")
    first, second = re.findall(r"<article.*?</article>", text, re.S)[:2]
    edited = second.replace("floating market</a>", "floating market with 24 stalls</a>")
    path = Path("evening.html").resolve()
    before, between, after = text.partition(first)[0], "\n", text.partition(second)[2]
    path.write_text(before + edited + between + first + after, "utf-8")
    return path


def as_shown(text: str, here: str, begun: datetime) -> str:
    """*text* without what is another each time: port, folder, day and how long something took."""
    text = text.replace(here, SHOWN_AT).replace(f"{Path.cwd()}/", "")
    for day in {f"{moment:%Y-%m-%d}" for moment in (begun, begun + timedelta(hours=1))}:
        text = re.sub(rf"{day}([T ])\d\d:\d\d(:[\d.]+Z)?", SHOWN_WHEN, text)
        text = text.replace(day, SHOWN_WHEN[:10])
    text = re.sub(r"\d+ requests, \d+:\d\d", "44 requests, 0:03", text)
    text = re.sub(r"^\d+ pages? read again.*\n", "", text, flags=re.M)
    return re.sub(r" +$", "", text, flags=re.M)


def with_text(following: Callable[[], str]) -> Callable[[re.Match[str]], str]:
    def replaced(block: re.Match[str]) -> str:
        return f"```text\n{following()}```" if block[1] == "text" else block[0]

    return replaced
