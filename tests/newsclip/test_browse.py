"""newsclip browse over HTTP: what it shows, what it refuses, and that nothing gets written."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import socket
import sqlite3
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote

import pytest
from archive_samples import NOON, article, visit
from browsing import HOSTILE_URL, Server, ask, browse, make_quickly
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from archive import Archive, Visit
from archive.search.query_language.query import read_query
from archive.upkeep.health import Change, Health
from newsclip.browse.archive_database import ArchiveDatabase, only_reading
from newsclip.browse.guard import Guard, is_loopback
from newsclip.browse.pages.time_bars import time_bars
from newsclip.browse.queries import QUERIES
from newsclip.browse.template_filters import day, direction, marked, web_address, when
from newsclip.cli import main


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("browse") / "news.db"
    make_quickly(made)
    return made


@pytest.fixture(scope="module")
def server(path: Path):
    with browse(path) as running:
        yield running


def number_of(path: Path, url: str) -> int:
    with Archive(path) as archive:
        found = archive.known(url)
    assert found
    return found


def hits(text: str) -> list[str]:
    found = re.findall(r"<h3[^>]*><a[^>]*>(.*?)</a></h3>", text, re.S)
    return [re.sub("<[^>]+>", "", one).strip() for one in found]


# What it shows


def test_the_front_page_tells_what_there_is(server: Server) -> None:
    page = server.get("/")
    assert page.status == 200
    for word in ("The Harbour Gazette", "tides.example", "Articles per day", "<svg", "crawl http"):
        assert word in page.text
    assert re.search(r"<strong>\d+</strong> articles", page.text)
    assert len(hits(page.text)) == 7


def test_an_article_is_shown_whole_with_where_it_was_read(server: Server, path: Path) -> None:
    with Archive(path) as archive:
        (hit,) = archive.search("lighthouse keepers end strike")
        stored = archive.article(hit.id)
    assert stored
    page = server.get(f"/article/{hit.id}").text
    record = stored.record
    assert record.headline
    for text in (*(p.text for p in record.paragraphs), *(i.caption for i in record.images)):
        assert str(marked(text, read_query("").highlights)) in page
    assert "Ines Calado/AP" in page
    assert all(field.replace("_", " ") in page for field in record.sources)
    assert f'href="{stored.url}" rel="noopener noreferrer nofollow"' in page


def test_an_article_as_json_has_its_revisions(server: Server, path: Path) -> None:
    number = number_of(path, "https://tides.example/ferry")
    told = json.loads(server.get(f"/article/{number}.json").text)
    assert told["headline"] == "Ferry late by 2 hours"
    assert [one["revision"] for one in told["revisions"]] == [1, 2]
    assert told["same_story"] == []


def test_changes_are_marked_word_by_word(server: Server, path: Path) -> None:
    number = number_of(path, "https://tides.example/ferry")
    page = server.get(f"/article/{number}/changes").text
    assert "late by <del>1</del><ins>2</ins> hours" in page
    assert '<p class="same" dir="auto">The ferry to Eastwick is late.</p>' in page
    assert server.get(f"/article/{number}/changes?from=1&to=9").status == 404


def test_the_stored_page_is_text_and_nothing_else(server: Server, path: Path) -> None:
    number = number_of(path, HOSTILE_URL)
    page = server.get(f"/article/{number}/stored")
    assert page.status == 200
    assert page.headers["content-type"] == "text/plain; charset=utf-8"
    assert "sandbox" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert "<script>" in page.text
    other = number_of(path, "https://tides.example/1")
    with Archive(path) as archive:
        capture = archive.article(other)
    assert capture
    assert server.get(f"/article/{number}/stored?capture={capture.capture_id}").status == 404


def test_pages_walk_through_all_hits_once_also_those_of_one_moment(server: Server) -> None:
    seen: list[str] = []
    address = "/search?q=tide"
    for _ in range(10):
        page = server.get(address).text
        seen += hits(page)
        following = re.search(r'rel="next" class="next" href="([^"]+)"', page)
        if not following:
            break
        address = following[1].replace("&amp;", "&")
    ours = [headline for headline in seen if headline.startswith("Tide table")]
    assert sorted(ours) == sorted(f"Tide table {n}" for n in range(30))
    assert len(seen) == len(set(seen))


def test_search_marks_what_it_found_and_filters(server: Server) -> None:
    page = server.get("/search?q=%22high+water%22&site=tides.example").text
    assert "<mark>High water</mark>" in page
    assert "30 articles" in page
    assert hits(server.get("/search?site=tides.example&revised=1").text) == [
        "Ferry late by 2 hours"
    ]
    assert hits(server.get("/search?language=ar").text)
    assert "Nothing found" in server.get("/search?q=zzzzzz").text
    assert "no date" in server.get("/search?since=yesterday").text
    for wild in ("%22", "AND+OR+NOT", "*", "(", "'%3B--", "%00", "a" * 3000):
        assert server.get(f"/search?q={wild}").status == 200, wild
    assert server.get("/search?q=tide&order=relevance").status == 200
    assert server.get("/search?until=9999-12-31&after=x~y&limit=0").status == 200


def test_the_last_day_counts(server: Server) -> None:
    assert "31 articles" in server.get(
        "/search?site=tides.example&since=2026-11-01&until=2026-11-01"
    ).text  # fmt: skip


def test_hits_can_be_taken_along(server: Server) -> None:
    told = json.loads(server.get("/search.json?q=tide&limit=7").text)
    assert len(told["hits"]) == 7
    assert told["next"].startswith("/search.json?")
    again = json.loads(server.get(told["next"]).text)
    assert not {hit["id"] for hit in told["hits"]} & {hit["id"] for hit in again["hits"]}
    rows = list(csv.DictReader(io.StringIO(server.get("/search.csv?q=tide&limit=7").text)))
    assert [int(row["id"]) for row in rows] == [hit["id"] for hit in told["hits"]]


def test_reference_managers_find_each_article(server: Server) -> None:
    """COinS: a reference for every hit of a search, and one on the page of an article."""
    page = server.get("/search?q=tide").text
    found = re.findall(r'<span class="Z3988" title="([^"]+)"', page)
    assert len(found) == len(hits(page)) > 1
    titles = [parse_qs(html.unescape(one))["rft.title"] for one in found]
    address = re.search(r'<h3[^>]*><a href="(/article/\d+)', page)
    assert address
    alone = server.get(address[1]).text
    (only,) = re.findall(r'<span class="Z3988" title="([^"]+)"', alone)
    assert parse_qs(html.unescape(only))["rft.title"] == titles[0]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_ready_queries_run(server: Server, query) -> None:
    assert server.get(f"/archive/{query.name}").status == 200
    told = json.loads(server.get(f"/archive/{query.name}.json?_shape=objects").text)
    assert told["ok"], told
    assert "error" not in told or not told["error"]
    if query.name == "headline_edits":
        assert ("Ferry late by 1 hours", "Ferry late by 2 hours") in {
            (row["before"], row["after"]) for row in told["rows"]
        }


def test_datasette_is_there_with_facets_search_sql_json_and_csv(server: Server) -> None:
    facets = json.loads(server.get("/archive/articles.json?_facet=site&_size=1").text)
    sites = {r["value"]: r["count"] for r in facets["facet_results"]["site"]["results"]}
    assert sites["tides.example"] == 31
    assert "Tide table" in server.get("/archive/articles?_search=tide").text
    asked = server.get("/archive.json?sql=select+count(*)+as+n+from+articles&_shape=array")
    assert json.loads(asked.text)[0]["n"] > 31
    assert server.get("/archive/articles.csv").headers["content-type"].startswith("text/plain")
    assert server.get("/archive/articles/1").status == 200


def test_the_same_story_elsewhere_is_linked(tmp_path: Path) -> None:
    told = tuple(
        f"Paragraph {n} says that boat {n * 7} of the harbour master came home with {n * 13} crates"
        f" of herring, {n + 2} gulls and a letter for the {n}th keeper of the light."
        for n in range(12)
    )
    path = tmp_path / "news.db"
    with Archive(path, write=True) as archive, archive.lock():
        run = archive.start_run("crawl")
        for site in ("a.example", "b.example"):
            archive.save([visit(article(f"On {site}", told), url=f"https://{site}/herring")], run)
        archive.finish_run(run, 0, {})
    first, second = ask(path, "/article/1", "/article/2.json")
    assert "Same story elsewhere" in first.text
    assert '<a href="/article/2" dir="auto">On b.example</a>' in first.text
    assert [one["headline"] for one in json.loads(second.text)["same_story"]] == ["On a.example"]


def test_a_page_that_is_gone_says_so_on_its_article_and_in_the_list(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Archive(path, write=True) as archive, archive.lock():
        for name in ("stays", "goes", "returns"):
            url = f"https://a.example/{name}"
            archive.save([visit(article(f"It {name}"), url=url)])
            if name != "stays":
                archive.save([Visit(url, NOON + timedelta(hours=1), "gone", 410)])
        archive.save([Visit(url, NOON + timedelta(hours=2), "not-modified", 304)])
    stays, goes, told, returns, found, hits = ask(
        path, "/article/1", "/article/2", "/article/2.json", "/article/3", "/search", "/search.json"
    )
    assert "gone from the site" in goes.text
    assert "1 November 2026, 13:00 UTC or earlier (the site answers 410)" in goes.text
    assert json.loads(told.text)["gone_at"] == "2026-11-01T13:00:00.000Z"
    for there in (stays, returns):
        assert 'class="gone"' not in there.text
        assert "Gone since" not in there.text
    assert found.text.count('<span class="gone">gone</span>') == 1
    assert {hit["headline"]: hit["gone_at"] for hit in json.loads(hits.text)["hits"]} == {
        "It stays": None, "It goes": "2026-11-01T13:00:00.000Z", "It returns": None,
    }  # fmt: skip


def test_a_site_that_went_silent_is_named_on_the_front_page(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = Change("articles", "No article for nine days; there were four a day.")
    ill = Health("tides.example", "degraded", [change])
    monkeypatch.setattr("newsclip.browse.pages.health_page.all_health", lambda connection: [ill])
    (front,) = ask(path, "/")
    assert change.text in front.text
    monkeypatch.setattr("newsclip.browse.pages.health_page.all_health", lambda connection: [])
    (front,) = ask(path, "/")
    assert "Health" not in front.text


# What it refuses


def test_every_answer_has_the_strict_policy_and_no_page_has_anything_inline(
    server: Server, path: Path
) -> None:
    number = number_of(path, HOSTILE_URL)
    pages = (
        "/", "/search?q=tide", f"/article/{number}", f"/article/{number}/changes", "/about",
        "/archive", "/archive/articles?_facet=site", f"/archive/articles/{number}",
        "/archive/datelines", "/archive?sql=select+1", "/nowhere", "/article/99999",
        "/archive?sql=nonsense", "/archive/nowhere",
    )  # fmt: skip
    for address in pages:
        page = server.get(address)
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy, address
        assert "unsafe" not in policy
        assert page.headers["referrer-policy"] == "no-referrer"
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=\"", page.text), (
            address
        )
        assert not re.search(r"(?:src|<link[^>]*href)=\"(?!/)", page.text), address
        assert not re.search(r"href=\"\s*(?!/|https?:|#|\?)", page.text), address
        assert 'lang="en"' in page.text
        assert '<main id="content"' in page.text


def test_hostile_text_is_shown_and_never_runs(server: Server, path: Path) -> None:
    number = number_of(path, HOSTILE_URL)
    for address in (
        f"/article/{number}", f"/archive/articles/{number}", "/search?q=hostile",
        f"/archive/images?article_id={number}", f"/search?q={quote('<script>alert(1)</script>')}",
        f"/archive?sql={quote('select <script>alert(1)</script>')}",
    ):  # fmt: skip
        page = server.get(address).text
        assert "<script>" not in page, address
        assert "<img" not in page
        assert "49" not in re.findall(r"\}\}|\b49\b", page)
        assert 'href="javascript:' not in page
        assert 'href="data:' not in page
        assert "\x1b" not in page or address.startswith("/archive")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "8.8.8.8", ""]
)
def test_other_names_are_refused(server: Server, host: str) -> None:
    for address in ("/", "/archive.json?sql=select+1", "/static/newsclip.css"):
        assert server.get(address, Host=host).status == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:99", "LOCALHOST", "[::1]:8001"])
def test_its_own_names_are_answered(server: Server, host: str) -> None:
    assert server.get("/about", Host=host).status == 200


def test_only_reading_is_possible(server: Server, path: Path) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert server.get("/archive", method).status == 405
    assert server.get("/article/1", "HEAD").body == b""
    with Archive(path) as archive:
        before = archive.connection.execute("SELECT count(*) FROM articles").fetchone()
    for sql in (
        "delete from articles", "attach database 'x.db' as x", "pragma journal_mode=delete",
        "select load_extension('x')", "with x as (select 1) delete from articles",
        "insert into sites values (1,2,3,4)", "select * from pragma_wal_checkpoint",
        "vacuum into 'copy.db'", "select writefile('x', 'y')",
    ):  # fmt: skip
        answer = server.get(f"/archive.json?sql={quote(sql)}&_shape=objects")
        assert not json.loads(answer.text)["ok"], sql
    with Archive(path) as archive:
        assert archive.connection.execute("SELECT count(*) FROM articles").fetchone() == before


def test_the_stored_pages_are_no_database_here(server: Server) -> None:
    told = json.loads(server.get("/-/databases.json").text)
    assert [one["name"] for one in told] == ["archive"]
    for address in ("/news.captures", "/captures", "/archive/captures", "/archive.db", "/_memory"):
        assert server.get(address).status in (403, 404), address


def test_no_redirect_leads_elsewhere(server: Server) -> None:
    for address in (
        "//evil.example/",
        "//evil.example",
        "/\\evil.example/",
        "/%2F%2Fevil.example/",
    ):
        answer = server.get(address)
        assert not re.match(r"(?:https?:)?[/\\]{2}", answer.headers.get("location", "")), address


@pytest.mark.slow
def test_a_query_without_end_is_stopped(server: Server) -> None:
    endless = "with recursive n(x) as (select 1 union all select x+1 from n) select max(x) from n"
    answer = server.get(f"/archive.json?sql={quote(endless)}")
    assert answer.status == 400
    assert "interrupted" in answer.text.lower() or "time limit" in answer.text.lower()


def test_others_get_no_sql_and_nothing_about_the_server(path: Path) -> None:
    def status(address: str, name: str = "") -> int:
        return ask(path, address, host="0.0.0.0", name=name)[0].status

    assert status("/") == 200
    assert status("/about", name=f"{socket.gethostname()}:8001") == 200
    assert status("/about", name="192.0.2.7") == 200
    assert status("/about", name="evil.example") == 421
    assert status("/archive?sql=select+1") == 403
    assert status("/archive.json?sql=select+1") == 403
    assert status("/archive/datelines") == 200
    (filtered,) = ask(path, "/archive/articles?_where=1%3D1", host="0.0.0.0")
    assert "extra where" not in filtered.text
    for address in ("/-/databases", "/-/plugins", "/-/threads", "/-/metadata.json"):
        assert status(address) == 404
    assert status("/-/static/table.js") == 200


# Beside a crawl, and without what it needs


@pytest.mark.slow
def test_what_a_crawl_saves_is_shown_at_once_and_nobody_waits(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Archive(path, write=True) as archive:
        archive.save([visit(article("Before"), url="https://a.example/1")])
        with browse(path) as server:
            assert hits(server.get("/search").text) == ["Before"]
            for number in range(5):
                archive.save([visit(article(f"Now {number}"), url=f"https://b.example/{number}")])
                assert f"Now {number}" in server.get("/search").text
                assert f"Now {number}" in server.get("/archive/articles").text
            archive.connection.execute("BEGIN IMMEDIATE")  # in the middle of a batch
            assert server.get("/article/1").status == 200
            assert server.get("/archive/articles").status == 200
            archive.connection.execute("ROLLBACK")
            archive.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            assert server.get("/article/2").status == 200


def test_an_archive_without_stored_pages_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with Archive(path, write=True) as archive:
        archive.save([visit(article("Alone"), url="https://a.example/1")])
    for file in tmp_path.glob("*.captures.db*"):
        file.unlink()
    page, stored = ask(path, "/article/1", "/article/1/stored")
    assert page.status == 200
    assert "/stored" not in page.text
    assert stored.status == 404


def test_an_empty_archive_says_how_to_begin(tmp_path: Path) -> None:
    with Archive(tmp_path / "news.db", write=True):
        pass
    front, search, article_page = ask(tmp_path / "news.db", "/", "/search", "/article/1")
    assert "newsclip crawl" in front.text
    assert search.status == 200
    assert article_page.status == 404


def test_without_datasette_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Archive(tmp_path / "news.db", write=True):
        pass
    for name in [name for name in sys.modules if name.startswith("newsclip.browse.app")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "datasette", None)
    monkeypatch.setitem(sys.modules, "datasette.app", None)
    ran = CliRunner().invoke(main, ["browse", "--archive", str(tmp_path / "news.db")])
    assert ran.exit_code == 2
    assert "pip install '.[browse]'" in ran.stderr


def test_a_missing_archive_is_said_and_not_made(tmp_path: Path) -> None:
    ran = CliRunner().invoke(main, ["browse", str(tmp_path / "none.db")])
    assert ran.exit_code == 2
    assert "newsclip crawl" in ran.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_taken_port_is_said(tmp_path: Path) -> None:
    with Archive(tmp_path / "news.db", write=True):
        pass
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = CliRunner().invoke(
            main, ["browse", "--archive", str(tmp_path / "news.db"), "--port", port]
        )
    assert ran.exit_code == 2
    assert "--port 0" in ran.stderr


# Its parts


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", " javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x",
     "//x.example", "https://", "file:///etc/passwd", "http://a\nb.example/", "https://[bad/",
     "", None, "vbscript:x"],
)  # fmt: skip
def test_what_is_no_web_address_is_never_linked(url: str | None) -> None:
    assert web_address(url) is None


def test_web_addresses_are_linked() -> None:
    assert web_address("https://例え.example/ä?q=1#x") == "https://例え.example/ä?q=1#x"


def test_marking_escapes_and_keeps_the_text() -> None:
    highlights = read_query('b OR "<x łódź"').highlights
    assert marked("a<b>&", highlights) == "a&lt;<mark>b</mark>&gt;&amp;"
    assert marked("x ŁÓDŹ", highlights) == "<mark>x ŁÓDŹ</mark>"
    assert marked(None, highlights) == ""
    assert marked("abc", read_query("").highlights) == "abc"


def test_times_are_written_for_people() -> None:
    assert when("2026-11-21T14:05:00Z") == "21 November 2026, 14:05 UTC"
    assert when("2026-11-21") == "21 November 2026"
    assert when("junk") == "junk"
    assert day("2026-11-21T14:05:00Z") == "21 Nov 2026"
    assert direction("ar-EG") == "rtl"
    assert direction(None) == direction("en") == "auto"


@pytest.mark.parametrize(
    ("host", "only_here"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("x", False)],
)
def test_loopback_is_known(host: str, only_here: bool) -> None:
    assert is_loopback(host) is only_here


def test_more_hosts_or_none_are_refused() -> None:
    guard = Guard(None, "127.0.0.1", tools=True)  # type: ignore[arg-type]
    for headers in ([], [(b"host", b"localhost"), (b"host", b"evil.example")]):
        scope = {"type": "http", "headers": headers, "method": "GET", "path": "/"}
        assert guard._refusal(scope)


def test_a_connection_of_the_browser_cannot_write(path: Path) -> None:
    database = ArchiveDatabase(None, path)
    with pytest.raises(PermissionError):
        database.connect(write=True)
    connection = database.connect()
    for sql in ("PRAGMA query_only = OFF", "ATTACH ':memory:' AS x", "DELETE FROM articles"):
        with pytest.raises(sqlite3.DatabaseError):
            connection.execute(sql)
    assert connection.execute("SELECT count(*) FROM articles, json_each('[1]')").fetchone()
    connection.close()
    assert only_reading(sqlite3.SQLITE_ATTACH, None, None, None, None) == sqlite3.SQLITE_DENY


def test_facets_narrow_the_search(server) -> None:
    page = server.get("/search?q=harbour+OR+port").text
    facets = page[page.index('<nav class="facets"') :]
    found = dict(
        re.findall(r'<a href="([^"]+)"><bdi>[^<]*</bdi></a> <span class="n">(\d+)', facets)
    )
    assert any("section=" in address for address in found)
    assert any("author=" in address for address in found)
    for address, count in list(found.items())[:12]:
        narrowed = server.get(html.unescape(address)).text
        told = re.search(r'aria-live="polite">([\d,]+) articles?', narrowed)
        assert told
        # A filter takes parts of names; a facet counts whole ones.
        assert int(told[1]) >= int(count), address
        assert '<ul class="chosen"' in narrowed
    nothing = server.get("/search?q=nowherehere").text
    assert '<nav class="facets"' not in nothing


def test_one_goes_through_the_results_from_article_to_article(server) -> None:
    """Over the end of each page of results, and back to it."""
    first = server.get("/search?limit=3").text
    (address, *_) = re.findall(r'<h3[^>]*><a href="([^"]+)"', first)
    everything = json.loads(server.get("/search.json?limit=1000").text)["hits"]
    seen = []
    while True:
        page = server.get(html.unescape(address)).text
        seen.append(int(re.match(r"/article/(\d+)", address)[1]))
        back = re.search(r'class="back" href="([^"]+)"', page)
        assert back
        assert f"/article/{seen[-1]}?" in server.get(html.unescape(back[1])).text
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if not following or len(seen) > 9:
            break
        address = following[1]
    assert seen == [hit["id"] for hit in everything][: len(seen)]
    assert len(seen) > 6
    assert 'class="way"' not in server.get(f"/article/{seen[0]}").text


def test_names_are_links(server) -> None:
    hit = json.loads(server.get('/search.json?q="slowest+ferry"').text)["hits"][0]
    page = server.get(f"/article/{hit['id']}").text
    for link in ("author=Lotte+van+Swieten", "section=Business", "photographer=Eirik+Hovde",
                 "agency=NTB", "keyword=Ferries", "language=en"):  # fmt: skip
        address = re.search(rf'href="(/search\?{re.escape(link)})"', page)
        assert address, link
        assert f"/article/{hit['id']}?" in server.get(html.unescape(address[1])).text


def test_a_time_line_narrows_the_search(server) -> None:
    page = server.get("/search?q=harbour+OR+port").text
    times = page[page.index('<nav class="times"') : page.index("</svg>")]
    bars = re.findall(r'<a href="([^"]+)" aria-label="([\d-]+): (\d+)"', times)
    told = re.search(r'aria-live="polite">([\d,]+) articles?', page)
    assert told
    assert sum(int(number) for _, _, number in bars) == int(told[1])
    address, day, number = max(bars, key=lambda bar: int(bar[2]))
    narrowed = server.get(html.unescape(address)).text
    assert f'aria-live="polite">{number} article' in narrowed
    assert f"<bdi>{day}</bdi>" in narrowed


@given(st.dictionaries(st.dates().map(str) | st.text(max_size=4), st.integers(1, 99), max_size=9))
def test_time_bars_stand_in_their_room(days: dict[str, int]) -> None:
    bars = time_bars(days)
    assert len(bars) <= 62
    for bar in bars:
        assert bar.first <= bar.last
        assert bar.left + 10 <= bar.room
        assert 0 <= bar.height <= 52
        assert (bar.height > 0) == (bar.articles > 0)
