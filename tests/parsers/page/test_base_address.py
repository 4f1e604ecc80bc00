"""What relative addresses of a page are relative to."""

from __future__ import annotations

import pytest

from parsers import open_page

STORY = "https://news.example/2026/pier"


@pytest.mark.parametrize(
    ("head", "base"),
    [
        (f'<link rel=canonical href="{STORY}">', STORY),
        (f'<meta property="og:url" content="{STORY}">', STORY),
        (f'<link rel=canonical href="/x"><meta property="og:url" content="{STORY}">', STORY),
        (f'<link rel=canonical href="{STORY}"><base href="/a/">', "https://news.example/a/"),
        ("<link rel=canonical href=/2026/pier>", None),
        ("", None),
    ],
)
def test_a_page_from_a_file_goes_by_the_address_it_names(head: str, base: str | None) -> None:
    page = open_page(f"{head}<p><a href=b.html>b</a><img src=a.jpg>")
    assert page.base == base
    at = base.rpartition("/")[0] if base else None
    assert [link.url for link in page.links()] == ([f"{at}/b.html"] if at else [])


def test_where_a_page_was_fetched_holds_against_what_it_names() -> None:
    page = open_page(f'<link rel=canonical href="{STORY}">', "https://m.news.example/x/y")
    assert page.base == "https://m.news.example/x/y"
