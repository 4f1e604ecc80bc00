"""What newsclip adds to Datasette, by its plugin hooks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from jinja2 import BaseLoader, Environment
from markupsafe import Markup

from newsclip import __version__
from newsclip.browse import pages
from newsclip.browse.database import NAME
from newsclip.browse.texts import day, direction, web_address, when

_ROUTES = (
    (r"^/$", pages.front),
    (r"^/search(?P<ending>|\.json|\.csv)$", pages.search),
    (r"^/article/(?P<id>\d{1,18})(?P<ending>|\.json)$", pages.article),
    (r"^/article/(?P<id>\d{1,18})/changes$", pages.changes),
    (r"^/article/(?P<id>\d{1,18})/stored$", pages.stored),
    (r"^/about$", pages.about),
)


def _register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    return list(_ROUTES)


def _prepare_jinja2_environment(env: Environment, datasette: Any) -> None:
    env.filters["when"] = when
    env.filters["day"] = day
    env.filters["web_address"] = web_address
    env.filters["direction"] = direction
    env.globals["newsclip_version"] = __version__
    assert env.loader is not None
    env.loader = WithoutInline(env.loader)


def _render_cell(value: Any, column: str, table: str | None, database: str) -> Any:
    """An article's number leads to its page; addresses lead nowhere unsafe."""
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
    return None


class WithoutInline(BaseLoader):
    """Datasette's templates without styles and scripts inside them, which the policy forbids."""

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
        return self._INLINE.sub("", source), path, is_current

    def list_templates(self) -> list[str]:
        """The names of all templates."""
        return self.loader.list_templates()


register_routes = hookimpl(_register_routes)
prepare_jinja2_environment = hookimpl(_prepare_jinja2_environment)
render_cell = hookimpl(_render_cell)
