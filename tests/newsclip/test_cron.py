"""What docs/cron.md tells to write into a crontab and into systemd works as written there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from crawling import ROOT, crawl
from misbehaving import Site, page, story

from archive import Archive

PAGE = (ROOT / "docs/cron.md").read_text()
LINES = [
    line.split(maxsplit=5)[5].replace("\\%", "%")  # cron itself takes % for a line's end
    for block in re.findall(r"```cron\n(.*?)```", PAGE, re.DOTALL)
    for line in block.splitlines()
    if not re.match(r"[A-Z_]+=", line)
]
A = "/news/2026/11/20/boats-wait-for-the-tide-a"


def as_cron(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}/usr/bin:/bin"
    environment = {"PATH": path, "HOME": str(folder), "NEWSCLIP_ARCHIVE": str(folder / "news.db")}
    return subprocess.run(
        ["/bin/sh", "-c", line], env=environment, capture_output=True, text=True, timeout=60
    )


def test_who_comes_late_gets_no_mail_and_who_fails_does(tmp_path: Path) -> None:
    (line,) = (line for line in LINES if "-eq 75" in line)
    line = re.sub(r"https?://[^\s)]+", "--allow-private http://127.0.0.1:1/", line)
    wrong = re.sub(r"https?://[^\s)]+", "no-such-file.toml", line)
    with Archive(tmp_path / "news.db", write=True) as archive, archive.lock(0):
        held = as_cron(line, tmp_path)
    assert (held.returncode, held.stdout, held.stderr) == (0, "", "")
    assert "does not exist" in as_cron(wrong, tmp_path).stdout


def test_the_nightly_copy_is_an_archive(tmp_path: Path) -> None:
    with Site({"/": page(f"<html><a href='{A}'>A</a></html>".encode()), A: page(story(1))}) as site:
        crawl(tmp_path / "news.db", site.url)
    (line,) = (line for line in LINES if "backup" in line)
    copy = as_cron(line.replace("/srv/backup", str(tmp_path / "backup")), tmp_path)
    assert (copy.returncode, copy.stdout, copy.stderr) == (0, "", "")
    (folder,) = (tmp_path / "backup").iterdir()
    check = as_cron(f"newsclip check --archive {folder}/news.db", tmp_path)
    assert (check.returncode, "Nothing is wrong" in check.stdout) == (0, True)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_knows_what_the_units_say(tmp_path: Path) -> None:
    units = re.findall(r"system/(newsclip[\w.-]*)`:\n\n```ini\n(.*?)```", PAGE, re.DOTALL)
    assert len(units) == 3
    for name, text in units:
        there = Path(sys.executable).parent / "newsclip"
        (tmp_path / name).write_text(text.replace("/usr/local/bin/newsclip", str(there)))
    done = subprocess.run(
        ["systemd-analyze", "verify", *(f"./{name}" for name, _ in units)],
        cwd=tmp_path,
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
