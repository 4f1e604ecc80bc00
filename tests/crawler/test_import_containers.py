"""What researchers have on their disks goes in: saved pages, old web archives, files in files."""

from __future__ import annotations

import gzip
import io
import json
import plistlib
import tarfile
import zipfile
from datetime import datetime
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest
from crawling import newsclip, rows
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from warc_samples import HOST, answer, page, record

from archive.records import Capture
from crawler.imports.formats.detection import Format, UnsupportedFile, format_of
from crawler.imports.source_items import Problem
from crawler.imports.sources import files_of, items

ADDRESS = f"{HOST}/2026/11/01/clock"


def found(folder: Path, name: str, data: bytes) -> tuple[list[Capture], str]:
    """The pages in a file, and what was told of the rest."""
    file = folder / name
    file.write_bytes(data)
    all_items = [item for _, its in items(files_of([file]), lambda count: None) for item in its]
    pages = [item for item in all_items if isinstance(item, Capture)]
    return pages, "\n".join(item.text for item in all_items if isinstance(item, Problem))


def is_the_page(found: list[Capture]) -> bool:
    return [(one.url, one.body.strip().endswith(page(1))) for one in found] == [(ADDRESS, True)]


def arc(version: int, pages: dict[str, bytes], length_of_head: int | None = None) -> bytes:
    fields = "200 - - 0 a.arc " if version == 2 else ""
    about = f"{version} 0 Somebody\nURL IP-address Archive-date Content-type Archive-length\n\n"
    size = len(about) if length_of_head is None else length_of_head
    whole = f"filedesc://a.arc 0.0.0.0 20040301100000 text/plain {fields}{size}\n{about}\n".encode()
    for url, body in pages.items():
        block = answer(body)
        head = f"{url} 10.0.0.1 20040301100000 text/html {fields}{len(block)}\n"
        whole += head.encode() + block + b"\n"
    return whole


def mhtml(body: bytes, coding: str, address: str | None = ADDRESS) -> bytes:
    part = EmailMessage()
    part.set_content(body.decode(), subtype="html", cte=coding)
    lines = ["From: <Saved by Blink>", "Subject: =?utf-8?Q?Clock?=", "MIME-Version: 1.0"]
    if address:
        lines.append(f"Snapshot-Content-Location: {address}")
    lines += [
        "Date: Wed, 11 Nov 2026 10:00:00 -0000",
        'Content-Type: multipart/related; type="text/html"; boundary="edge"',
        "", "--edge", part.as_string(), "--edge",
        "Content-Type: image/png", "Content-Transfer-Encoding: base64",
        f"Content-Location: {HOST}/a.png", "", "iVBORw0KGgo=", "--edge--", "",
    ]  # fmt: skip
    return "\n".join(lines).encode()


def zipped(files: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return whole.getvalue()


def tarred(files: dict[str, bytes], mode: str = "w:gz") -> bytes:
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode=mode) as packed:  # type: ignore[call-overload]
        for name, data in files.items():
            one = tarfile.TarInfo(name)
            one.size = len(data)
            packed.addfile(one, io.BytesIO(data))
    return whole.getvalue()


CAPTURE = {"body": page(1).decode(), "fetched_at": "2026-11-01T12:00:00Z", "url": ADDRESS}
SAVERS = {
    "SingleFile": f"<!--\n Page saved with SingleFile \n url: {ADDRESS} \n saved date: "
    "Wed Nov 11 2026 11:00:00 GMT+0100 (CET) \n-->",
    "a browser": f"<!-- saved from url=(0042){ADDRESS} -->",
    "SingleFile, of a copy": "<!--\n Page saved with SingleFile \n url: https://web.archive.org/web/"
    f"20261101100000/{ADDRESS} \n saved date: Wed Nov 11 2026 11:00:00 GMT+0100 (CET) \n-->",
    "the Wayback Machine": '<link rel="canonical" href="https://web.archive.org/web/20261101100000/'
    f'{ADDRESS}"><!-- BEGIN WAYBACK TOOLBAR INSERT --><div>20 captures</div>'
    "<!-- END WAYBACK TOOLBAR INSERT -->",
}
BASE64 = mhtml(page(1), "base64")


