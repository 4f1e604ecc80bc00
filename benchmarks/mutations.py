"""Ways to damage a page, each the kind of thing the web does or an attacker would.

Everything is drawn from the ``Random`` given: one seed and one folder give the same page again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from sent_pages import Page, sent
from structures import structure

MOST = 3_000_000
"""Characters a damaged page may have: mutations that repeat things stop there."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})([^<>]{0,9000})>")
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([\w:-]{1,40})=("[^"]*"|'[^']*'|[^\s"'>]+)""")
_LINKED_DATA = re.compile(r"(<script[^<>]{0,300}ld\+json[^<>]{0,300}>)([^<]*)(</script)", re.I)
_TAG_NAMES = (
    "p div section article aside header footer nav main figure figcaption img picture table tr td "
    "ul li dl dd blockquote h1 h2 h3 a span b em time script style noscript template svg math "
    "select option textarea button iframe object form label pre body html head title meta base "
    "frameset plaintext xmp x-y amp-img"
).split()
_NASTY = (
    "", " ", "\0", "\ud800", "\udfff\ud800", "\u202e", "\u200b" * 50, "\ufeff", "\ufffe",
    "é" * 3_000, "a\u0301" * 500, "٣١/١٢/٢٠٢٥", "３月１２日", "²³", "Ⅻ", "🗞" * 40, "ﬁ", "İıſß",
    "-1", "1e999", "NaN", "9" * 400,
    "0000-00-00T00:00:00Z", "2026-02-30", "9999-12-31T23:59:59+99:99",
    "2026-11-20T25:61:61", "10000000000000000000", "31 Noember 20266", "http://[", "http://[::1",
    "http://a:b/", "http://h:99999/", "//", "javascript:0", "data:,x", "http://\u2100.example/",
    "http://xn--/", "http://é.example/%zz?%", "By ", "By By By", "— — —", "LONDON (AP) —",
    "(", ")" * 3_000, "(" * 3_000, "Photo: " * 400, "©" * 900, "a, " * 3_000, "A. " * 3_000,
    "x" * 20_000, "{{title}}", "%s%n", "&#0;", "&#xD800;", "&#x110000;", "&", "&amp;amp;lt;",
    "<", "<!--", "-->", "]]>", "<![CDATA[", "</p", "</script>", "<p", '"', "'", "\r", "\x1b$B",
)  # fmt: skip

_PIECES = (
    *"xA1 .,:;-–—/|()[]{}@©&'\"_=\\\n\t\xa0新บب\u0301\u200b",
    "a ", "Ab ", "AB ", "12 ", "2026-", "12:30 ", "By ", "and ", "AP", "Photo: ", "© ", "www.a.",
    "http://", "January ", "caption", "publish", "author ", "<br>", "<b>", "</p>", "<!--", "\\n",
)  # fmt: skip
_SWELLING = (
    re.compile(r'=\s*"([^"]*)"'),
    re.compile(r"<meta\b[^<>]*content=\"([^\"]*)\"", re.I),
    re.compile(r">([^<>]+)<"),
    re.compile(r"<(?:h1|figcaption|time|title|p)\b[^<>]*>([^<>]+)<", re.I),
    re.compile(r'"([^"\\]{3,})"\s*[,}\]]'),
)
"""Values of attributes, texts, and the strings of a page's data."""


def damaged(random: Random, texts: Sequence[str], address: str | None) -> Page:
    """A page made of *texts[0]*, damaged in one to eight ways; the others lend pieces."""
    text, *others = (text[:MOST] for text in texts)
    for _ in range(random.choice((1, 1, 2, 3, 5, 8))):
        text = random.choice(_WAYS)(random, text, random.choice(others) if others else text)
        text = text[:MOST]
    url = random.choice(
        (address, address, address, None, "https://www.example.com/2026/11/20/a-story.html", "x")
    )
    if random.random() < 0.03:
        url = random.choice(_NASTY)
    return sent(random, text, url)


def _place(random: Random, text: str) -> int:
    """Somewhere in *text*, most often where a tag begins."""
    at = random.randrange(len(text) + 1)
    if random.random() < 0.8:
        tag = text.find("<", at)
        return at if tag < 0 else tag
    return at


def _some_tag(random: Random, text: str) -> re.Match[str] | None:
    return _TAG.search(text, random.randrange(len(text) + 1)) or _TAG.search(text)


