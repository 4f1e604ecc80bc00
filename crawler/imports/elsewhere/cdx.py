"""Captures that a CDX server lists: of the Wayback Machine, of Common Crawl, of any pywb.

The list is asked for page by page; then each capture is fetched, from the Wayback Machine as the
raw page (``…/web/STAMPid_/URL``), from Common Crawl as a part of the file that holds its record.
"""

from __future__ import annotations

import io
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode, urlsplit

from archive.records import Capture, Visit
from archive.writing.import_progress import Position
from crawler.bounds import PAGE_BYTES
from crawler.errors import Undecodable
from crawler.http.decoding import decode
from crawler.imports.elsewhere.cdx_lines import Listed, parsed
from crawler.imports.elsewhere.remote_file import NotReachable, RemoteFiles, Stopped
from crawler.imports.elsewhere.wanted import BASE
from crawler.imports.formats.unpacking import Counted, unpacked_stream
from crawler.imports.formats.warc import read_warc
from crawler.imports.formats.web_archive_times import moment_of_stamp
from crawler.imports.source_items import Checkpoint, Problem, SourceItem, with_source
from crawler.imports.sources import UnknownSource
from crawler.imports.vetting import vetted

PREFIX = "cdx:"
WAYBACK = "https://web.archive.org/cdx/search/cdx"
_PAGE = 5_000
"""Captures that are asked for at a time."""
_MOST_PAGES = 100_000
_LARGEST_LIST = 50_000_000
_RECORD_BYTES = 2 * PAGE_BYTES
ASKED_AGAIN = "the same import asks for it again"
"""The end of the detail of a visit whose capture can be tried again: a transient failure."""
_MOST_IN_A_ROW = 3
"""Captures that fail again, one after the other, before the rest is left for the next import."""
_BETWEEN_CHECKPOINTS = 50
"""Captures; each takes a second or more."""
_HTML = ("text/html", "application/xhtml+xml", "warc/revisit", "unk", "-", "")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a CDX server."""

    pattern: str
    """An address, or the beginning of addresses with ``*`` at its end, or ``*.example.com``."""
    since: date | None = None
    until: date | None = None
    """Exclusive."""
    every: bool = False
    """All captures of an address; else the first of each."""
    newest: bool = False
    """The last capture of each address, and of no other."""

    def __str__(self) -> str:
        days = f"{self.since or ''}..{self.until or ''}"
        return " ".join([self.pattern, days, "every" * self.every, "newest" * self.newest]).strip()


class Cdx:
    """A CDX server, and the archive behind it."""

    def __init__(
        self,
        server: str,
        user_agent: str,
        *,
        base: str = BASE,
        delay: float = 2.0,
        allow_private: bool = False,
        pause: float = 5.0,
    ) -> None:
        self.server = server
        self._base = base if base.endswith("/") else base + "/"
        self._delay = delay
        self._files = RemoteFiles(user_agent, allow_private=allow_private, first_pause=pause)
        self._stop = self._files.stop

    def listed(self, asked: Asked) -> list[Listed]:
        """The captures of pages that the server lists, oldest first, chosen as *asked*.

        Raises :class:`UnknownSource`.
        """
        found = [one for one in self._lines(asked) if self._is_page(one, asked)]
        found.sort(key=lambda one: (one.stamp, one.url))
        if asked.every:
            return found
        chosen: dict[str, Listed] = {}
        for one in found:
            if asked.newest or one.url not in chosen:
                chosen[one.url] = one
        return sorted(chosen.values(), key=lambda one: (one.stamp, one.url))

    def items(
        self, listed: list[Listed], position: Position, failed: Container[tuple[str, str]] = ()
    ) -> Iterator[SourceItem]:
        """The pages of *listed* from *position* on: each a request, with a pause between.

        Transient failures are tried once more at the end; so are the captures before *position*
        that *failed* in this way in an earlier import (address and stamp).
        """
        late = [one for one in listed[: position.bytes] if (one.url, one.stamp) in failed]
        try:
            for number, one in enumerate(listed[position.bytes :], position.bytes + 1):
                try:
                    yield from self._fetched(one)
                except _TransientFailure as busy:
                    late.append(one)
                    yield busy.visit
                is_done = number == len(listed)
                if is_done or number % _BETWEEN_CHECKPOINTS == 0:
                    yield Checkpoint(Position(position.source, position.wanted, number, is_done))
                if not is_done and self._stop.wait(self._delay):
                    return
            yield from self._once_more(late)
        except Stopped:
            return

    def _once_more(self, late: list[Listed]) -> Iterator[SourceItem]:
        """The captures of *late* that can be fetched by now; a silent server is given up soon."""
        in_a_row = 0
        for one in late:
            if in_a_row == _MOST_IN_A_ROW or self._stop.wait(self._delay):
                return
            try:
                yield from self._fetched(one)
                in_a_row = 0
            except _TransientFailure:
                in_a_row += 1

    def stop(self) -> None:
        """End soon: no further request is made."""
        self._stop.set()

    def _lines(self, asked: Asked) -> Iterator[Listed]:
        query = {"url": asked.pattern, "output": "json", "limit": str(_PAGE)}
        if asked.since:
            query["from"] = asked.since.strftime("%Y%m%d")
        if asked.until:
            query["to"] = (asked.until - timedelta(days=1)).strftime("%Y%m%d")
        if is_wayback := self._is_wayback():
            query |= {"showResumeKey": "true", "filter": "statuscode:200"}
        key: str | None = None
        for page in range(_MOST_PAGES):
            more = {"resumeKey": key} if key else {} if is_wayback else {"page": str(page)}
            text = self._text(f"{self.server}?{urlencode(query | more)}")
            lines, key = parsed(text)
            yield from lines
            if not lines or (is_wayback and not key):
                return

    def _is_wayback(self) -> bool:
        """Whether pages go on by a key; Common Crawl and pywb number them."""
        return not urlsplit(self.server).path.rstrip("/").endswith("-index")

    def _text(self, url: str) -> str:
        try:
            with self._files.open(url) as stream:
                return stream.read_all(_LARGEST_LIST).decode("utf-8", "replace")
        except NotReachable as error:
            if error.status in (400, 404):  # past the last page, or nothing of this address
                return ""
            raise UnknownSource(str(error)) from None

    def _is_page(self, one: Listed, asked: Asked) -> bool:
        if one.status not in ("200", "-", "") or one.kind not in _HTML:
            return False
        day = moment_of_stamp(one.stamp)
        if day is None or (one.file and one.kind == "warc/revisit"):
            return False
        return (asked.since is None or day.date() >= asked.since) and (
            asked.until is None or day.date() < asked.until
        )

    def _fetched(self, one: Listed) -> Iterator[SourceItem]:
        moment = moment_of_stamp(one.stamp)
        assert moment is not None
        if one.file:
            yield from self._record(one, moment)
            return
        parts = urlsplit(self.server)
        place = f"{parts.scheme}://{parts.netloc}/web/{one.stamp}id_/{one.url}"
        try:
            with self._files.open(place) as stream:
                body = stream.read_all(PAGE_BYTES)
                headers = dict(stream.headers)
        except NotReachable as error:
            yield _failed(one, moment, error)
            return
        try:
            body = decode(body, headers.get("content-encoding", ""), PAGE_BYTES)
        except Undecodable as error:
            yield Visit(one.url, moment, "failed", 200, f"{place}: its body is {error}")
            return
        if not body.strip():
            yield Visit(one.url, moment, "failed", 200, f"{place}: the copy is empty")
            return
        given = ((name, value) for name, value in headers.items() if name.startswith(_ORIGINAL))
        pairs = tuple((name.removeprefix(_ORIGINAL), value) for name, value in given)
        capture = Capture(
            url=one.url,
            fetched_at=moment,
            status=200,
            body=body,
            headers=pairs,
            content_type=headers.get("content-type"),
            archived_from=place,
        )
        yield from vetted([capture], place)

    def _record(self, one: Listed, moment: datetime) -> Iterator[SourceItem]:
        place = self._base + (one.file or "").lstrip("/")
        end = one.offset + one.length
        if not 0 < one.length <= _RECORD_BYTES:
            yield Visit(one.url, moment, "skipped", None, f"larger than {_RECORD_BYTES:,} bytes")
            return
        try:
            with self._files.open(place, one.offset, end) as stream:
                packed = stream.read_all(one.length)
        except NotReachable as error:
            yield _failed(one, moment, error)
            return
        section = unpacked_stream(Counted(io.BytesIO(packed), lambda count: None))
        found = list(vetted(read_warc(section, place), place))
        if not found:
            yield Problem(f"{place}: no record at byte {one.offset:,}")
        for item in found:
            yield with_source(item, f"{place}#{one.offset}-{end}")


class _TransientFailure(Exception):
    """A capture that a later try may get; until then *visit* stands for it."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        super().__init__(visit.url)


def _failed(one: Listed, moment: datetime, error: NotReachable) -> Visit:
    """The visit of a capture that cannot be fetched. Raises :class:`_TransientFailure`."""
    detail = f"{error.url}: {error.reason}"
    if error.is_transient:
        raise _TransientFailure(
            Visit(one.url, moment, "failed", error.status, f"{detail}; {ASKED_AGAIN}")
        )
    return Visit(one.url, moment, "failed", error.status, detail)


_ORIGINAL = "x-archive-orig-"
"""How the Wayback Machine begins the names of the headers that the original was sent with."""
