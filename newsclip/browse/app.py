"""Datasette with the archive, our pages and the guard before them: an ASGI application."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from datasette.app import Datasette
from datasette.plugins import pm

from newsclip.browse import plugin
from newsclip.browse.archive_database import NAME, ArchiveDatabase
from newsclip.browse.guard import Guard, is_loopback
from newsclip.browse.noted import CsrfToken, NotesProblem
from newsclip.browse.pages.health_page import HealthPage
from newsclip.browse.queries import metadata
from newsclip.browse.spreadsheets import ForSpreadsheets

_HERE = Path(__file__).parent

SETTINGS = {
    "allow_download": False,
    "suggest_facets": False,  # each column would be tried, at 50 ms, for every page
    "default_page_size": 50,
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 800,
    "truncate_cells_html": 240,
    "num_sql_threads": 4,
    "default_cache_ttl": 0,  # a crawl may be writing
}


FORMS_AT_A_TIME = 4
"""More wait for these."""


def application(path: Path, host: str = "127.0.0.1", *, notes: bool = False) -> Guard:
    """The archive at *path*, served to those who reach *host*.

    Where that is more than this machine, SQL of the visitor's own is off, and so are *notes*, which
    let forms write to ``news.notes.db``.
    """
    loopback = is_loopback(host)
    notes = notes and loopback
    if not pm.is_registered(plugin):
        pm.register(plugin)
        pm.unregister(name="datasette.handle_exception")  # it prints every value of every frame
    datasette = Datasette(
        template_dir=str(_HERE / "templates"),
        static_mounts=[("static", str(_HERE / "static"))],
        metadata=metadata(NAME),
        settings=SETTINGS | {"default_allow_sql": loopback},
    )
    # Datasette has them printed, and a function that refuses is told to who asked already.
    sqlite3.enable_callback_tracebacks(False)
    datasette.remove_database("_memory")
    datasette.add_database(ArchiveDatabase(datasette, path), name=NAME)
    datasette.newsclip_health = HealthPage(path)
    datasette.newsclip_csrf = CsrfToken() if notes else None
    datasette.newsclip_notes = NotesProblem()
    datasette.newsclip_forms = ThreadPoolExecutor(FORMS_AT_A_TIME, "forms") if notes else None
    return Guard(ForSpreadsheets(datasette.app()), host, tools=loopback, notes=notes)
