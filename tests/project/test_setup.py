"""The first command of a newcomer says plainly what is missing, and pins what it installs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.markers import default_environment
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
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


@pytest.mark.parametrize(("wanted", "is_made"), [("3.11", False), ("3.13", True), ("", False)])
def test_an_environment_of_another_python_is_made_again(
    clone: Path, wanted: str, is_made: bool
) -> None:
    programs = clone / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "python").write_text('#!/bin/sh\n[ "$1" != -V ] || echo Python 3.11.0\n')
    (programs / "python").chmod(0o755)
    (clone / ".venv" / ".ready").write_text(f"{clone}\n")
    code = 'case "$1" in -V) echo Python {0}.0;; -m) exit 1;; *) echo {0};; esac'
    pythons = {f"python{each}": code.format(each) for each in ("3.11", "3.13")}
    ran = setup(clone, wanted and f"python{wanted}", **pythons)
    assert (f"Making .venv with python{wanted}" in ran.stdout) == is_made


def pins() -> dict[str, str]:
    """Name and version of each pin; each has its hashes, and nothing else stands there."""
    found = {}
    text = (ROOT / "constraints.txt").read_text()
    whole = re.sub(r"(?m)^#.*\n", "", text).replace(" \\\n", " ")
    for line in whole.splitlines():
        name, *hashes = line.split()
        match = re.fullmatch(r"([A-Za-z0-9._-]+)==([0-9][0-9A-Za-z.]*)", name)
        assert match, f"not a plain name==version: {line[:80]!r}"
        assert hashes, f"{name}: without hashes; run make pins"
        for one in hashes:
            assert re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one), f"{name}: {one}"
        found[_folded(match[1])] = match[2]
    return found


def test_the_pins_cover_what_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    pinned = pins()
    for wanted in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        name = re.match(r"[A-Za-z0-9._-]+", wanted)
        assert name
        assert _folded(name[0]) in pinned, f"{wanted}: not pinned; run make pins"


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_the_pins_are_whole_for_every_python_and_system(python: str, system: str) -> None:
    """They are installed without what they depend on: that must be pinned too."""
    pinned = pins()
    machine = default_environment() | {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": system,
        "platform_system": system.capitalize(),
        "platform_machine": "arm64" if system == "darwin" else "aarch64",
    }
    waiting, seen = [("newsclip", ("dev",))], set()
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen or name == "pip":
            continue
        seen.add((name, extras))
        assert name == "newsclip" or name in pinned, f"{name}: not pinned; run make pins"
        for line in distribution(name).requires or ():
            needed = Requirement(line)
            if needed.marker and not any(
                needed.marker.evaluate(machine | {"extra": extra}) for extra in extras or ("",)
            ):
                continue
            other = _folded(needed.name)
            waiting.append((other, tuple(sorted(needed.extras))))
            if other in pinned:
                assert needed.specifier.contains(pinned[other]), f"{name} needs {line}"


def test_what_is_not_as_it_was_pinned_is_not_installed(tmp_path: Path) -> None:
    """A package of the right name and version, and of other bytes, as another server may send."""
    version = pins()["six"]
    wheel = tmp_path / f"six-{version}-py2.py3-none-any.whl"
    info = f"six-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("six.py", "print('somebody else was here')")
        packed.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: six\nVersion: {version}\n"
        )
        packed.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py2-none-any\nTag: py3-none-any\n"
        )
        packed.writestr(f"{info}/RECORD", "")
    wanted = re.search(r"(?m)^six==.*(?:\\\n.*)+", (ROOT / "constraints.txt").read_text())
    assert wanted
    (tmp_path / "six.txt").write_text(wanted[0] + "\n")
    options = ["--isolated", "--no-index", "--no-deps", "--require-hashes"]
    places = ["--find-links", tmp_path, "--target", tmp_path / "site"]
    ran = subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, *places, "-r", tmp_path / "six.txt"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode != 0
    assert "DO NOT MATCH THE HASHES" in ran.stderr
    assert not (tmp_path / "site" / "six.py").exists()
    assert "--require-hashes" in (ROOT / ".ci" / "setup").read_text()


def test_the_scripts_can_be_run() -> None:
    for script in ("run", "setup", "pin"):
        assert os.access(ROOT / ".ci" / script, os.X_OK), script


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
