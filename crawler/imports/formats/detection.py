"""What a file is: told by its first bytes, and by its name only where those could be anything.

What holds no page has a name that people know, so that a message can say what was given.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import NamedTuple

HEAD_BYTES = 8_192
"""Bytes of a file that are looked at. Heads of a saved mail are long."""


class Format(Enum):
    """What a source is read as."""

    WARC = auto()
    ARC = auto()
    JSON = auto()
    MHTML = auto()
    WEB_ARCHIVE = auto()
    """Safari's ``.webarchive``: a property list."""
    ZIP = auto()
    TAR = auto()
    PAGE = auto()
    """HTML or plain text."""


class UnsupportedFile(NamedTuple):
    """A file that holds no page."""

    what: str
    advice: str = ""


_DATABASE = UnsupportedFile("an SQLite database", "archives are joined by: newsclip merge")
_MAGIC: tuple[tuple[bytes, UnsupportedFile], ...] = (
    (b"%PDF-", UnsupportedFile("a PDF file")),
    (b"SQLite format 3\0", _DATABASE),
    (b"\x89PNG", UnsupportedFile("a picture")),
    (b"\xff\xd8\xff", UnsupportedFile("a picture")),
    (b"GIF8", UnsupportedFile("a picture")),
    (b"PAR1", UnsupportedFile("a Parquet file")),
    (b"7z\xbc\xaf\x27\x1c", UnsupportedFile("a 7z archive", "unpack it, and import the folder")),
    (b"Rar!\x1a\x07", UnsupportedFile("a RAR archive", "unpack it, and import the folder")),
    (b"BZh", UnsupportedFile("packed with bzip2", "unpack it first: bunzip2 FILE")),
    (b"\xfd7zXZ\0", UnsupportedFile("packed with xz", "unpack it first: unxz FILE")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", UnsupportedFile("an Office document")),
    (b"ID3", UnsupportedFile("a sound file")),
    (b"\x7fELF", UnsupportedFile("a program")),
)
_IN_XML = {
    b"rss": UnsupportedFile("a feed", "the site it belongs to is read by: newsclip crawl"),
    b"feed": UnsupportedFile("a feed", "the site it belongs to is read by: newsclip crawl"),
    b"rdf": UnsupportedFile("a feed", "the site it belongs to is read by: newsclip crawl"),
    b"urlset": UnsupportedFile("a sitemap", "its pages are fetched by: newsclip crawl"),
    b"sitemapindex": UnsupportedFile("a sitemap", "its pages are fetched by: newsclip crawl"),
    b"svg": UnsupportedFile("a picture"),
}
_TABLE = UnsupportedFile("a table", "pages come in as JSON lines: newsclip import --help")
_MAIL = UnsupportedFile("a mail")
_CDX = UnsupportedFile("an index of a web archive", "import the web archive itself")
_BY_ENDING = {
    ".csv": _TABLE,
    ".tsv": _TABLE,
    ".cdx": _CDX,
    ".cdxj": _CDX,
    ".eml": _MAIL,
    ".mbox": UnsupportedFile("a mailbox"),
    ".css": UnsupportedFile("a style sheet"),
    ".js": UnsupportedFile("a script"),
    ".sql": UnsupportedFile("a database dump"),
    ".log": UnsupportedFile("a log"),
    ".toml": UnsupportedFile("a configuration file", "a sites.toml is for: newsclip crawl"),
    ".ini": UnsupportedFile("a configuration file"),
    ".yaml": UnsupportedFile("a configuration file"),
    ".yml": UnsupportedFile("a configuration file"),
    ".py": UnsupportedFile("a program"),
    ".ris": UnsupportedFile("a list of references"),
    ".bib": UnsupportedFile("a list of references"),
}
"""Text that would be read as a page, told by the ending of its name."""
_JSON_ENDINGS = (".json", ".jsonl", ".ndjson")

_TAR_MAGIC = slice(257, 262)
_XML_ROOT = re.compile(rb"<(?!\?|!)(?:[\w.-]+:)?([\w.-]+)")
_JSON = re.compile(r"\s*(?:\{\s*(?:\"|$)|\[\s*(?:\{\s*(?:\"|$)|\]|$))")
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]*):")
_MAIL_HEADERS = frozenset("to received return-path delivered-to message-id cc bcc reply-to".split())
_CDX_LINE = re.compile(r" CDX [A-Za-z]|[\w.,-]+\)/\S* \d{14} ")
_CELLS = re.compile(r"[\w .-]{1,40}(?:([,;\t])[\w .-]{1,40})(?:\1[\w .-]{0,40})+\r?\n")


