"""Imports run one way: parsers <- archive (records only) <- crawler <- newsclip."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import newsclip
import parsers

ROOT = Path(__file__).parents[2]

ROOMS = {
    "parsers": frozenset({"parsers"}),
    "archive": frozenset({"archive", "parsers.records", "parsers.errors"}),
    "crawler": frozenset({"crawler", "archive", "parsers"}),
    "newsclip": frozenset({"newsclip", "crawler", "archive", "parsers"}),
}
"""What each room may import of the rooms; a dotted name allows that module alone."""

NOT_IN_PARSERS = frozenset(
    "aiohttp asyncio ftplib http httpcore httpx requests scrapy select smtplib socket "
    "socketserver sqlite3 sqlite_utils ssl subprocess twisted urllib.request urllib3 "
    "multiprocessing pebble".split()
)
"""Network, SQL and processes: whoever only reads pages needs none of them."""


@cache
def nodes(module: Path) -> tuple[ast.AST, ...]:
    """All that *module* says, as its parser has it."""
    return tuple(ast.walk(ast.parse(module.read_text("utf-8"))))


def imported(module: Path, root: Path) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything *module* imports, wherever the import stands.

    ``from a import b`` counts as ``a.b`` when that is a module of *root*, else as ``a``.
    """
    package = module.relative_to(root).parent.parts
    for node in nodes(module):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else ()
            base = ".".join([*above, *(node.module or "").split(".")]).strip(".")
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                path = root.joinpath(*inner.split("."))
                is_module = path.with_suffix(".py").exists() or path.is_dir()
                yield node.lineno, inner if is_module or base in ("urllib",) else base
        elif isinstance(node, ast.Call) and _dynamic(node):
            yield node.lineno, str(_first_text(node))


def _dynamic(node: ast.Call) -> bool:
    name = getattr(node.func, "id", getattr(node.func, "attr", None))
    return name in ("import_module", "__import__") and _first_text(node) is not None


