"""The documentation says what the program does: generated parts, tables, examples, links."""

from __future__ import annotations

import contextlib
import inspect
import io
import re
import shlex
import sqlite3
import subprocess
import sys
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from newsroom import server
from sqlite_utils.cli import cli as sqlite_utils_cli

import archive.archive
import parsers
import parsers.rules
import parsers.site
from archive import Archive, Capture, Visit
from archive.notes.notes_file import open_notes
from archive.records import Front, Placement
from crawler import bounds, targets
from crawler.run import options
from crawler.targets.sites_keys import DEFAULTS, RECHECK, SITE
from newsclip.cli import main
from parsers.declared_rules import FIELDS
from parsers.reader.rules_by_data import site_by
from parsers.records import Article, Dateline, Image, Paragraph

ROOT = Path(__file__).resolve().parents[2]
DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *DOCS]
FIRST_SEEN = datetime(2026, 11, 21, 6, tzinfo=UTC)


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of one language, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive of the sample newsroom, one article of it edited."""
    folder = tmp_path_factory.mktemp("sample")
    pages = sorted(server.ARTICLES.glob("*.json"), key=lambda page: page.stem.count("."))
    visits = []
    for page in pages:
        edits = page.stem.count(".")  # page.edited.json is page.json an hour later
        article = Article.from_dict(server.expected(page.with_suffix(".html")))
        moment = FIRST_SEEN + timedelta(hours=edits)
        body = server.render(page.with_suffix(".html"))
        capture = Capture(str(article.url), moment, 200, body, content_type=server.HTML)
        visits.append(
            Visit(
                str(article.url),
                moment,
                status=200,
                capture=capture,
                article=article,
                parser=parsers.VERSION,
            )
        )
    with Archive(folder / "news.db", write=True) as opened:
        run = opened.start_run("crawl https://www.harbourgazette.example")
        saved = opened.save(visits, run)
        opened.save(sample_fronts(), run)
        opened.finish_run(run, 0, {"new": len(saved)})
    add_notes(folder / "news.db")
    assert {one.outcome for one in saved} == {"new", "revised"}
    return folder


def add_notes(path: Path) -> None:
    """The selection of the pages, and what two coders say of its articles."""
    select = ["select", "harbour", "harbour OR port", "--archive", str(path)]
    assert CliRunner().invoke(main, select).exit_code == 0
    said = {"ada": "AABBCCABCA", "ben": "AABBCAABCC"}
    with Archive(path) as opened, contextlib.closing(open_notes(path, opened.archive_id)) as notes:
        keys = opened.selection("harbour").keys
        notes.executemany(
            "INSERT INTO codes (url_key, code, coder, value, coded_at) VALUES (?, ?, ?, ?, ?)",
            [
                (key, "stance", coder, value, "2026-11-22T09:00:00.000Z")
                for coder, values in said.items()
                for key, value in zip(keys, values, strict=True)
            ],
        )


def sample_fronts() -> list[Visit]:
    """Its front page in May, as it was seen four times; a night passes between the last two."""
    url = "https://www.harbourgazette.example/"
    storm = Placement(f"{url}news/storm-odile-live", "Storm Odile nears the coast", 2)
    clock = Placement(f"{url}news/harbour-clock-loses-a-minute", "Clock loses a minute", 2)
    gulls = Placement(f"{url}news/gulls-of-port-maren-in-pictures", "The gulls", 3)
    seen = {
        "2026-05-02T20:00Z": (clock, gulls),
        "2026-05-03T08:00Z": (storm, clock, gulls),
        "2026-05-03T14:00Z": (storm, gulls),
        "2026-05-04T07:00Z": (gulls,),
    }
    visits = []
    for text, stories in seen.items():
        at = datetime.fromisoformat(text)
        capture = Capture(url, at, 200, f"<html>{stories}</html>".encode())
        front = Front(url, stories)
        visits.append(Visit(url, at, "not-an-article", 200, capture=capture, front=front))
    return visits


def test_generated_parts_are_current() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "-I", "docs", *map(str, DOCS)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, f"run: make docs-current\n{ran.stdout}{ran.stderr}"


def test_every_command_is_in_the_manual() -> None:
    manual = (ROOT / "docs" / "cli.md").read_text("utf-8")
    commands = main.list_commands(click.Context(main))
    assert re.findall(r"^## newsclip (\w+)$", manual, re.M) == commands


@pytest.mark.parametrize(
    ("record", "section"),
    [(Article, "Article"), (Paragraph, "Paragraph"), (Image, "Image"), (Dateline, "Dateline")],
)
def test_every_field_is_described(record: type, section: str) -> None:
    text = (ROOT / "docs" / "fields.md").read_text("utf-8")
    part = re.split(r"^## ", text, flags=re.M)
    (found,) = [one for one in part if one.startswith(f"{section}\n")]
    described = re.findall(r"^### `(\w+)`", found, re.M)
    assert sorted(described) == sorted(field.name for field in fields(record))


def test_every_table_and_column_is_described(sample: Path) -> None:
    real = {}
    for file in ("news.db", "news.captures.db", "news.notes.db"):
        with contextlib.closing(sqlite3.connect(sample / file)) as database:
            tables = database.execute(
                "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"
                " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'articles_fts_%'"
                " AND name NOT LIKE '%migrations%'"
            ).fetchall()
            for (table,) in tables:
                columns = database.execute("SELECT name FROM pragma_table_info(?)", [table])
                real[table] = {name for (name,) in columns}
    described = {}
    text = (ROOT / "docs" / "tables.md").read_text("utf-8")
    for part in re.split(r"^## ", text, flags=re.M)[1:]:
        if name := re.match(r"`(\w+)`\n", part):
            table = part.partition("| column |")[2].partition("\n\n")[0]
            described[name[1]] = set(re.findall(r"^\| `(\w+)` \|", table, re.M))
    assert described == real


UNSEEN = ("visits", "deleted_articles", "early_edits", "clusters")
"""What the sample newsroom gives no row of, or none that matters."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_sql_runs_and_finds_something(page: Path, sample: Path) -> None:
    queries = blocks(page, "sql")
    with contextlib.closing(sqlite3.connect(sample / "news.db")) as database:
        for query in queries:
            rows = database.execute(query).fetchall()
            # What did not happen in the sample are the only questions without an answer.
            assert rows or any(f"FROM {name}" in query for name in UNSEEN), query