def format_of(head: bytes, name: str) -> Format | UnsupportedFile:
    """What a file called *name* is that begins with *head*, unpacked."""
    for magic, stranger in _MAGIC:
        if head.startswith(magic):
            return stranger
    if head.startswith(b"bplist00") or b"<plist" in head[:512]:
        return Format.WEB_ARCHIVE
    if is_zip(head):
        return Format.ZIP
    if is_tar(head):
        return Format.TAR
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"WARC/"):
        return Format.WARC
    if start.startswith(b"filedesc://"):
        return Format.ARC
    if head[4:8] == b"ftyp":
        return UnsupportedFile("a video")
    return _text_format(start, _text(head), name.lower())


def is_zip(head: bytes) -> bool:
    """Whether *head* begins a ZIP file, or is an empty one."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_tar(head: bytes) -> bool:
    """Whether *head* begins a tar file: its first header has the sum it tells."""
    if len(head) < 512 or not head[0]:
        return False
    if head[_TAR_MAGIC] == b"ustar":
        return True
    told = head[148:156].strip(b" \0")
    if not re.fullmatch(rb"[0-7]{1,8}", told):
        return False
    return sum(head[:148]) + 8 * 0x20 + sum(head[156:512]) == int(told, 8)


def _text_format(start: bytes, text: str, name: str) -> Format | UnsupportedFile:
    if kind := _mail_format(text):
        return kind
    ending = "." + name.rpartition(".")[2]
    if _JSON.match(text) and (ending in _JSON_ENDINGS or not ending.startswith((".htm", ".txt"))):
        return Format.JSON
    if start.startswith(b"<?xml") or ending in (".xml", ".rss", ".atom", ".svg"):
        root = _XML_ROOT.search(start)
        if root and (stranger := _IN_XML.get(root[1].lower())):
            return stranger
    if start.startswith((b"<rss", b"<feed", b"<urlset", b"<sitemapindex")):
        return _IN_XML[start[1:].split(None, 1)[0].split(b">")[0]]
    if _CDX_LINE.match(text):
        return _CDX
    if ending in _JSON_ENDINGS:
        return UnsupportedFile("no JSON")
    if "<html" in text[:2_048].lower() or "<!doctype html" in text[:2_048].lower():
        return Format.PAGE
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    return _TABLE if _CELLS.match(text.lstrip("\ufeff")) else Format.PAGE


def _mail_format(text: str) -> Format | UnsupportedFile | None:
    """A saved page in the form of a mail, a mail, or ``None`` where no mail begins so."""
    if text.startswith("From ") and _HEADER.match(text.partition("\n")[2]):
        return _BY_ENDING[".mbox"]
    names: dict[str, str] = {}
    last = ""
    for line in text.split("\n"):
        if not line.strip():
            break
        if line[0] in " \t" and last:
            names[last] += line.lower()
            continue
        found = _HEADER.match(line)
        if found is None:
            return None
        last = found[1].lower()
        names[last] = line.lower()
    if len(names) < 2 or not names.keys() & {"mime-version", "content-type", "subject", "from"}:
        return None
    if names.keys() & _MAIL_HEADERS:
        return _MAIL
    is_saved = names.keys() & {"snapshot-content-location", "content-location"}
    if is_saved or "multipart/related" in names.get("content-type", ""):
        return Format.MHTML
    return _MAIL if "from" in names and "subject" in names else None


def _text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    if b"\0" in head[:2]:
        return head.decode("utf-16-le" if head[1:2] == b"\0" else "utf-16-be", "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
