"""What a site repeats, learned in this process: no worker is started."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager

from archive import Archive
from archive.writing.reparse.parsed_capture import ParsedCapture
from crawler.reparse.parser_pool import ParserPool, parse_captures
from crawler.reparse.standing_text_update import StandingTextUpdate
from crawler.reparse.standing_text_update import update_standing_text as update_with


class Here:
    """Reads stored pages in this process."""

    task, most = 4, 1

    def submit(self, place: tuple[str, str], keys: Sequence[str]) -> Future[list[ParsedCapture]]:
        done: Future[list[ParsedCapture]] = Future()
        done.set_result(parse_captures(*place, keys))
        return done

    def failure(self, error: BaseException) -> object:
        return error


@contextmanager
def here() -> Iterator[ParserPool]:
    yield Here()


def update_standing_text(archive: Archive) -> StandingTextUpdate:
    return update_with(archive, pool=here)
