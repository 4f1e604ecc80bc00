"""The page of selections and tags, and what forms on articles change."""

from __future__ import annotations

import asyncio
from pathlib import Path

from datasette.app import Datasette
from datasette.utils.asgi import Forbidden, NotFound, Request, Response

from archive import Archive, SelectionMissing
from newsclip.browse.archive_database import NAME
from newsclip.browse.noted import all_noted, change
from newsclip.browse.pages.answering import ask_archive, fill_page


async def selections(request: Request, datasette: Datasette) -> Response:
    """All selections and all tags."""
    found, tags = await ask_archive(datasette, all_noted)
    values = {"selections": found, "tags": tags}
    return await fill_page(datasette, request, "newsclip/selections.html", values)


async def write(request: Request, datasette: Datasette) -> Response:
    """Do what a form on an article asks, and lead back to the article.

    :class:`~newsclip.browse.guard.Guard` lets only forms of this server's own pages through; the
    token says once more that whoever sends it was shown one of them.
    """
    try:
        form = await request.post_vars()
    except UnicodeDecodeError:
        return Response.text("This form is not written in UTF-8.\n", status=400)
    if not datasette.newsclip_csrf or not datasette.newsclip_csrf.knows(form.get("token", "")):
        raise Forbidden("This form is of another start of newsclip browse. Reload the article.")
    number = int(request.url_vars["id"])

    path = Path(datasette.get_database(NAME).path)

    def todo() -> None:
        with Archive(path) as archive:
            if archive.article(number) is None:
                raise NotFound(f"There is no article {number} in this archive.")
            change(archive, number, form)

    try:
        # In threads of their own: a form may wait for whoever writes notes, and no page with it.
        await asyncio.get_running_loop().run_in_executor(datasette.newsclip_forms, todo)
    except (ValueError, SelectionMissing) as error:
        return Response.text(f"{error}\n", status=400)
    return Response("", status=303, headers={"location": f"/article/{number}#noted"})
