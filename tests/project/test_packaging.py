"""What is installed: all four rooms with their data, the command, and nothing else."""

from __future__ import annotations

import re
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("archive", "crawler", "newsclip", "parsers")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel that ``pip install .`` would install."""
    folder = tmp_path_factory.mktemp("wheel")
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return zipfile.ZipFile(built)


def test_every_file_of_the_rooms_is_installed(wheel: zipfile.ZipFile) -> None:
    wanted = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    installed = {name for name in wheel.namelist() if not name.split("/")[0].endswith("info")}
    assert installed == wanted
    assert {"parsers/records.py", "parsers/py.typed"} < installed
    assert any(name.startswith("parsers/wordlists/") for name in installed)
    assert any(name.startswith("parsers/sites/") for name in installed)


def test_the_command_and_the_licence_are_installed(wheel: zipfile.ZipFile) -> None:
    texts = {name.split("/")[-1]: wheel.read(name) for name in wheel.namelist() if "info/" in name}
    assert b"newsclip = newsclip.cli:main" in texts["entry_points.txt"]
    assert b"Apache License" in texts["LICENSE"]


def test_whoever_installs_it_needs_no_development_tools(wheel: zipfile.ZipFile) -> None:
    (metadata,) = [name for name in wheel.namelist() if name.endswith("/METADATA")]
    lines = wheel.read(metadata).decode().splitlines()
    needed = [
        line for line in lines if line.startswith("Requires-Dist:") and "extra ==" not in line
    ]
    assert any("selectolax" in line for line in needed)
    assert not any(tool in line for line in needed for tool in ("pytest", "mypy", "ruff"))


def test_extras_are_installed_from_the_sources_everywhere() -> None:
    """newsclip is not published: another package of that name would not be ours."""
    extras = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ])  # fmt: skip
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
    for room in ("archive", "benchmarks", "crawler", "newsclip", "parsers"):
        pages += (ROOT / room).rglob("*.py")
    named = set()
    for page in pages:
        text = page.read_text("utf-8")
        assert not re.search(r"install (?:--upgrade )?['\"]?newsclip\b", text), page
        for names in re.findall(r"pip install '\.\[([\w,]+)\]'", text):
            named |= set(names.split(","))
    assert {"browse", "cluster", "frames", "parquet"} <= named <= extras


def test_the_dockerfile_names_what_there_is() -> None:
    """The extras, a supported Python, files that exist; nothing of it is run here."""
    text = (ROOT / "Dockerfile").read_text("utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (extras,) = re.findall(r"/source\[([\w,]+)\]", text)
    assert set(extras.split(",")) <= set(project["optional-dependencies"])
    for version in re.findall(r"^FROM python:([\d.]+)-slim", text, re.M):
        assert f"Programming Language :: Python :: {version}" in project["classifiers"]
    for file in re.findall(r"/source/([\w.]+)", text):
        assert (ROOT / file).exists()
    lines = re.sub(r"\\\n", " ", text).splitlines()
    known = ("FROM ", "COPY ", "RUN ", "USER ", "WORKDIR ", "ENV ", "ENTRYPOINT ", "#")
    assert all(line.startswith(known) for line in lines if line)
    assert lines[-1] == 'ENTRYPOINT ["newsclip"]'
    assert "USER news" in lines