def _first_text(node: ast.Call) -> str | None:
    """The first argument, as far as it is written out: also the opening of an f-string."""
    first = node.args[0] if node.args else None
    if isinstance(first, ast.JoinedStr) and first.values:
        first = first.values[0]
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def within(name: str, allowed: frozenset[str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in allowed)


def breaches(root: Path) -> list[str]:
    """Every import below *root* that goes against the direction, as a line to show."""
    found = []
    for room, allowed in ROOMS.items():
        for module in sorted((root / room).rglob("*.py")):
            for line, name in imported(module, root):
                in_a_room = name.split(".")[0] in ROOMS
                if (in_a_room and not within(name, allowed)) or (
                    room == "parsers" and within(name, NOT_IN_PARSERS)
                ):
                    found.append(f"{module.relative_to(root)}:{line} imports {name}")
    records = root / "parsers" / "records.py"
    for line, name in imported(records, root) if records.exists() else ():
        if name.split(".")[0] not in sys.stdlib_module_names:
            found.append(f"parsers/records.py:{line} imports {name}, not the standard library")
    return found


def test_imports_run_one_way() -> None:
    assert breaches(ROOT) == []


@pytest.mark.parametrize(
    ("code", "kept_out"),
    [
        ("import parsers", ("parsers.page", "parsers.reader", "selectolax")),
        (
            "import archive",
            ("parsers.page", "parsers.reader", "parsers.fields", "parsers.classify", "selectolax",
             "sqlite_utils", "warcio", "pyarrow", "tldextract", "scrapy", "archive.upkeep.check"),
        ),
        ("import newsclip.commands.runs_", ("parsers.reader", "sqlite_utils", "crawler")),
        ("import archive.schema.upgrade", ("pandas", "numpy", "pyarrow")),
        ("import crawler.run.crawl", ("pandas", "numpy", "pyarrow")),
    ],
)  # fmt: skip
def test_what_is_not_needed_is_not_loaded(code: str, kept_out: tuple[str, ...]) -> None:
    """The walls hold at run time too: an import loads what it needs and no other room."""
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(ran.stdout.split())
    assert code.split()[-1] in loaded
    assert not loaded & set(kept_out)


def test_every_exported_name_can_be_loaded() -> None:
    for room in (parsers, newsclip):
        for name in room.__all__:
            assert getattr(room, name) is not None
        with pytest.raises(AttributeError, match="no attribute 'prase'"):
            room.prase  # noqa: B018


def modules(root: Path) -> dict[str, Path]:
    """The modules of all rooms by their dotted names; a package stands for its ``__init__``."""
    found = {}
    for room in ROOMS:
        for path in sorted((root / room).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def needed(module: Path, root: Path) -> set[str]:
    """What *module* imports of the rooms when it runs, also within its functions."""
    for_checkers = {
        line
        for node in nodes(module)
        if isinstance(node, ast.If) and getattr(node.test, "id", None) == "TYPE_CHECKING"
        for one in node.body
        for line in range(one.lineno, (one.end_lineno or one.lineno) + 1)
    }
    return {name for line, name in imported(module, root) if line not in for_checkers}


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """The ways through *graph* that lead back to where they began, one of each knot."""
    found: list[list[str]] = []
    done: set[str] = set()

    def follow(name: str, way: list[str]) -> None:
        if name in way:
            found.append([*way[way.index(name) :], name])
        elif name not in done:
            for other in sorted(graph[name] & graph.keys()):
                follow(other, [*way, name])
            done.add(name)

    for name in graph:
        follow(name, [])
    return found


def test_no_module_imports_itself_through_others() -> None:
    found = {name: needed(path, ROOT) - {name} for name, path in modules(ROOT).items()}
    assert sum(map(len, found.values())) > 1_000
    assert circles(found) == []


def test_a_circle_is_found() -> None:
    graph = {"a": {"b", "x"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}
    assert circles(graph) == [["b", "c", "b"]]


IN_TWO_ROOMS = frozenset({"records", "errors", "__init__"})
"""Names that modules of different rooms may share: each room has its own records and errors."""


def test_no_two_rooms_have_a_module_of_one_name() -> None:
    rooms: dict[str, set[str]] = {}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            rooms.setdefault(path.stem, set()).add(room)
    shared = {name for name, found in rooms.items() if len(found) > 1}
    assert shared - IN_TWO_ROOMS == set()


def test_no_room_has_two_modules_of_one_name() -> None:
    for room in ROOMS:
        names = [
            path.stem
            for path in (ROOT / room).rglob("*.py")
            if path.stem != "__init__" and path.parent.name != "models"
        ]
        assert sorted({name for name in names if names.count(name) > 1}) == [], room


AT_A_LEVEL = 14
"""Names that a folder holds at most: more cannot be taken in at a glance."""
MORE_AT_A_LEVEL = frozenset({"crawler", "newsclip/commands", "parsers/wordlists"})
"""A Scrapy project with its usual names, one module a command, one file a list of words."""


def test_no_folder_holds_too_many_names() -> None:
    folders: dict[str, set[str]] = {}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*"):
            if "__pycache__" in path.parts or path.name in ("__init__.py", "py.typed"):
                continue
            folders.setdefault(path.parent.relative_to(ROOT).as_posix(), set()).add(path.name)
    assert len(folders) > 50
    large = {name for name, held in folders.items() if len(held) > AT_A_LEVEL}
    assert large - MORE_AT_A_LEVEL == set()
    assert len(folders["crawler"]) <= 20


SCRAPY_PARTS = re.findall(
    r"^\| [^|]+ \| `(crawler/[a-z]+/)` \| (.*) \|$",
    (ROOT / "docs" / "scrapy.md").read_text("utf-8"),
    re.M,
)
"""The folders that docs/scrapy.md lists, each with what it says of them."""


@pytest.mark.parametrize(("folder", "told"), SCRAPY_PARTS)
def test_the_parts_of_the_scrapy_project_have_the_names_of_their_modules(
    folder: str, told: str
) -> None:
    named = set(re.findall(r"`([a-z_]+)`", told))
    there = {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}
    assert named
    assert named <= there
    if folder != "crawler/pipelines/":  # the others are helpers of those two
        assert named == there


FOLDERS_OF_ARCHIVE = (
    "values schema captures standing reading search counting writing notes upkeep".split()
)
"""Each imports only what stands before it."""


def test_the_folders_of_the_archive_lie_one_on_another() -> None:
    breaches = []
    for name, path in modules(ROOT).items():
        parts = name.split(".")
        if parts[0] != "archive" or len(parts) < 2 or parts[1] not in FOLDERS_OF_ARCHIVE:
            continue
        above = FOLDERS_OF_ARCHIVE[FOLDERS_OF_ARCHIVE.index(parts[1]) + 1 :]
        breaches += [
            f"{name} imports {other}"
            for other in sorted(needed(path, ROOT))
            if other.split(".")[0] == "archive" and other.split(".")[1:2] in [[x] for x in above]
        ]
    assert breaches == []


JOURNEYS = {
    title: re.findall(r"`((?:parsers|archive|crawler|newsclip)/[^`]+\.py)`", told)
    for title, told in re.findall(
        r"^### ([^\n]+)\n(.*?)(?=^##)",
        (ROOT / "docs" / "design.md").read_text("utf-8"),
        re.M | re.S,
    )
}
"""The sections of docs/design.md, each with the modules that it names in their order."""


def test_the_journeys_name_modules_that_there_are() -> None:
    long = {title for title, named in JOURNEYS.items() if len(named) >= 8}
    assert len(long) == 5
    for title, named in JOURNEYS.items():
        for module in named:
            assert (ROOT / module).is_file(), f"docs/design.md, {title}: there is no {module}"


def test_every_module_that_the_docs_name_is_there() -> None:
    pages = [*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    named = {
        (page.name, module)
        for page in pages
        for module in re.findall(
            r"(?<![\w/])(?:parsers|archive|crawler|newsclip)/[a-z_/]+\.py\b",
            page.read_text("utf-8"),
        )
    }
    assert len(named) > 80
    assert {(page, module) for page, module in named if not (ROOT / module).is_file()} == set()


@pytest.mark.parametrize("title", [title for title, named in JOURNEYS.items() if len(named) >= 8])
def test_a_journey_is_one_that_imports_can_take(title: str) -> None:
    """Each module imports another of the journey, or is imported by one: also through its room."""
    named = JOURNEYS[title]
    dotted = [module.removesuffix(".py").replace("/", ".") for module in named]
    graph = {}
    for name, module in zip(dotted, named, strict=True):
        graph[name] = needed(ROOT / module, ROOT)
        for room in graph[name] & ROOMS.keys():
            graph[name] = graph[name] | needed(ROOT / room / "__init__.py", ROOT)
    alone = [
        name
        for name in dotted
        if not any(name in graph[other] or other in graph[name] for other in dotted)
    ]
    assert alone == []


LONGEST = 300
"""Lines of a module: a longer one holds two ideas."""


def test_no_module_is_too_long() -> None:
    lines = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for room in ("parsers", "archive", "crawler", "newsclip", "benchmarks")
        for path in (ROOT / room).rglob("*.py")
        if path.parent.name != "models"  # made by a program
    }
    assert {name for name, count in lines.items() if count > LONGEST} == set()


def test_every_room_is_looked_at() -> None:
    for room in ROOMS:
        assert list((ROOT / room).rglob("*.py")), f"no module found in {room}/"


@pytest.mark.parametrize(
    ("module", "code"),
    [
        ("parsers/fields/body/body.py", "import httpx"),
        ("parsers/fields/body/body.py", "from archive import Archive"),
        ("parsers/page/document.py", "def late():\n    from urllib.request import urlopen"),
        ("parsers/page/document.py", "from urllib import request"),
        ("parsers/page/document.py", "import sqlite3 as lite"),
        ("parsers/sites/__init__.py", "import importlib\nimportlib.import_module('scrapy.http')"),
        ("parsers/records.py", "import msgspec"),
        ("parsers/records.py", "from parsers.errors import NotAnArticle"),
        ("parsers/records.py", "from .errors import NotAnArticle"),
        ("archive/reading/articles.py", "from parsers import parse"),
        ("archive/reading/articles.py", "import parsers"),
        ("archive/reading/articles.py", "from parsers.page.document import open_page"),
        ("archive/reading/articles.py", "from parsers import page"),
        ("archive/reading/articles.py", "from crawler.fetch import fetch"),
        ("crawler/single/fetcher.py", "from newsclip.options import quiet_option"),
        ("crawler/spiders/feed.py", "from ...newsclip import cli"),
        ("crawler/single/fetcher.py", "import importlib\nimportlib.import_module(f'newsclip.{1}')"),
    ],
)
def test_a_breach_is_found(tmp_path: Path, module: str, code: str) -> None:
    _write(tmp_path, "parsers/errors.py", "")
    _write(tmp_path, "parsers/page/__init__.py", "")
    _write(tmp_path, "newsclip/cli.py", "")
    _write(tmp_path, module, code)
    (breach,) = breaches(tmp_path)
    assert breach.startswith(f"{module}:")


@pytest.mark.parametrize(
    ("module", "code"),
    [
        (
            "parsers/page/document.py",
            "from urllib.parse import urljoin\nimport parsers.records",
        ),
        ("archive/reading/articles.py", "import sqlite3\nfrom parsers.records import Article"),
        ("archive/reading/articles.py", "from parsers import records\nfrom . import database"),
        ("crawler/ingest.py", "import parsers\nfrom archive import Archive\nimport httpx"),
        ("newsclip/cli.py", "from crawler import x\nfrom parsers import parse\nimport archive"),
    ],
)
def test_the_right_direction_is_let_through(tmp_path: Path, module: str, code: str) -> None:
    _write(tmp_path, "parsers/records.py", "from dataclasses import dataclass")
    _write(tmp_path, module, code)
    assert breaches(tmp_path) == []


def _write(root: Path, name: str, code: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(code, "utf-8")


def test_no_test_imports_another() -> None:
    """What tests share lies in tests/support."""
    tests = ROOT / "tests"
    found = [
        f"{module.relative_to(ROOT)}:{line} imports {name}"
        for folder in (tests, ROOT / "benchmarks")
        for module in sorted(folder.rglob("*.py"))
        for line, name in imported(module, ROOT)
        if name.split(".")[0].startswith("test_")
    ]
    assert found == []
