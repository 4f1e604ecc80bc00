"""A page that was read leaves the memory at once, tree and all, be it an article or not."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from parsers.errors import NotAnArticle
from parsers.page.opening import open_page
from parsers.reader.parse import read

SENTENCE = "The lock keeper closed the upper gate before noon, and the boats waited below it. "
HEADLINE = "<h1>Ferry strands in the lock</h1>"
ARTICLE = HEADLINE + f"<p>{SENTENCE * 3}</p>" * 4
LIST = "".join(
    f"<div class=card><h2><a href=/news/{n}>Ferry {n} strands in the lock of the harbour</a></h2>"
    f"<p>{SENTENCE} <a href=/more/{n}>More</a></p></div>"
    for n in range(30)
)


@pytest.fixture(autouse=True)
def _without_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(("body", "is_article"), [(ARTICLE, True), (HEADLINE + LIST, False)])
def test_let_go(body: str, is_article: bool) -> None:
    page = open_page(f"<title>Ferry</title><body>{body}", "https://tide.example/news/ferry-strands")
    try:
        read(page)
    except NotAnArticle:
        assert not is_article
        assert page.mark is not None, "it may be a story all the same, and is known by its marks"
    else:
        assert is_article
    kept = weakref.ref(page)
    del page
    assert kept() is None
