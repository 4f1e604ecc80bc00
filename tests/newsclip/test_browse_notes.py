"""What people noted, in the browser: shown to all, changed only by forms of these pages."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from archive_samples import URL, article, hours, visit
from browsing import Answer, Server, ask, browse
from click.testing import CliRunner

from archive import Archive, Visit
from archive.notes import tags_and_notes
from archive.records import Front, Placement
from newsclip.browse.app import application
from newsclip.cli import main

HOSTILE = '"><script>alert(1)</script>'
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return made(tmp_path / "news.db")


def made(path: Path) -> Path:
    with Archive(path, write=True) as archive:
        archive.save([visit(article(f"Storm {n}"), hours(n), f"{URL}/{n}") for n in (1, 2)])
    return path


def newsclip(path: Path, *words: str, code: int = 0) -> str:
    ran = CliRunner().invoke(main, [*words, "--archive", str(path)])
    assert ran.exit_code == code, ran.output
    return ran.stdout + ran.stderr


def test_what_is_noted_is_shown(path: Path) -> None:
    newsclip(path, "select", "storms & more", "one OR storm")
    newsclip(path, "tag", "1", HOSTILE)
    newsclip(path, "note", "1", HOSTILE)
    (path.parent / "codes.csv").write_text(f"url,stance\n{URL}/1,pro\n")
    (path.parent / "book.toml").write_text('[stance]\nvalues = ["pro", "con"]\n')
    book = str(path.parent / "book.toml")
    newsclip(path, "code", str(path.parent / "codes.csv"), "--coder", "ada", "--codebook", book)
    addresses = (
        "/article/1",
        "/article/2",
        "/selections",
        "/",
        "/search?selection=storms+%26+more",
    )
    first, second, listed, front, found = ask(path, *addresses)
    assert HOSTILE not in first.text
    assert first.text.count("&gt;&lt;script&gt;alert(1)") >= 2
    assert "pro (ada)" in first.text
    assert 'href="/search?selection=storms+%26+more"' in first.text
    assert "<form method" not in first.text
    assert 'id="noted"' in second.text
    assert "storms &amp; more" in listed.text
    assert "storms &amp; more" in front.text
    assert "2 articles" in found.text
    (tagged,) = ask(path, "/search.json?" + urlencode({"tag": HOSTILE}))
    assert [hit["id"] for hit in json.loads(tagged.text)["hits"]] == [1]
    unknown, page = ask(path, "/search.json?selection=none", "/search?selection=none")
    assert json.loads(unknown.text)["problems"] == ["There is no selection “none”."]
    assert json.loads(unknown.text)["hits"] == []
    assert "There is no selection “none”." in page.text
    (feed,) = ask(path, "/search.atom?selection=storms+%26+more")
    assert feed.text.count("<entry>") == 2


def test_where_nothing_is_noted_nothing_is_shown(path: Path) -> None:
    shown, listed, front = ask(path, "/article/1", "/selections", "/")
    assert 'id="noted"' not in shown.text
    assert "Nothing is noted yet" in listed.text
    assert "All selections" not in front.text
    assert not path.with_name("news.notes.db").exists()


@pytest.fixture(scope="module")
def noting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    path = made(tmp_path_factory.mktemp("noting") / "news.db")
    newsclip(path, "select", "mine", "storm")
    newsclip(path, "select", "mine", "storm", "--remove")
    with browse(path, "--notes") as running:
        yield running, path


@pytest.fixture
def server(noting: tuple[Server, Path]) -> Iterator[Server]:
    """A server that takes notes; afterwards there are none."""
    yield noting[0]
    with closing(sqlite3.connect(noting[1].with_name("news.notes.db"))) as notes, notes:
        for table in ("tags", "notes", "selection_articles"):
            notes.execute(f"DELETE FROM {table}")


def post(
    server: Server, form: dict[str, str], address: str = "/article/1/notes", **headers
) -> Answer:
    """Send a form as a browser does that was shown the page; *headers* change what it says."""
    body = urlencode(form)
    own = {"Origin": server.url.rstrip("/"), "Sec-Fetch-Site": "same-origin", **FORM}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    told = {name: value for name, value in {**own, **named}.items() if value}
    return server.post(address, body.encode(), **told)


def token_of(server: Server) -> str:
    page = server.get("/article/1")
    assert page.headers["referrer-policy"] == "same-origin"  # else a form has no origin
    found = re.search(r'name="token" value="([^"]+)"', page.text)
    assert found
    return found[1]


def noted(path: Path) -> tuple[list[str], list[str], int]:
    with Archive(path) as archive:
        notes = tags_and_notes.notes_on(archive.notes)
        tags = list(tags_and_notes.tag_counts(archive.notes))
        return tags, [one.text for one in notes], len(archive.selection("mine").keys)


def test_forms_of_the_page_are_taken(server: Server, noting: tuple[Server, Path]) -> None:
    token = token_of(server)

    def send(do: str, value: str) -> None:
        answer = post(server, {"token": token, "do": do, "value": value})
        assert (answer.status, answer.headers["location"]) == (303, "/article/1#noted")

    send("tag", "seen")
    send("note", "A thought,\nof two lines")
    send("select", "mine")
    assert noted(noting[1]) == (["seen"], ["A thought,\nof two lines"], 1)
    assert "of two lines" in server.get("/article/1").text
    send("untag", "seen")
    send("delete-note", "1")
    send("unselect", "mine")
    assert noted(noting[1]) == ([], [], 0)
    for do, value in (("tag", " "), ("select", "none"), ("burn", "all")):
        assert post(server, {"token": token, "do": do, "value": value}).status == 400
    assert (
        post(server, {"token": token, "do": "tag", "value": "x"}, "/article/99/notes").status == 404
    )


def test_forms_from_elsewhere_are_refused(server: Server, noting: tuple[Server, Path]) -> None:
    """Cross-site request forgery: another page makes a browser send a form, or guesses one."""
    form = {"token": token_of(server), "do": "tag", "value": "forged"}
    own = server.url.rstrip("/")
    refused = {
        "another site's page": post(server, form, Origin="https://evil.example"),
        "one that hides its origin": post(server, form, Origin="null"),
        "another site, as browsers say": post(server, form, Sec_Fetch_Site="cross-site"),
        "another port of this machine": post(
            server, form, Origin="http://127.0.0.1:1", Sec_Fetch_Site="same-site"
        ),
        "https in place of http": post(server, form, Origin=own.replace("http", "https")),
        "nobody says whose it is": post(server, form, Origin="", Sec_Fetch_Site=""),
        "no token": post(server, {"do": "tag", "value": "forged"}),
        "a wrong token": post(server, form | {"token": "é" * 43}),
        "a token in the address": post(
            server, {"do": "tag", "value": "forged"}, f"/article/1/notes?{urlencode(form)}"
        ),
    }
    assert {name: answer.status for name, answer in refused.items()} == dict.fromkeys(refused, 403)
    rebound = post(server, form, Host="evil.example", Origin="http://evil.example")
    assert rebound.status == 421
    text = post(server, form, Content_Type="text/plain")
    assert text.status == 415
    multipart = post(server, form, Content_Type="multipart/form-data; boundary=x")
    assert multipart.status == 415
    assert post(server, form | {"value": "x" * 400_001}).status == 413
    for address in ("/archive", "/article/1", "/-/logout", "/article/1/notes/", "/search"):
        assert post(server, form, address).status == 405, address
    assert server.get("/article/1/notes").status == 403
    assert noted(noting[1]) == ([], [], 0)
    assert post(server, form, Cookie="ds_csrftoken=x").status == 303  # a cookie is no obstacle


def test_a_form_without_origin_but_with_its_site_is_taken(
    server: Server, noting: tuple[Server, Path]
) -> None:
    form = {"token": token_of(server), "do": "tag", "value": "seen"}
    assert post(server, form, Origin="").status == 303
    assert post(server, form | {"value": "too"}, Sec_Fetch_Site="").status == 303
    assert noted(noting[1])[0] == ["seen", "too"]


def test_without_the_option_nothing_can_be_written(path: Path) -> None:
    newsclip(path, "select", "mine", "storm")
    newsclip(path, "select", "mine", "storm", "--remove")
    (page,) = ask(path, "/article/1")
    assert "<form method" not in page.text
    assert page.headers["referrer-policy"] == "no-referrer"

    async def forged() -> int:
        transport = httpx.ASGITransport(application(path))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            form = {"token": "", "do": "tag", "value": "forged"}
            headers = {"Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"}
            return (await client.post("/article/1/notes", data=form, headers=headers)).status_code

    assert asyncio.run(forged()) == 405
    assert noted(path) == ([], [], 0)


def test_notes_are_for_this_machine_only(path: Path) -> None:
    told = newsclip(path, "browse", "--notes", "--host", "0.0.0.0", "--port", "0", code=2)
    assert "for this machine only" in told


def test_a_form_in_pieces_is_refused(server: Server) -> None:
    """Without a length nobody knows how much would come."""
    with socket.create_connection(("127.0.0.1", server.port), 30) as connection:
        connection.sendall(
            f"POST /article/1/notes HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
            f"Origin: http://127.0.0.1:{server.port}\r\nSec-Fetch-Site: same-origin\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            "Transfer-Encoding: chunked\r\n\r\n".encode()
        )
        assert b" 415 " in connection.recv(100)


def test_a_form_in_no_text_is_refused(server: Server) -> None:
    own = {"Origin": server.url.rstrip("/"), "Sec-Fetch-Site": "same-origin", **FORM}
    assert server.post("/article/1/notes", b"do=tag&value=\xff", **own).status == 400


def test_notes_that_cannot_be_written_are_told(
    server: Server, noting: tuple[Server, Path], tmp_path: Path
) -> None:
    token, notes = token_of(server), noting[1].with_name("news.notes.db")
    kept = notes.rename(tmp_path / "kept.db")
    notes.symlink_to(tmp_path / "no folder" / "news.notes.db")
    try:
        refused = post(server, {"token": token, "do": "tag", "value": "lost"})
    finally:
        notes.unlink()
        kept.rename(notes)
    assert refused.status == 503
    assert "cannot be opened or made" in refused.text


PAGES = ("/", "/article/1", "/selections", "/search?q=storm", "/archive/articles")


def _of_another(notes: Path) -> None:
    newsclip(made(notes.with_name("other.db")), "tag", "1", "theirs")
    notes.write_bytes(notes.with_name("other.notes.db").read_bytes())


def _no_database(notes: Path) -> None:
    notes.write_bytes(b"no database at all" * 100)


def _torn(notes: Path) -> None:
    """Whole at its beginning, and nothing behind."""
    with closing(sqlite3.connect(notes)) as opened:
        opened.execute("PRAGMA journal_mode = DELETE")
        (size,) = opened.execute("PRAGMA page_size").fetchone()
    whole = notes.read_bytes()
    notes.write_bytes(whole[:size] + b"\x55" * (len(whole) - size))


@pytest.mark.parametrize("harm", [_of_another, _no_database, _torn])
def test_an_archive_is_read_without_notes_that_are_damaged_or_another_s(
    path: Path, harm: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    newsclip(path, "select", "mine", "storm")
    harm(path.with_name("news.notes.db"))
    for address, answer in zip(PAGES, ask(path, *PAGES), strict=True):
        assert answer.status == 200, address
        assert "is shown without what was noted" in answer.text, address
        assert "theirs" not in answer.text
    told = capsys.readouterr().err
    assert told.count("The archive is read without.") == 1
    assert "news.notes.db" in told


def test_forms_that_wait_hold_up_no_page(server: Server, noting: tuple[Server, Path]) -> None:
    token = token_of(server)
    notes = sqlite3.connect(noting[1].with_name("news.notes.db"), isolation_level=None)
    notes.execute("BEGIN IMMEDIATE")
    try:
        answers: list[int] = []
        form = {"token": token, "do": "note", "value": "late"}
        waiting = [
            threading.Thread(target=lambda: answers.append(post(server, form).status))
            for _ in range(6)
        ]
        for one in waiting:
            one.start()
        for address in PAGES:
            assert server.get(address).status == 200
        assert answers == []
    finally:
        notes.rollback()
        notes.close()
    for one in waiting:
        one.join(60)
    assert answers == [303] * 6


def test_the_header_leads_to_what_there_is(path: Path) -> None:
    (front,) = ask(path, "/")
    assert 'href="/selections">Selections' not in front.text
    assert 'href="/fronts">Fronts' not in front.text
    newsclip(path, "select", "mine", "storm")
    with Archive(path, write=True) as archive:
        seen = Front("https://www.example.com/", (Placement("https://www.example.com/1", "A", 1),))
        archive.save([Visit("https://www.example.com/", hours(1), "not-an-article", front=seen)])
    for page in ask(path, "/", "/archive/articles", "/about"):
        assert 'href="/selections">Selections' in page.text
        assert 'href="/fronts">Fronts' in page.text
