"""References: every article one record, whatever its texts hold."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from archive_samples import article, visit
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive
from archive.reading.export.citations import bibtex, context_object, csl_json, ris
from newsclip.cli import main
from parsers.records import Article, Dateline

HARBOUR = Article(
    url="https://www.gazette.example/2026/11/20/harbour",
    headline="Harbour {closes} & 5 % of boats leave",
    authors=("Lena Marsh", "ナカムラ"),
    publisher="The Gazette",
    dek="A storm\n came.",
    published_at=datetime(2026, 11, 20, 8, tzinfo=UTC),
    keywords=("storm", "harbour_news"),
    section="News",
    language="en",
    dateline=Dateline(text="PORT MERROW", place="Port Merrow", source="body"),
)


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with Archive("news.db", write=True) as archive:
        archive.save([visit(HARBOUR, url=HARBOUR.url), visit(article("Boats wait"))])
    return tmp_path


def export(name: str, *options: str) -> str:
    done = CliRunner().invoke(main, ["export", "-o", name, *options])
    assert done.exit_code == 0, done.output
    return Path(name).read_bytes().decode()


def test_ris(news: Path) -> None:
    first, second = re.split(r"ER {2}- \r\n\r\n", export("n.ris"))[:2]
    assert first.split("\r\n")[:-1] == [
        "TY  - NEWS", "ID  - gazetteexample2026-1", "TI  - Harbour {closes} & 5 % of boats leave",
        "AU  - Lena Marsh", "AU  - ナカムラ", "T2  - The Gazette", "DA  - 2026/11/20", "PY  - 2026",
        "CY  - Port Merrow", "SE  - News", "AB  - A storm came.", "KW  - storm",
        "KW  - harbour_news", "LA  - en", "UR  - https://www.gazette.example/2026/11/20/harbour",
        *[line for line in first.split("\r\n") if line.startswith(("Y2", "AN"))],
    ]  # fmt: skip
    assert "TI  - Boats wait" in second


def test_csl_json(news: Path) -> None:
    harbour, _ = json.loads(export("n.csl.json"))
    assert harbour["type"] == "article-newspaper"
    assert harbour["author"] == [{"literal": "Lena Marsh"}, {"literal": "ナカムラ"}]
    assert harbour["issued"] == {"date-parts": [[2026, 11, 20]]}
    assert harbour["container-title"] == "The Gazette"
    assert json.loads(export("none.csl.json", "nosuchword")) == []


def test_bibtex(news: Path) -> None:
    first, _ = export("n.bib").split("\n\n")[:2]
    assert first.startswith("@article{gazetteexample2026-1,\n")
    assert r"  title = {{Harbour \{closes\} \& 5 \% of boats leave}}," in first
    assert "  author = {{Lena Marsh} and {ナカムラ}}," in first
    assert r"  keywords = {storm, harbour\_news}," in first


def test_an_ending_that_says_nothing_is_refused(news: Path) -> None:
    done = CliRunner().invoke(main, ["export", "-o", "articles.xyz"])
    assert done.exit_code == 2
    assert "articles.xyz: what is wanted cannot be told from the name" in done.output
    assert not Path("articles.xyz").exists()


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


@given(st.lists(st.builds(
    Article,
    url=st.just("https://www.gazette.example/a"),
    headline=texts,
    authors=st.lists(texts, max_size=2).map(tuple),
    publisher=st.none() | texts,
    published_at=st.none() | st.dates(date(1990, 1, 1), date(2030, 1, 1)),
    keywords=st.lists(texts, max_size=2).map(tuple),
), max_size=3))  # fmt: skip
def test_no_text_ends_its_record(records: list[Article]) -> None:
    stored = [_stored(number, one) for number, one in enumerate(records)]
    written = "".join(ris(stored))
    assert written.count("\r\nER  - \r\n") == len(records)
    assert all(re.match(r"[A-Z][A-Z0-9]  - |$", line) for line in written.split("\r\n"))
    assert len(json.loads("".join(csl_json(stored)))) == len(records)
    entries = "".join(bibtex(stored))
    plain = re.sub(r"\\(?:textbackslash|textasciitilde|textasciicircum)\{\}|\\.", "", entries)
    assert plain.count("{") == plain.count("}")
    assert len(re.findall(r"^@article\{", entries, re.MULTILINE)) == len(records)


def _stored(number: int, record: Article) -> object:
    from archive.reading.articles import StoredArticle

    return StoredArticle(number, record.url, "key", "gazette.example", record,
                         "2026-11-20T08:00:00.000Z", "2026-11-20T08:00:00.000Z", 1, None, None, 0,
                         {})  # fmt: skip


def test_context_object(news: Path) -> None:
    with Archive("news.db") as archive:
        stored = archive.article(1)
        assert stored
        told = parse_qs(context_object(stored), strict_parsing=True)
    assert told["rft.type"] == ["newspaperArticle"]
    assert told["rft.title"] == [HARBOUR.headline]
    assert told["rft.au"] == list(HARBOUR.authors)
    assert told["rft.source"] == ["The Gazette"]
    assert told["rft.date"] == ["2026-11-20"]
    assert told["rft.identifier"] == [HARBOUR.url]
    assert told["rft.description"] == ["A storm came."]
