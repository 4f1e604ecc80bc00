"""What newsclip adds to Datasette, by its plugin hooks."""

from __future__ import annotations

import re
import sqlite3
import traceback
from collections.abc import Callable
from typing import Any

import click
from datasette import hookimpl
from datasette.utils.asgi import Base400, Response
from datasette.views.base import DatasetteError
from jinja2 import BaseLoader, Environment
from markupsafe import Markup

from archive import ArchiveError
from archive.search.suggestions.language_names import name_of
from newsclip import __version__
from newsclip.browse.archive_database import NAME
from newsclip.browse.catalogue import columns_in_order, in_parts
from newsclip.browse.guard import NOTES_PATH
from newsclip.browse.noted import beside
from newsclip.browse.pages import archive_pages, count_page, fronts_pages, noted_pages
from newsclip.browse.pages.answering import ask_archive
from newsclip.browse.template_filters import (
    day,
    direction,
    minute,
    web_address,
    when,
    without_unseen,
)
from newsclip.terminal.disk_advice import advice

_ROUTES = (
    (r"^/$", archive_pages.front),
    (r"^/search(?P<ending>|\.json|\.csv)$", archive_pages.search),
    (r"^/(?P<kind>search|edits|gone)\.atom$", archive_pages.feed),
    (r"^/article/(?P<id>\d{1,18})(?P<ending>|\.json)$", archive_pages.article),
    (r"^/article/(?P<id>\d{1,18})/changes$", archive_pages.changes),
    (r"^/article/(?P<id>\d{1,18})/stored$", archive_pages.stored),
    (r"^/article/(?P<id>\d{1,18})/notes$", noted_pages.write),
    (r"^/selections$", noted_pages.selections),
    (r"^/count$", count_page.count),
    (r"^/fronts$", fronts_pages.fronts),
    (r"^/about$", archive_pages.about),
    (r"^/face\.css$", archive_pages.style),
)


_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z")


def _register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    return list(_ROUTES)


def _prepare_jinja2_environment(env: Environment, datasette: Any) -> None:
    env.filters["when"] = when
    env.filters["day"] = day
    env.filters["minute"] = minute
    env.filters["web_address"] = web_address
    env.filters["direction"] = direction
    env.filters["language_name"] = name_of
    env.filters["in_parts"] = in_parts
    env.filters["columns_in_order"] = lambda columns, table: columns_in_order(table, columns)
    env.globals["newsclip_version"] = __version__
    assert env.loader is not None
    env.loader = WithoutInline(env.loader)


def _render_cell(value: Any, column: str, table: str | None, database: str) -> Any:
    """An article's number leads to its page; addresses lead nowhere unsafe; times are short."""
    if database != NAME:
        return None
    if isinstance(value, int) and (
        (table == "articles" and column == "id") or column in ("article_id", "article")
    ):
        return Markup('<a href="/article/{0}">{0}</a>').format(value)
    if isinstance(value, str) and re.match(r"\s*[a-z][\w+.-]*:\S*$", value, re.IGNORECASE):
        if address := web_address(value):
            link = '<a href="{0}" rel="noopener noreferrer nofollow">{0}</a>'
            return Markup(link).format(address)
        return Markup("{}").format(value)
    if isinstance(value, str) and (moment := _MOMENT.fullmatch(value)):
        return Markup('<time datetime="{0}">{1} {2}</time>').format(value, moment[1], moment[2])
    if isinstance(value, str) and (seen := without_unseen(value)) != value:
        return seen
    return None


def _extra_template_vars(datasette: Any) -> Callable[[], Any]:
    """What the frame of every page shows."""

    async def told() -> dict[str, Any]:
        try:
            found = await ask_archive(datasette, beside)
        except (ArchiveError, sqlite3.DatabaseError):
            return {}  # the page itself says what is wrong
        return {**found, "notes_problem": datasette.newsclip_notes.told}

    return told


def _handle_exception(datasette: Any, request: Any, exception: Exception) -> Callable[[], Any]:
    """A page that says what went wrong; what nobody expected is told on standard error too."""

    async def answer() -> Response:
        title, status, message = None, 500, "The reason is on the terminal where this was started."
        if isinstance(exception, DatasetteError):
            title, status = exception.title, exception.status
            message = Markup(exception.message) if exception.message_is_html else exception.message
        elif isinstance(exception, Base400):
            status, message = exception.status, str(exception.args[0] if exception.args else "")
        elif isinstance(exception, ArchiveError):
            status, message = 503, str(exception)
        elif isinstance(exception, sqlite3.OperationalError) and "interrupted" in str(exception):
            status, message = 503, "This took too long and was stopped."
        elif isinstance(exception, sqlite3.OperationalError) and (told := advice(exception)):
            status, message = 503, told
        elif isinstance(exception, MemoryError):
            status, message = 503, "This needed too much memory and was stopped."
        else:
            click.echo("".join(traceback.format_exception(exception)), err=True)
        answered = {"ok": False, "error": str(message), "status": status, "title": title}
        if request.path.endswith(".json"):
            return Response.json(answered, status=status)
        sql = request.args.get("sql")
        is_refused = bool(sql) and status == 400 and request.path == f"/{NAME}"
        template = datasette.jinja_env.get_template("refused.html" if is_refused else "error.html")
        values = {"title": title or f"Error {status}"} if is_refused else {}
        text = await template.render_async(
            answered | {"error": message, "urls": datasette.urls, "sql": sql} | values
        )
        return Response.html(text, status=status)

    return answer


class WithoutInline(BaseLoader):
    """Datasette's templates without styles and scripts inside them, which the policy forbids.

    Fields that have no label get one, for who listens to the page.
    """

    _LABELS = (
        ('id="sql-editor"', "SQL"),
        ('name="_filter_column', "Column"),
        ('name="_filter_op', "Comparison"),
        ('name="_filter_value', "Value"),
        ('name="_sort"', "Sort by"),
    )

    _INLINE = re.compile(
        r'\sstyle="(?:\{\{.*?\}\}|[^"])*"|<style.*?</style>|<script>.*?</script>', re.DOTALL
    )

    def __init__(self, loader: BaseLoader) -> None:
        self.loader = loader

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str | None, Callable[[], bool] | None]:
        """The template's text."""
        source, path, is_current = self.loader.get_source(environment, template)
        source = self._INLINE.sub("", source)
        for attribute, label in self._LABELS:
            source = source.replace(f" {attribute}", f' aria-label="{label}" {attribute}')
        return source, path, is_current

    def list_templates(self) -> list[str]:
        """The names of all templates."""
        return self.loader.list_templates()


def _skip_csrf(scope: Any) -> bool:
    """Forms have a token of our own, which is asked for with and without cookies."""
    return bool(NOTES_PATH.fullmatch(scope["path"]))


skip_csrf = hookimpl(_skip_csrf)
register_routes = hookimpl(_register_routes)
prepare_jinja2_environment = hookimpl(_prepare_jinja2_environment)
render_cell = hookimpl(_render_cell)
extra_template_vars = hookimpl(_extra_template_vars)
handle_exception = hookimpl(_handle_exception)