def test_the_query_of_the_readme_has_its_answer(sample: Path) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    found = re.search(
        r'sqlite-utils demo/news\.db --table "\n(.*?)"\n```\n\n```text\n(.*?)```', text, re.S
    )
    assert found
    ran = CliRunner().invoke(
        sqlite_utils_cli, ["query", str(sample / "news.db"), found[1], "--table"]
    )
    assert ran.exit_code == 0, ran.output
    assert ran.output == found[2]


@pytest.mark.parametrize("name", ["python-api", "analysis"])
def test_the_python_examples_run(sample: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """In order, in one namespace, beside an archive; what they print is what the page shows."""
    monkeypatch.chdir(sample)
    page = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    examples = re.findall(r"^```python\n(.*?)^```$(?:\n\n^```text\n(.*?)^```$)?", page, re.M | re.S)
    assert len(examples) >= 5
    names: dict[str, object] = {}
    for code, shown in examples:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, f"docs/{name}.md", "exec"), names)
        if shown:
            assert printed.getvalue() == shown
    assert names["photographers" if name == "python-api" else "agencies"] is not None


def test_other_programs_take_the_exports(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of the page give the files of which its example prints what the page shows."""
    pytest.importorskip("duckdb")
    monkeypatch.chdir(sample)
    page = (ROOT / "docs" / "other-programs.md").read_text("utf-8")
    commands = re.findall(r"^newsclip (export .*)$", page, re.M)
    assert len(commands) >= 4
    for command in commands:
        ran = CliRunner().invoke(main, shlex.split(command))
        assert ran.exit_code == 0, ran.output
    code, shown = re.search(r"```python\n(.*?)```\n\n```text\n(.*?)```", page, re.S).groups()  # type: ignore[union-attr]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "docs/other-programs.md", "exec"), {})
    assert printed.getvalue() == shown


def test_the_site_file_of_the_manual_reads_its_page() -> None:
    (code,) = blocks(ROOT / "docs" / "adding-a-site.md", "python")
    names: dict[str, object] = {}
    exec(compile(code, "docs/adding-a-site.md", "exec"), names)
    site = names["SITE"]
    assert isinstance(site, parsers.site.Site)
    page = parsers.open_page(
        """<h1 class="story-title">Clock stops</h1><div class="photo"><img src="a.jpg">
        <p class="words">The clock on Monday</p><p class="by">Ada Rook/AP</p></div>
        <div class="story"><p>It was noon.</p><aside>More</aside><p>Nobody noticed.</p></div>"""
    )
    found = site.read(page)
    assert found["headline"].value == "Clock stops"
    assert [block.text for block in found["paragraphs"].value.blocks] == [
        "It was noon.",
        "Nobody noticed.",
    ]
    (image,) = found["images"].value.images.value
    assert (image.caption, image.credit) == ("The clock on Monday", "Ada Rook/AP")


def test_the_rules_of_the_manual_read_the_same_page(tmp_path: Path) -> None:
    (told,) = blocks(ROOT / "docs" / "adding-a-site.md", "toml")
    (tmp_path / "sites.toml").write_text(told)
    (target,) = targets.read_sites(tmp_path / "sites.toml")
    page = parsers.open_page(
        """<meta property="article:section" content="Sea"><p class="standfirst">At noon</p>
        <h1 class="story-title">Clock stops</h1><time class="when" datetime="2026-03-04T08:00Z">
        today</time><p class="by"><a>Ada Moss</a> and <a>Bo Reed</a></p>
        <div class="story"><p>It was noon.</p><aside>More</aside></div>"""
    )
    found = site_by(target.rules or "").read(page)
    assert found["headline"].value == "Clock stops"
    assert found["dek"].value == "At noon"
    assert found["section"].value == "Sea"
    assert found["authors"].value == ("Ada Moss", "Bo Reed")
    assert found["published_at"].value == datetime(2026, 3, 4, 8, tzinfo=UTC)
    assert [block.text for block in found["paragraphs"].value.blocks] == ["It was noon."]


def test_the_fields_that_can_have_a_rule_are_named() -> None:
    text = (ROOT / "docs" / "adding-a-site.md").read_text("utf-8")
    told = text.partition("There can be rules for")[2].partition("\n\n")[0]
    named = re.findall(r"`(\w+)`", told)
    assert sorted([*named, "drop", "keep"]) == sorted(FIELDS)


def test_the_sites_file_of_the_manual_is_right(tmp_path: Path) -> None:
    page = ROOT / "docs" / "crawling.md"
    (example,) = blocks(page, "toml")
    (tmp_path / "sites.toml").write_text(example)
    africanews, other = targets.read_sites(tmp_path / "sites.toml")
    assert africanews.scope
    assert africanews.scope.since
    assert other.name == "example"
    assert other.delay == 3
    assert other.recheck == options.Recheck(first=timedelta(hours=6), last=timedelta(days=30))


def test_the_keys_of_a_sites_file_are_described() -> None:
    text = (ROOT / "docs" / "crawling.md").read_text("utf-8")
    for heading, keys in (("| key |", SITE), ("| key of", RECHECK)):
        table = text.partition(heading)[2].partition("\n\n")[0]
        described = re.findall(r"^\| `(\w+)` \|", table, re.M)
        assert sorted(described) == sorted(keys)
    told = text.partition("`[defaults]` holds")[2].partition("\n\n")[0]
    assert sorted(re.findall(r"`(\w+)`", told)) == sorted(DEFAULTS)
    usual = options.Recheck()
    assert (usual.first, usual.last, usual.share) == (timedelta(hours=1), timedelta(days=90), 0.5)
    assert bounds.DELAY == 1.0


def test_the_rules_of_the_manual_exist() -> None:
    text = (ROOT / "docs" / "adding-a-site.md").read_text("utf-8")
    named = re.findall(r"^\| `(\w+)\(", text, re.M)
    public = {
        name
        for name, one in inspect.getmembers(parsers.rules, inspect.isfunction)
        if one.__module__ == "parsers.rules" and not name.startswith("_") and name != "text_of"
    }
    assert set(named) == public


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path) if path else page
        assert linked.exists(), target
        if anchor:
            assert anchor in _anchors(linked), target


def test_the_first_page_leads_to_every_other() -> None:
    linked = re.findall(r"\]\(([\w-]+\.md)", (ROOT / "docs" / "index.md").read_text("utf-8"))
    assert {page.name for page in DOCS} - {"index.md"} == set(linked)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_named_exists(page: Path) -> None:
    """``newsclip WORD`` in a code block or in backticks is a command, its options are real."""
    context = click.Context(main)
    text = re.sub(r"^```error\n.*?^```$", "", page.read_text("utf-8"), flags=re.M | re.S)
    for code in re.findall(r"```.*?\n(.*?)```|`([^`\n]+)`", text, re.S):
        for name, rest in re.findall(r"(?:^|[\s/`])newsclip (\w+)([^\n`|#]*)", "".join(code)):
            command = main.get_command(context, name)
            assert command, f"newsclip {name}"
            known = {option for one in command.params for option in one.opts} | {"--help"}
            assert set(re.findall(r"(?<=\s)--[\w-]+", rest)) <= known, f"newsclip {name}{rest}"


def test_methods_named_in_the_python_page_exist() -> None:
    text = (ROOT / "docs" / "python-api.md").read_text("utf-8")
    for name in re.findall(r"`archive\.(\w+)\(", text):
        assert hasattr(archive.archive.Archive, name), name


def _anchors(page: Path) -> set[str]:
    """The anchors of the headings, made as common renderers make them."""
    found: set[str] = set()
    for title in re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.M):
        base = re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-")
        count = sum(1 for one in found if re.fullmatch(rf"{re.escape(base)}(-\d+)?", one))
        found.add(f"{base}-{count}" if count else base)
    return found