def _subtree(random: Random, text: str) -> tuple[int, int]:
    """Where some element begins and ends; as far as the text goes where it does not end."""
    tag = _some_tag(random, text)
    if tag is None:
        at = random.randrange(len(text) + 1)
        return at, min(len(text), at + random.randrange(2_000))
    depth = 0
    for other in re.finditer(rf"<(/?){re.escape(tag[2])}\b[^<>]*>", text[tag.start() :]):
        depth += -1 if other[1] else 1
        if depth <= 0:
            return tag.start(), tag.start() + other.end()
    return tag.start(), len(text)


def _insert(random: Random, text: str, piece: str) -> str:
    at = _place(random, text)
    return text[:at] + piece + text[at:]


def _truncate(random: Random, text: str, other: str) -> str:
    return text[: _place(random, text)]


def _behead(random: Random, text: str, other: str) -> str:
    return text[_place(random, text) :]


def _splice(random: Random, text: str, other: str) -> str:
    """The beginning of one page and the end of another."""
    return text[: _place(random, text)] + other[_place(random, other) :]


def _graft(random: Random, text: str, other: str) -> str:
    """An element of another page."""
    start, end = _subtree(random, other)
    return _insert(random, text, other[start:end])


def _delete(random: Random, text: str, other: str) -> str:
    start, end = _subtree(random, text)
    return text[:start] + text[end:]


def _move(random: Random, text: str, other: str) -> str:
    start, end = _subtree(random, text)
    return _insert(random, text[:start] + text[end:], text[start:end])


