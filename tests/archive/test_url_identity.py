from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive.values.url_identity import amp_origin, host_of, is_web, site_of, url_key

SAME = [
    ("https://www.example.com/a/", "http://example.com/a"),
    ("https://example.com:443/a", "https://example.com/a"),
    ("http://example.com:80/a", "https://example.com/a"),
    ("HTTPS://EXAMPLE.com/a", "https://example.com/a"),
    ("//example.com/a", "https://example.com/a"),
    ("example.com/a", "https://example.com/a"),
    ("https://user:secret@example.com/a", "https://example.com/a"),
    ("https://example.com/a#comments", "https://example.com/a"),
    ("https://example.com/a?", "https://example.com/a"),
    ("https://example.com./a", "https://example.com/a"),
    ("https://example.com/a?utm_source=x&utm_medium=y", "https://example.com/a"),
    ("https://example.com/a?id=7&fbclid=Iw&gclid=1&msclkid=2", "https://example.com/a?id=7"),
    ("https://example.com/a?UTM_Campaign=x", "https://example.com/a"),
    ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"),
    ("https://example.com/a;jsessionid=1A2B", "https://example.com/a"),
    ("https://example.com/a?PHPSESSID=1a2b", "https://example.com/a"),
    ("https://example.com/a?sid=0123456789abcdef0123", "https://example.com/a"),
    ("https://example.com/%7Ekeeper/caf%c3%a9", "https://example.com/~keeper/café"),
    ("https://example.com/a/./b/../c", "https://example.com/a/c"),
    ("https://example.com//a", "https://example.com/a"),
    ("https://example.com/a?q=two+words", "https://example.com/a?q=two%20words"),
    ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ("https://BÜCHER.example/a", "https://xn--bcher-kva.example/a"),
    (" https://example.com/a\n", "https://example.com/a"),
    ("https:\\\\example.com\\a", "https://example.com/a"),
]
OTHER = [
    ("https://example.com/a", "https://example.com/A"),
    ("https://example.com/a?id=1", "https://example.com/a?id=2"),
    ("https://example.com/a?sid=4711", "https://example.com/a"),
    ("https://example.com:8080/a", "https://example.com/a"),
    ("https://m.example.com/a", "https://example.com/a"),
    ("https://example.com/a%2Fb", "https://example.com/a/b"),
    ("https://example.com/100%25", "https://example.com/100"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_page_has_one_key(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_other_pages_have_other_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


def test_a_key_is_what_people_call_the_address() -> None:
    assert url_key("https://www.example.com/2026/11/01/story/?utm_source=rss") == (
        "example.com/2026/11/01/story"
    )
    assert url_key("file:2026/story.html") == "file:2026/story.html"


PIECES = (
    "http:// https: // www. a.b [ ] : 80 @ / .. . ? & = # % %2 %2F %c3 ;sid= utm_x=1 é \ud800"
    " \\ xn-- xn--a ＡＢ 。 file: mailto:x"
).split(" ")
addresses = st.text() | st.lists(st.sampled_from([*PIECES, "\0", "\t", " "])).map("".join)


@given(addresses)
@example("http://[bad")
@example("http://" + "a" * 70_000)
@example("https://xn--\uffff/")
@example("http://a:99999999999999999999/")
def test_any_text_has_a_key_that_is_its_own(address: str) -> None:
    key = url_key(address)
    assert url_key(key) == key
    key.encode()
    host = host_of(address)
    assert host is None or host
    site = site_of(address)
    assert (site is None) == (host is None)
    is_web(address)
    amp_origin(address)


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://www.bbc.co.uk/news", "bbc.co.uk"),
        ("https://fr.africanews.com/a", "africanews.com"),
        ("http://127.0.0.1:8000/a", "127.0.0.1"),
        ("http://localhost:8000/a", "localhost"),
        ("http://[::1]:8000/a", "[::1]"),
        ("http://newsroom.test/a", "newsroom.test"),
        ("https://keeper.github.io/a", "keeper.github.io"),
        ("file:a/b.html", None),
        ("mailto:someone@example.com", None),
        ("javascript:alert(1)", None),
        ("", None),
    ],
)
def test_site(address: str, site: str | None) -> None:
    assert site_of(address) == site


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        (
            "https://www-example-com.cdn.ampproject.org/c/s/www.example.com/a.amp",
            "https://www.example.com/a.amp",
        ),
        ("https://www.google.com/amp/s/example.com/a", "https://example.com/a"),
        ("https://www.google.com/maps", None),
        ("https://example.com/amp/s/a", None),
    ],
)
def test_publisher_behind_an_amp_cache(address: str, origin: str | None) -> None:
    assert amp_origin(address) == origin
