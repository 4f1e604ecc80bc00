"""What a person sees on a terminal: tables that fit, a crawl that is followed, no stray colour."""

from __future__ import annotations

import fcntl
import io
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
from collections import Counter
from contextlib import redirect_stderr
from pathlib import Path

import pytest
from archive_samples import article, visit
from rich.cells import cell_len
from rich.console import Console

from archive import Archive
from crawler.run.crawl import Report
from crawler.run.stats import SiteStats
from newsclip.terminal.output import row_printing
from newsclip.terminal.output.live_table import MOST_LINES, RATE_SECONDS, Follower, following
from newsclip.terminal.output.run_summary import print_report

ROWS = [
    {
        "id": 1,
        "command": "crawl https://www.harbourgazette.example https://inselbote.example --limit 90",
        "started_at": "2026-11-24T03:45:55.374Z",
        "state": "finished",
        "exit_code": 0,
        "counts": {"found": 30, "new": 27, "failed": 0},
        "nothing": None,
    },
    {
        "id": 2,
        "command": "import 海港小学把操场搬上了驳船/新闻/二〇二六年十一月二十四日.warc.gz 港の新聞",
        "started_at": "2026-11-24T05:45:55.374Z",
        "state": "died",
        "exit_code": None,
        "counts": {},
        "nothing": None,
    },
]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Console:
    """What :func:`printing.console` gives, writing into ``file`` as into a terminal."""
    made = Console(
        file=io.StringIO(), force_terminal=True, color_system=None, width=80, highlight=False
    )
    monkeypatch.setattr(row_printing, "console", lambda: made)
    return made