FORMS = [
    ("a.arc", arc(1, {ADDRESS: page(1)})),
    ("a.arc.gz", b"".join(map(gzip.compress, [arc(1, {}), arc(1, {ADDRESS: page(1)})]))),
    ("b.arc", arc(2, {ADDRESS: page(1)}, 98)),
    ("quoted.mhtml", mhtml(page(1), "quoted-printable")),
    ("plain.mht", mhtml(page(1), "8bit")),
    ("named-oddly.html", BASE64),
    ("safari.webarchive", plistlib.dumps(
        {"WebMainResource": {"WebResourceData": page(1), "WebResourceURL": ADDRESS,
                             "WebResourceTextEncodingName": "utf-8"}},
        fmt=plistlib.FMT_BINARY)),
    ("xml.webarchive", plistlib.dumps(
        {"WebMainResource": {"WebResourceData": page(1), "WebResourceURL": ADDRESS}})),
    ("pages.zip", zipped({"a/b/../../x.mhtml": BASE64, "style.css": b"p { color: red }"})),
    ("in a zip.zip", zipped({"inner.zip": zipped({"x.mht": BASE64})})),
    ("pages.tar", tarred({"/etc/x.mhtml": BASE64}, "w")),
    ("pages.tgz", tarred({"x.mhtml": BASE64, "y.png": b"\x89PNG"})),
    ("twice.warc.gz",
     gzip.compress(gzip.compress(record("response", ADDRESS, answer(page(1)))))),
    ("sorted.jsonl", (json.dumps(CAPTURE) + "\n").encode()),
    ("bom.jsonl", b"\xef\xbb\xbf" + json.dumps(CAPTURE).encode()),
    ("utf16.jsonl", json.dumps(CAPTURE).encode("utf-16")),
    ("big-endian.json", json.dumps(CAPTURE).encode("utf-16-be")),
    ("array.json", json.dumps([CAPTURE | {"headers": None}], indent=2).encode()),
    ("one object.json", json.dumps(CAPTURE, indent=1).encode()),
    ("long head.jsonl", json.dumps({"headers": {"X": "v" * 20_000}} | CAPTURE).encode()),
    *((f"{who}.html", f"<!doctype html>{words}".encode() + page(1))
      for who, words in SAVERS.items()),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), FORMS, ids=[name for name, _ in FORMS])
def test_it_goes_in_under_its_own_address(tmp_path: Path, name: str, data: bytes) -> None:
    pages, told = found(tmp_path, name, data)
    assert is_the_page(pages), pages
    assert not told


def test_all_forms_give_one_article(tmp_path: Path) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    for name, data in FORMS:
        (folder / name).write_bytes(data)
    archive = tmp_path / "news.db"
    done = newsclip("import", folder, "--archive", archive)
    assert done.code == 0, done.err
    assert rows(archive, "SELECT url, headline, revision FROM articles") == [
        (ADDRESS, "Clock 1 ran on", 1)
    ]


