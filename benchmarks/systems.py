"""The readers compared: newsclip and the installed peers, each with the settings it documents.

Every reader takes the page as bytes and its address, and gives a ``Reading``. A peer that is not
installed is left out; ``pip install '.[bench]'`` installs them all.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from metrics import Reading

Read = Callable[[bytes, str], Reading]


def _newsclip() -> Read:
    from parsers import parse

    def read(page: bytes, url: str) -> Reading:
        article = parse(page, url)
        paragraphs = [p.text for p in article.paragraphs]
        dateline = article.dateline
        if dateline and dateline.source == "body":  # the truth of the corpora keeps it in the text
            prose = (i for i, p in enumerate(article.paragraphs) if p.kind == "paragraph")
            first = next(prose, 0)
            paragraphs[first] = f"{dateline.text} - {paragraphs[first]}"
        published = article.published_at
        return Reading(
            article.headline,
            article.authors,
            published.isoformat() if published else None,
            tuple(paragraphs),
            captions=tuple(i.caption for i in article.images if i.caption),
            credits=tuple(i.credit for i in article.images if i.credit),
            standfirst=article.dek,
        )

    return read


def _trafilatura() -> Read:
    from trafilatura import bare_extraction

    def read(page: bytes, url: str) -> Reading:
        found = bare_extraction(
            page, url=url, favor_precision=False, include_comments=False, with_metadata=True
        )
        if found is None:
            return Reading()
        record = found.as_dict()
        text = record.get("text") or ""
        authors = tuple(a for a in (record.get("author") or "").split("; ") if a)
        return Reading(
            record.get("title"), authors, record.get("date"), tuple(filter(None, text.split("\n")))
        )

    return read


def _newspaper4k() -> Read:
    import newspaper

    def read(page: bytes, url: str) -> Reading:
        article = newspaper.Article(url, fetch_images=False)
        article.download(input_html=page.decode("utf-8", "replace"))
        article.parse()
        published = article.publish_date
        return Reading(
            article.title,
            tuple(article.authors),
            published.isoformat() if published else None,
            tuple(filter(None, article.text.split("\n"))),
        )

    return read


def _resiliparse() -> Read:
    from resiliparse.extract.html2text import extract_plain_text

    def read(page: bytes, url: str) -> Reading:
        html = page.decode("utf-8", "replace")
        text = extract_plain_text(html, main_content=True, alt_texts=False, list_bullets=False)
        return Reading(paragraphs=tuple(filter(None, text.split("\n"))))

    return read


def _readability() -> Read:
    from readability import Document
    from selectolax.lexbor import LexborHTMLParser

    def read(page: bytes, url: str) -> Reading:
        document = Document(page.decode("utf-8", "replace"))
        body = LexborHTMLParser(document.summary())
        text = body.text(separator="\n", strip=True)
        return Reading(document.short_title(), paragraphs=tuple(filter(None, text.split("\n"))))

    return read


def _lexbor() -> Read:
    from selectolax.lexbor import LexborHTMLParser

    def read(page: bytes, url: str) -> Reading:
        LexborHTMLParser(page)
        return Reading()

    return read


SYSTEMS: dict[str, tuple[str, Callable[[], Read]]] = {
    "newsclip": ("parsers", _newsclip),
    "trafilatura": ("trafilatura", _trafilatura),
    "newspaper4k": ("newspaper", _newspaper4k),
    "resiliparse": ("resiliparse", _resiliparse),
    "readability-lxml": ("readability", _readability),
    "bare parse": ("selectolax", _lexbor),
}
"""Name to the module it needs and a function that prepares it."""


def installed(names: list[str] | None = None) -> dict[str, Read]:
    """The readers that can run here, all or those named."""
    ready = {}
    for name, (module, prepare) in SYSTEMS.items():
        if names and name not in names:
            continue
        try:
            importlib.import_module(module)
        except ImportError:
            continue
        ready[name] = prepare()
    return ready