def printed(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_a_table_fits_whatever_the_width(terminal: Console, width: int) -> None:
    terminal.width = width
    row_printing.print_rows(ROWS, "table")
    text = "\n".join(printed(terminal))
    assert "2026-11-24 03:45" in text, "a time is never cut"
    assert "30 found, 27 new" in text, "counts of nothing are left out"
    assert "failed" not in text
    assert "nothing" not in text, "a column with nothing in it takes no room"
    if width >= 80:
        assert max(map(cell_len, printed(terminal))) <= width
    else:  # one line for each value, never cut, so that all can be read and copied
        assert "2026-11-24 05:45" in text
        assert ROWS[0]["command"] in text.replace("\n", "")


def test_wide_letters_take_two_columns(terminal: Console) -> None:
    rows = [{"name": "港" * 30, "n": n} for n in range(3)]
    terminal.width = 50
    row_printing.print_rows(rows, "table")
    lines = printed(terminal)
    assert max(map(cell_len, lines)) <= 50
    assert {line.rstrip()[-1] for line in lines[1:]} == {"0", "1", "2"}


def test_other_formats_keep_times_and_counts_whole(capsys: pytest.CaptureFixture[str]) -> None:
    row_printing.print_rows(ROWS, "jsonl")
    out = capsys.readouterr().out
    assert '"2026-11-24T03:45:55.374Z"' in out
    assert '"failed": 0' in out


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def site(site: str, found: int = 0, requests: int = 0, **outcomes: int) -> SiteStats:
    counted = Counter({name.replace("_", "-"): n for name, n in outcomes.items()})
    fetched = sum(n for name, n in counted.items() if name not in ("failed", "skipped"))
    return SiteStats(site, found, requests, fetched, counted)


def seen(follower: Follower, width: int = 80) -> list[list[str]]:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(follower.view(width))
    lines = printed(console)
    assert max(map(cell_len, lines)) <= width
    return [line.split() for line in lines]


def test_a_crawl_is_followed_site_by_site() -> None:
    clock = Clock()
    follower = Follower(clock=clock)
    assert seen(follower)[1] == ["looking", "around"]
    follower.look([site("harbour.example", 100, 0)])
    clock.now += 20
    follower.look([site("harbour.example", 100, 20, new=17, failed=2, blocked=1)])
    assert seen(follower) == [
        ["0:20", "found", "pages", "new", "errors", "per", "min", "time", "left"],
        ["harbour.example", "100", "20", "17", "3", "60", "1", "min"],
    ]


def test_the_rate_is_that_of_the_last_while() -> None:
    clock = Clock()
    follower = Follower(clock=clock)
    for second in range(200):
        follower.look([site("a.example", 10_000, min(second, 100))])
        clock.now += 1
    assert "60" not in seen(follower)[1], "nothing was asked for lately"
    assert all(len(past) <= RATE_SECONDS + 2 for past in follower._past.values())


def test_the_time_left_minds_the_limit() -> None:
    clock = Clock()
    follower = Follower(limit=30, clock=clock)
    follower.look([site("a.example", 60_000, 0)])
    clock.now += 10
    follower.look([site("a.example", 60_000, 10, new=10)])
    assert seen(follower)[1][-3:] == ["<", "1", "min"]


def test_the_summary_adds_up_in_eighty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    every = dict.fromkeys(("new", "revised", "unchanged", "not_modified", "gone", "blocked",
                           "failed", "not_an_article", "robots", "skipped"), 12_345)  # fmt: skip
    busy = site("a-rather-long-name-of-a-newspaper.example", 123_456, 234_567, **every)
    quiet = site("quiet.example", 0, 2)
    report = Report([busy, quiet])
    print_report(report, "table", quiet=False)
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= 80
    lines = re.sub(r"\n +", " ", out).splitlines()
    assert lines[0] == lines[2].replace("all:", f"{busy.site}:").replace("234569", "234567")
    assert lines[1] == "quiet.example: nothing was due; 2 requests, 0:00"
    pages, became = re.match(r".*?: (\d+) pages: (.*?);", lines[0]).groups()  # type: ignore[union-attr]
    counts = [int(n) for n in re.findall(r"\d+", became)]
    assert sum(counts) == int(pages) == sum(every.values())
    assert 0 not in counts


def test_what_was_interrupted_is_not_called_due_to_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = Report([site("quiet.example", 0, 2)])
    report.stop_by(signal.SIGINT)
    print_report(report, "table", quiet=False)
    assert capsys.readouterr().out.startswith("quiet.example: no page yet; 2 requests")


def test_many_sites_and_narrow_terminals() -> None:
    clock = Clock()
    follower = Follower(clock=clock)
    follower.look([site(f"a-rather-long-name-{n}.example", n, n) for n in range(40)])
    lines = seen(follower, 60)
    assert len(lines) == MOST_LINES + 1
    assert lines[-1][:2] == ["…", "29"]
    assert lines[1][0].startswith("a-rath")


def test_what_is_written_meanwhile_stays_whole() -> None:
    """Lines of other parts stand above the table, each on a line of its own."""
    out = Console(file=io.StringIO(), force_terminal=True, width=70, color_system=None)
    with redirect_stderr(io.StringIO()), following(enabled=True, out=out) as look:
        look([site("a.example", 10, 5, new=5)])
        for n in range(5):
            print(f"a warning {n}", file=sys.stderr)
    assert isinstance(out.file, io.StringIO)
    text = out.file.getvalue()
    for n in range(5):
        assert f"a warning {n}\n" in text


@pytest.mark.parametrize("enabled", [True, False])
def test_nothing_is_shown_where_nobody_looks(enabled: bool) -> None:
    out = Console(file=io.StringIO(), force_terminal=not enabled)
    with following(enabled=enabled, out=out) as look:
        look([site("a.example", 1)])
    assert isinstance(out.file, io.StringIO)
    assert out.file.getvalue() == ""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    with Archive(path, write=True) as opened:
        opened.save([visit(article("The harbour opens"))])
    return path


def on_terminal(*arguments: str, **environment: str) -> str:
    """What a command prints on a real terminal of 60 columns."""
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 60, 0, 0))
    kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    with subprocess.Popen(
        [sys.executable, "-m", "newsclip", *arguments],
        env=kept | {"TERM": "xterm-256color"} | environment,
        stdin=subprocess.DEVNULL,
        stdout=terminal,
        stderr=terminal,
    ) as process:
        os.close(terminal)
        shown = b""
        while True:
            try:
                part = os.read(controller, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            shown += part
        process.wait(timeout=60)
    os.close(controller)
    return shown.decode()


def test_colour_on_a_terminal_and_none_where_it_is_not_wanted(archive: Path) -> None:
    words = ("search", "harbour", "--archive", str(archive))
    assert "\x1b[" in on_terminal(*words)
    plain = on_terminal(*words, NO_COLOR="1")
    codes = {code for found in re.findall(r"\x1b\[([\d;]*)m", plain) for code in found.split(";")}
    assert not codes & {str(code) for code in [*range(30, 50), *range(90, 108)]}
    piped = subprocess.run(
        [sys.executable, "-m", "newsclip", *words], capture_output=True, text=True, timeout=60
    )
    assert "\x1b" not in piped.stdout + piped.stderr
