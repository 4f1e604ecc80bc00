"""How a page is answered: its question is put to the archive in a thread, and fills a template."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from datasette.app import Datasette
from datasette.utils.asgi import Request, Response

from archive import Archive
from newsclip.browse.archive_database import NAME
from newsclip.browse.noted import BrowsedArchive
from newsclip.browse.pages.search_page import time_limit
from newsclip.browse.template_filters import without_unseen

Answer = TypeVar("Answer")

SECONDS = 5.0
"""The longest that a page's questions to the archive may take."""


async def ask_archive(datasette: Datasette, question: Callable[[Archive], Answer]) -> Answer:
    """Open the archive in a thread and put *question* to it; it is opened anew each time.

    Notes that cannot be read are told, and count as none.
    """
    path = Path(datasette.get_database(NAME).path)

    def asked() -> Answer:
        with BrowsedArchive(path) as archive, time_limit(archive.connection, SECONDS):
            try:
                answer = question(archive)
            except sqlite3.DatabaseError as error:
                if not archive.goes_on_without_notes(error):
                    raise
                answer = question(archive)
            if "notes" in archive.__dict__:
                datasette.newsclip_notes.note(archive.notes_problem)
            return answer

    return await asyncio.get_running_loop().run_in_executor(datasette.executor, asked)


async def fill_page(
    datasette: Datasette, request: Request, template: str, values: dict[str, Any]
) -> Response:
    """A page of ours."""
    text = await datasette.render_template(template, values, request=request)
    return Response.html(without_unseen(text))
