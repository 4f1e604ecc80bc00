"""The pages of front pages over time: which are kept, and one as it stood."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response

from archive import Archive
from archive.reading.fronts.front_queries import kept
from archive.upkeep.site_names import names_of_sites
from newsclip.browse.pages.answering import ask_archive, fill_page

_DAY = len("2026-11-01")
STATES = 24
"""Earlier states of a front that are listed."""


async def fronts(request: Request, datasette: Datasette) -> Response:
    """The fronts that are kept; with ``of`` one of them, as it stood ``at`` a moment."""
    target, moment = request.args.get("of") or "", _moment(request.args.get("at") or "")

    def look(archive: Archive) -> dict[str, Any]:
        names = {"names": names_of_sites(archive.connection)}
        if not target:
            return {"kept": kept(archive.connection)} | names
        page = archive.front(target, moment)
        if page is None:
            raise NotFound("No front page was seen there by then.")
        since = datetime.fromisoformat(page.front.seen_at)
        before = archive.fronts(page.front.url, until=since, limit=STATES)
        return names | {"page": page, "front": page.front, "before": before}

    values = await ask_archive(datasette, look)
    template = "newsclip/front_page.html" if target else "newsclip/fronts.html"
    return await fill_page(datasette, request, template, values)


def _moment(text: str) -> datetime | None:
    """What ``at`` says; nothing where it is no time."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if len(text) <= _DAY and moment < datetime.max - timedelta(days=1):
        moment += timedelta(days=1)  # a bare day is meant as it stood when the day was over
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