def _repeat(random: Random, text: str, other: str) -> str:
    """An element many times, beside or inside itself."""
    start, end = _subtree(random, text)
    piece = text[start:end] or "<p>"
    times = min(random.choice((1, 3, 30, 300, 3_000)), max(1, 1_000_000 // len(piece)))
    if random.random() < 0.5:
        opened = _TAG.match(piece)
        if opened:
            return text[:start] + opened[0] * times + text[start:]
    return text[:start] + piece * times + text[start:]


def _drop_tags(random: Random, text: str, other: str) -> str:
    """Every closing tag of one name gone, or one tag in ten."""
    tag = _some_tag(random, text)
    if tag is not None and random.random() < 0.5:
        return re.sub(rf"</{re.escape(tag[2])}\s*>", "", text)
    return _TAG.sub(lambda found: "" if random.random() < 0.1 else found[0], text)


def _rename(random: Random, text: str, other: str) -> str:
    tag = _some_tag(random, text)
    if tag is None:
        return text
    new = random.choice(_TAG_NAMES)
    return re.sub(rf"(</?){re.escape(tag[2])}\b", rf"\g<1>{new}", text)


def _attributes(random: Random, text: str, other: str) -> str:
    """Values of attributes exchanged, emptied or replaced; quotes lost."""
    values = [found[2] for found in _ATTRIBUTE.finditer(text)][:3_000] or ['""']
    share = random.choice((0.005, 0.05, 0.5))

    def change(found: re.Match[str]) -> str:
        if random.random() > share:
            return found[0]
        way = random.randrange(5)
        if way == 0:
            return f"{found[1]}={random.choice(values)}"
        if way == 1:
            return f'{found[1]}="{random.choice(_NASTY)}"'
        if way == 2:
            return found[1]
        if way == 3:
            return f"{found[0]} {found[0]}"
        return found[0][: random.randrange(len(found[0])) + 1]

    return _ATTRIBUTE.sub(change, text)


def _meta(random: Random, text: str, other: str) -> str:
    """The ``content`` of meta elements."""
    return re.sub(
        r'(<meta[^<>]*content=)"[^"]*"',
        lambda found: f'{found[1]}"{random.choice(_NASTY)}"' if random.random() < 0.3 else found[0],
        text,
    )


def _texts(random: Random, text: str, other: str) -> str:
    """Strange words in the place of some texts, or before them."""
    share = random.choice((0.01, 0.1, 0.5))

    def change(found: re.Match[str]) -> str:
        if random.random() > share:
            return found[0]
        strange = random.choice(_NASTY)
        return ">" + strange + random.choice(("", found[0][1:-1])) + "<"

    return re.sub(r">[^<>]+<", change, text)


def _swell(random: Random, text: str, other: str) -> str:
    """One value, text or string of the page's data is a piece of it over and over: a pattern that
    begins anew at each takes for ever."""
    piece = "".join(random.choices(_PIECES, k=random.choice((1, 1, 2, 3))))
    places = list(random.choice(_SWELLING).finditer(text))
    if not places:
        return text
    start, end = random.choice(places).span(1)
    times = random.choice((1_400, 50_000, 200_000)) // len(piece)
    return text[:start] + piece * times + text[end:]


def _entities(random: Random, text: str, other: str) -> str:
    letter = random.choice(" aeinst&<>\"'")
    new = random.choice(
        (f"&#{ord(letter)};", f"&#x{ord(letter):x}", "&amp;" + letter, "&#0;", "&nbsp;", "&bogus;")
    )
    start = _place(random, text)
    end = start + random.choice((10, 1_000, len(text)))
    return text[:start] + text[start:end].replace(letter, new) + text[end:]


def _linked_data(random: Random, text: str, other: str) -> str:
    """Values of the JSON-LD with other types, other keys, or other depth."""
    found = list(_LINKED_DATA.finditer(text))
    if not found:
        lent = _LINKED_DATA.search(other)
        return _insert(random, text, lent[0] + "</script>") if lent else text
    script = random.choice(found)
    try:
        value = json.loads(script[2])
        for _ in range(random.choice((1, 1, 4, 15))):
            value = _changed(random, value)
        new = json.dumps(value, ensure_ascii=random.random() < 0.5)
    except (ValueError, RecursionError):
        at = random.randrange(len(script[2]) + 1)
        new = script[2][:at] + random.choice(_NASTY) + script[2][at:]
    return text[: script.start(2)] + new + text[script.end(2) :]


def _changed(random: Random, value: Any) -> Any:
    """*value* with one value somewhere inside replaced."""
    if isinstance(value, dict) and value and random.random() < 0.85:
        key = random.choice(list(value))
        return {**value, key: _changed(random, value[key])}
    if isinstance(value, list) and value and random.random() < 0.85:
        at = random.randrange(len(value))
        return [*value[:at], _changed(random, value[at]), *value[at + 1 :]]
    strange: list[Any] = [
        None, True, 0, -1, 1e308, 10**30, float("nan"), "", [], {}, [[]], [None], [value] * 50,
        {"@id": "#x"}, {"@value": value}, {"name": value}, {"@type": value}, {"name": {"name": []}},
        {"@graph": value}, {"@type": ["NewsArticle", 7, None]}, {"@list": [value]}, str(value) * 3,
        {"url": value, "@type": "ImageObject", "caption": 7, "width": "x"},
    ]  # fmt: skip
    return random.choice((random.choice(strange), random.choice(_NASTY)))


def _nest(random: Random, text: str, other: str) -> str:
    """A tag opened many times."""
    tag = random.choice(_TAG_NAMES)
    extra = random.choice(("", " class=x", " a=1 b=2 c"))
    return _insert(random, text, f"<{tag}{extra}>" * random.choice((3, 50, 500, 5_000, 60_000)))


def _strange(random: Random, text: str, other: str) -> str:
    """Strange words at the beginning of a tag or anywhere."""
    for _ in range(random.choice((1, 5, 50))):
        text = _insert(random, text, random.choice(_NASTY))
    return text


def _shuffle(random: Random, text: str, other: str) -> str:
    """The tags of a stretch in another order."""
    start = _place(random, text)
    stretch = text[start : start + random.choice((500, 20_000))]
    pieces = re.split(r"(?=<)", stretch)
    random.shuffle(pieces)
    return text[:start] + "".join(pieces) + text[start + len(stretch) :]


def _structure(random: Random, text: str, other: str) -> str:
    """Structure that repeats, somewhere."""
    return _insert(random, text, structure(random))


Way = Callable[[Random, str, str], str]
_WAYS: tuple[Way, ...] = (
    _truncate, _behead, _splice, _graft, _graft, _delete, _delete, _move, _move, _repeat,
    _drop_tags, _rename, _attributes, _attributes, _meta, _meta, _texts, _texts, _swell,
    _swell, _entities,
    _linked_data, _linked_data, _linked_data, _nest, _strange, _shuffle, _structure, _structure,
)  # fmt: skip