@pytest.mark.parametrize(
    ("name", "when"),
    [("SingleFile", "2026-11-11T10:00:00.000Z"),
     ("the Wayback Machine", "2026-11-01T10:00:00.000Z"),
     ("SingleFile, of a copy", "2026-11-01T10:00:00.000Z")],
)  # fmt: skip
def test_a_saved_page_knows_its_time(tmp_path: Path, name: str, when: str) -> None:
    (saved,), _ = found(tmp_path, "x.html", b"<!doctype html>" + SAVERS[name].encode() + page(1))
    assert saved.fetched_at == datetime.fromisoformat(when)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("t.csv", b"url,title,text\nhttps://x.example/1,A,B\n", "is a table"),
        ("t", b"url\ttitle\ttext\nhttps://x.example/1\tA\tB\n", "is a table"),
        ("m.eml", b"From: a@x.example\nTo: b@x.example\nSubject: Pier\n\nThe pier.\n", "is a mail"),
        (
            "m.mbox",
            b"From a@x.example Tue\nFrom: a@x.example\nTo: b\n\nThe pier.\n",
            "is a mailbox",
        ),
        ("p.pdf", b"%PDF-1.7 ...", "is a PDF file"),
        ("d.db", b"SQLite format 3\0" + bytes(100), "newsclip merge"),
        ("f.xml", b"<?xml version='1.0'?><rss><channel><item/></channel></rss>", "is a feed"),
        ("s.xml", b"<urlset><url><loc>https://x.example/</loc></url></urlset>", "is a sitemap"),
        ("i.cdx", b" CDX N b a m s k r M S V g\n", "is an index of a web archive"),
        ("w.docx", zipped({"[Content_Types].xml": b"<Types/>"}), "is an Office document"),
        ("e.zip", zipped({"a.css": b"p {}"}), "there is no page among its 1 files"),
        ("cut.zip", zipped({"a.html": page(1)})[:-40], "damaged"),
        ("l.webarchive", plistlib.dumps({"Bookmarks": []}), "holds no page"),
        ("x.mhtml", mhtml(page(1), "8bit").replace(b"text/html", b"text/none"), "no HTML"),
        ("e.warc", b"nothing", "there is no WARC record in it"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_holds_no_page_is_named_and_becomes_no_article(
    tmp_path: Path, name: str, data: bytes, told: str
) -> None:
    pages, problem = found(tmp_path, name, data)
    assert pages == []
    assert name in problem
    assert told in problem


def test_a_file_that_holds_no_page_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("url,title,text\n")
    done = newsclip("import", tmp_path / "t.csv", "--archive", tmp_path / "news.db")
    assert done.code == 1
    assert "t.csv is a table: it holds no page" in done.err
    assert rows(tmp_path / "news.db", "SELECT id FROM articles") == []


def test_a_bomb_costs_itself(tmp_path: Path) -> None:
    bomb = zipped({"bomb.html": bytes(20_000_000), "x.mhtml": BASE64})
    nested = bomb
    for _ in range(4):
        nested = zipped({"deeper.zip": nested})
    pages, told = found(tmp_path, "bomb.zip", bomb)
    assert is_the_page(pages)
    assert "bomb.zip/bomb.html" in told
    pages, told = found(tmp_path, "nested.zip", nested)
    assert not pages
    assert "containers, and is not opened" in told


def test_a_wacz_is_checked_by_its_digests(tmp_path: Path) -> None:
    warc = gzip.compress(record("response", ADDRESS, answer(page(1))))

    def wacz(digest: str) -> bytes:
        resources = [{"path": "archive/a.warc.gz", "hash": f"sha256:{digest}"}]
        about = json.dumps({"resources": resources}).encode()
        return zipped(
            {"datapackage.json": about, "archive/a.warc.gz": warc, "pages/p.html": page(2)}
        )

    pages, told = found(tmp_path, "whole.wacz", wacz(sha256(warc).hexdigest()))
    assert is_the_page(pages)
    assert not told
    _, told = found(tmp_path, "changed.wacz", wacz("0" * 64))
    assert "do not fit their digest" in told


def test_a_folder_tells_what_it_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    (folder / "clock_files").mkdir(parents=True)
    (folder / "clock.html").write_bytes(page(1))
    (folder / "clock_files" / "frame.html").write_bytes(page(2))
    (folder / "clock_files" / "a.css").write_bytes(b"p {}")
    (folder / "package.json").write_bytes(b'{"name": "x", "url": "https://x.example"}')
    (folder / "array.json").write_bytes(json.dumps([CAPTURE]).encode())
    archive = tmp_path / "news.db"
    done = newsclip("import", folder, "--archive", archive)
    assert done.code == 0, done.err
    assert len(rows(archive, "SELECT id FROM articles")) == 2
    assert "Passed over 3 files" in done.err
    assert all(kind in done.err for kind in ("1 .html", "1 .css", "1 .json"))


def test_a_page_seen_again_before_it_was_seen_first(tmp_path: Path) -> None:
    again = record("revisit", ADDRESS, answer(b""), "2026-11-02", WARC_Refers_To_Target_URI=ADDRESS,
                   WARC_Refers_To_Date="2026-11-01T10:00:00Z")  # fmt: skip
    archive = tmp_path / "news.db"
    (tmp_path / "a.warc").write_bytes(again + record("response", ADDRESS, answer(page(1))))
    done = newsclip("import", tmp_path / "a.warc", "--archive", archive)
    assert done.code == 0, done.err
    (seen,) = rows(archive, "SELECT last_seen_at FROM articles")
    assert seen == ("2026-11-02T00:00:00.000Z",)


@pytest.mark.parametrize(
    "block",
    [
        answer(page(1), "203 Non-Authoritative Information"),
        answer(page(1), "206 Partial Content", {"Content-Range": "bytes 0-9/10"}),
        answer(page(1), headers={"Content-Type": "application/octet-stream"}),
        answer(page(1), headers={"Content-Type": "text/html, text/html; charset=utf-8"}),
        answer(b"%x\r\n%s\r\n0\r\n\r\n" % (len(page(1)), page(1))),
    ],
)
def test_bytes_decide_what_a_record_holds(tmp_path: Path, block: bytes) -> None:
    assert is_the_page(found(tmp_path, "a.warc", record("response", ADDRESS, block))[0])


def test_a_part_is_no_page(tmp_path: Path) -> None:
    part = answer(page(1), "206 Partial Content", {"Content-Range": "bytes 0-9/1000"})
    assert found(tmp_path, "a.warc", record("response", ADDRESS, part))[0] == []


WHOLE = [
    arc(1, {ADDRESS: page(1)}), BASE64, zipped({"x.mhtml": BASE64}), tarred({"x.mhtml": BASE64}),
    plistlib.dumps({"WebMainResource": {"WebResourceData": page(1)}}, fmt=plistlib.FMT_BINARY),
    json.dumps([CAPTURE], indent=1).encode(),
]  # fmt: skip


@examples(100)
@given(st.sampled_from(WHOLE), st.data())
def test_any_damage_ends_with_items_and_no_error(
    tmp_path_factory: pytest.TempPathFactory, form: bytes, data: st.DataObject
) -> None:
    damaged = bytearray(form)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    file = tmp_path_factory.getbasetemp() / "damaged"
    file.write_bytes(bytes(damaged[: data.draw(st.integers(1, len(damaged)))]))
    for _, its in items(files_of([file]), lambda count: None):
        list(its)


@given(st.binary(max_size=600), st.sampled_from(["x", "x.json", "x.html", "x.zip", "x.xml"]))
def test_every_beginning_has_a_format(head: bytes, name: str) -> None:
    assert isinstance(format_of(head, name), Format | UnsupportedFile)
