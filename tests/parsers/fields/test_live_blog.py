"""A live blog is kept whole: its entries have headings of their own, as the next story has."""

from __future__ import annotations

import json

import pytest

from parsers import parse

ENTRIES = [
    ("Ferry turns back", "The ferry to Lund Island turned back at ten, the harbour office says."),
    ("School bus late", "The school bus is an hour late; the driver has made tea for the class."),
    ("Bridge is shut", "The swing bridge is shut to lorries until the wind drops below forty."),
    ("Hens are safe", "All hens of the allotments are in the gym, and one of them laid an egg."),
]
LEAD = (
    "A gale has reached the coast of Port Merrow this morning. We tell here what is closed, what "
    "is late and who has been seen in the water, as the harbour office reports it to us."
)


def page(*, listed: bool, kind: str = "LiveBlogPosting") -> str:
    told = {
        "@context": "https://schema.org",
        "@type": kind,
        "headline": "Gale reaches Port Merrow",
        "datePublished": "2026-03-10T08:15:00+01:00",
    }
    if listed:
        told["liveBlogUpdate"] = [
            {"@type": "BlogPosting", "headline": head, "articleBody": text}
            for head, text in ENTRIES
        ]
    entries = "".join(
        f'<div class="x1"><time>1{n}:20</time><h3>{head}</h3><p>{text}</p></div>'
        for n, (head, text) in enumerate(ENTRIES)
    )
    return (
        "<!doctype html><html lang=en><head><title>Gale reaches Port Merrow</title>"
        f'<script type="application/ld+json">{json.dumps(told)}</script></head><body>'
        '<nav><a href="/">Home</a></nav><main><article><h1>Gale reaches Port Merrow</h1>'
        f"<p>{LEAD}</p>{entries}</article></main></body></html>"
    )


@pytest.mark.parametrize("listed", [True, False])
def test_every_entry_is_kept(listed: bool) -> None:
    article = parse(page(listed=listed), "https://merrow.example/2026/gale")
    texts = [paragraph.text for paragraph in article.paragraphs]
    assert [text for entry in ENTRIES for text in entry] == texts[1:]
    assert article.kind == "live-blog"
