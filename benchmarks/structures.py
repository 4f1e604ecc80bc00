"""Structure that repeats, to be put into pages: what makes anything worse than linear show.

Each maker gives some of it, of a number of pieces drawn from the ``Random`` given.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

_NUMBERS = (3, 60, 800, 6_000, 30_000)
_NAMES = ("Jane Doe", "The Gazette", "AP", "Łukasz Nowak", "新华社")
_SENTENCES = (
    "The ferry left the harbour at dawn with nobody on board but the cat.",
    "«Никто не любит объезд», сказала она на встрече в понедельник.",
    "港口委员会周二投票决定关闭旧码头八个月，以便更换木桩。",
    "Photo: Jane Doe / AP (file) via The Gazette, 2026.",
)


def structure(random: Random) -> str:
    """Some structure that repeats."""
    return random.choice(_MAKERS)(random, random.choice(_NUMBERS))


def _script(value: object, kind: str = "application/ld+json") -> str:
    return f'<script type="{kind}">{json.dumps(value)}</script>'


def _named_nodes(random: Random, number: int) -> str:
    """Nodes that name each other: the next one, the first, any, themselves."""
    ways: tuple[Callable[[int], int], ...] = (
        lambda i: i + 1,
        lambda i: 0,
        lambda i: random.randrange(number),
        lambda i: i,
    )
    to = random.choice(ways)
    key = random.choice(("author", "publisher", "image", "isPartOf", "mainEntity", "hasPart"))
    kind = random.choice(("NewsArticle", "Person", "ImageObject", "WebPage", "Organization"))
    nodes = [
        {"@type": kind, "@id": f"#{i}", key: {"@id": f"#{to(i)}"}, "url": f"/{i}"}
        for i in range(number)
    ]
    for node in nodes[:: random.choice((1, 2, number))]:
        node["name"] = random.choice(_NAMES)
        node["headline"] = "A headline of some words"
    nodes.append({"@type": "NewsArticle", key: [{"@id": f"#{i}"} for i in range(number)]})
    return _script({"@graph": nodes} if random.random() < 0.5 else nodes)


def _labels(random: Random, number: int) -> str:
    """A host of many labels, wherever a page tells an address."""
    host = random.choice(("a.", "news.", "www.", "xn--a.", "1.")) * number + "example"
    return random.choice(
        (
            f'<link rel=canonical href="https://{host}/a">',
            f'<meta property="og:url" content="https://{host}/a">',
            f'<base href="https://{host}/">',
            f'<a href="https://{host}/a">A link</a>' * min(number, 30),
            _script({"@type": "NewsArticle", "url": f"https://{host}/a", "headline": "A b c"}),
        )
    )


def _members(random: Random, number: int) -> str:
    """Objects and lists of many members, or deep ones, where scripts hold data."""
    text = random.choice(_SENTENCES) * 2
    some = min(number, 9_000)
    ways: tuple[Callable[[], str], ...] = (
        lambda: json.dumps({f"k{i}": text for i in range(some)}),
        lambda: json.dumps([{"text": text, "id": i} for i in range(some)]),
        lambda: '{"a":[' * number + "1" + "]}" * number,
        lambda: json.dumps({"k" * number: {f"{i}": i for i in range(number)}}),
        lambda: json.dumps([["$", "p", None, {"children": [text, "x"]}]] * some),
        lambda: '["$","div",null,{"children":' * number + '"x"' + "}]" * number,
    )
    value = random.choice(ways)()
    return random.choice(
        (
            f"<script>window.__DATA__ = {value};</script>",
            f'<script>window["data"].push({value})</script>',
            f'<script type="application/json">{value}</script>',
            f"<script>self.__next_f.push({json.dumps([1, f'5:{value}'])})</script>",
            _script({"@type": "NewsArticle", "headline": "A b c", "articleBody": value}),
        )
    )


def _attributes(random: Random, number: int) -> str:
    """Tags with many attributes, or with many classes."""
    ways: tuple[Callable[[], str], ...] = (
        lambda: "<p " + " ".join(f"a{i}=1" for i in range(number)) + ">x",
        lambda: '<div class="' + " ".join(f"c{i} css-{i}x" for i in range(number)) + '">x',
        lambda: "".join(f'<p class="c{i} sc-{i}a" id=i{i} data-a{i}=1>A b.' for i in range(number)),
        lambda: '<meta name=keywords content="' + "a word, " * number + '">',
        lambda: '<img srcset="' + ", ".join(f"/{i}.jpg {i}w" for i in range(number)) + '">',
    )
    return random.choice(ways)()


def _nested(random: Random, number: int) -> str:
    """Elements in each other that close, that do not, and that others keep from closing."""
    deep = min(number, random.choice((90, 390, 4_000)))
    opened, closed = random.choice(
        (
            ("<table><tr><td>", "</table>"),
            ("<ul><li>", "</ul>"),
            ("<div><object>", "</div>"),
            ("<p><main>", "</p>"),
            ("<a><div>", "</a>"),
            ("<svg><g>", "</svg>"),
            ("<x-y>", "</x-y>"),
            ("<blockquote><p>", "</blockquote>"),
            ("<ruby>a<rt>b", "</ruby>"),
            ("<x-a><template shadowrootmode=open><slot></slot>", "</template></x-a>"),
        )
    )
    if random.random() < 0.5:
        return (opened + "A few words. ") * deep + closed * deep
    return (opened + "A few words. " + closed) * number


def _repeated(random: Random, number: int) -> str:
    """Pieces of stories one after another, the same or different ones."""
    pieces: tuple[Callable[[int], str], ...] = (
        lambda i: (
            f'<figure><img src=/{i}.jpg alt="Boat {i}"><figcaption>Boat {i}. Photo: A B/AP'
            "</figcaption></figure>"
        ),
        lambda i: f"<blockquote><p>{random.choice(_SENTENCES)} {i}</p></blockquote>",
        lambda i: f"<p>{_SENTENCES[0]} {i % 7}</p>",
        lambda i: f"<h1>A headline of some words {i}</h1>",
        lambda i: f"<time datetime=2026-01-{i % 28 + 1:02}>January {i % 28 + 1}</time>",
        lambda i: f"<a rel=author href=/a{i}>By Jane Doe {i}</a> ",
        lambda i: f"<article><h2>Story {i}</h2><p>{_SENTENCES[i % 4]}</p></article>",
        lambda i: f"<p>A <x-{i}>word</x-{i}> <span class=sr-only>(opens in new tab)</span> here.",
        lambda i: f"<li><a href=/{i}>A link {i}</a> and words</li>",
        lambda i: f"<meta property=og:image content=/{i}.jpg><meta name=author content='A B{i}'>",
        lambda i: "<p>It didnâ\x80\x99t rain, said JÃ¼rgen.</p>",
        lambda i: f"LONDON (AP) — {_SENTENCES[0]}<br><br>",
        lambda i: f"<tr><td>{i}</td><td>{random.choice(_NAMES)}</td></tr>",
    )
    piece = random.choice(pieces)
    return "".join([piece(i) for i in range(number)])


_MAKERS = (_named_nodes, _labels, _members, _attributes, _nested, _repeated, _repeated)
