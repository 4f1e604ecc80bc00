"""The first command of a newcomer says plainly what is missing, and pins what it installs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ("cat", "dirname", "mkdir", "rm", "sh", "touch")

OLD = 'case "$2" in *print*) echo 3.9;; *) exit 1;; esac'
WITHOUT_VENV = 'case "$2" in *print*) echo 3.12;; *ensurepip*) exit 1;; esac'
BROKEN = "exit 127"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder with the setup script, and beside it a PATH that holds the bare tools."""
    (tmp_path / "clone" / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "setup", tmp_path / "clone" / ".ci" / "setup")
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, f"{tool} is not on this machine"
        (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path / "clone"


def setup(clone: Path, python: str = "", **programs: str) -> subprocess.CompletedProcess[str]:
    """Run the script where *programs*, made from shell code, are the only Pythons."""
    tools = clone.parent / "bin"
    for name, code in programs.items():
        path = tools / name.replace("_", ".")
        path.write_text(f"#!/bin/sh\n{code}\n")
        path.chmod(0o755)
    return subprocess.run(
        ["sh", ".ci/setup"],
        cwd=clone,
        env={"PATH": str(tools), "PYTHON": python},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_no_python(clone: Path) -> None:
    ran = setup(clone)
    assert ran.returncode == 1
    assert "needs Python 3.11 or newer. Found here: no Python at all." in ran.stderr
    assert "apt install" in ran.stderr


def test_only_an_old_python(clone: Path) -> None:
    ran = setup(clone, python3=OLD, python3_12=BROKEN)
    assert ran.returncode == 1
    assert "Found here: python3.12 (does not run) python3 (3.9)." in ran.stderr


def test_without_venv(clone: Path) -> None:
    ran = setup(clone, python3=WITHOUT_VENV)
    assert ran.returncode == 1
    assert "its module venv or ensurepip is missing" in ran.stderr
    assert "sudo apt install python3.12-venv" in ran.stderr


def test_a_python_named_that_is_not_there(clone: Path) -> None:
    ran = setup(clone, python="/no/such/python3")
    assert ran.returncode == 1
    assert "PYTHON=/no/such/python3: there is no such program." in ran.stderr


def test_a_whole_python_is_preferred_to_one_without_venv(clone: Path) -> None:
    ran = setup(clone, python3_12=WITHOUT_VENV, python3='[ "$1" != -m ] || exit 1; echo 3.11')
    assert "Making .venv with python3 (3.11)" in ran.stdout
    assert "python3 could not make the environment" in ran.stderr


def test_a_half_made_environment_is_made_again(clone: Path) -> None:
    leftover = clone / ".venv" / "lib" / "half-installed"
    leftover.mkdir(parents=True)
    setup(clone, python3='[ "$1" != -m ] || exit 1; echo 3.11')
    assert not leftover.exists()
    assert (clone / ".venv" / ".unfinished").exists()
    assert not (clone / ".venv" / ".ready").exists()


def test_the_pins_are_plain_and_cover_what_is_asked_for() -> None:
    pins = {}
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        if not line.startswith("#"):
            match = re.fullmatch(r"([A-Za-z0-9._-]+)==([0-9][0-9A-Za-z.]*)", line)
            assert match, f"not a plain name==version: {line!r}"
            pins[_folded(match[1])] = match[2]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for wanted in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        name = re.match(r"[A-Za-z0-9._-]+", wanted)
        assert name
        assert _folded(name[0]) in pins, f"{wanted}: not pinned; run make pins"


def test_the_scripts_can_be_run() -> None:
    for script in ("run", "setup", "pin"):
        assert os.access(ROOT / ".ci" / script, os.X_OK), script


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
