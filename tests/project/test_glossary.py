"""docs/glossary.md names what the code names so, and retired words stay away."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("parsers", "archive", "crawler", "newsclip")

TERMS = re.findall(
    r"^\| ([^|]+) \|[^\n]*\| `([a-z_/]+\.py)`(?: `(\w+)`)? \|$",
    (ROOT / "docs" / "glossary.md").read_text("utf-8"),
    re.MULTILINE,
)

RETIRED = frozenset(
    "BlockJudge Keeper NewReading Owners Placed take_over load_line write_line strangers"
    " link_copies LIKE_ENOUGH visible_hash replace_readings pages_without_article"
    " disbelieve_together Settled settle settled settled_lines Doomed doomed Visible visible alike"
    " Shapes keeper dress rehearse ReadersGone read_stored TOGETHER Desk Worsening Stranger Again"
    " Manners TORN is_torn in_passing PageReading".split()
)
"""Names of a private language that the code once had."""
RETIRED_MODULES = frozenset(
    "lighter owners narrowing finding segment visible ranges differences comparing clusters nursery"
    " torn torn_feeds recheck shapes namewords bylinewords datewords picture_legend picture_places"
    " picture_lost wellbeing settling rereading readers desk worsening".split()
)


def names(module: Path) -> set[str]:
    """Every function, class and constant that *module* defines, at any depth."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found.update(one.id for one in node.targets if isinstance(one, ast.Name))
    return found


def test_the_glossary_is_a_table_of_terms() -> None:
    assert len(TERMS) >= 40
    assert len({term for term, _, _ in TERMS}) == len(TERMS), "a term stands twice"


@pytest.mark.parametrize(("term", "module", "name"), TERMS, ids=[term for term, _, _ in TERMS])
def test_a_term_stands_where_the_glossary_says(term: str, module: str, name: str) -> None:
    path = ROOT / module
    assert path.is_file(), f"{term}: there is no {module}"
    if name:
        assert name in names(path), f"{term}: {module} has no {name}"


def test_retired_words_name_nothing() -> None:
    back = [
        f"{path.relative_to(ROOT)}: {name}"
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for name in sorted(names(path) & RETIRED | {path.stem} & RETIRED_MODULES)
    ]
    assert back == []
