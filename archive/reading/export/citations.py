"""Articles as references, for Zotero, EndNote, Mendeley, LaTeX and pandoc.

RIS as Reference Manager defined it (2001), CSL-JSON as citeproc reads it (``article-newspaper``),
BibTeX as biblatex takes it, OpenURL (Z39.88-2004) as COinS puts it into web pages. Names stay
whole: which part of one is the family's, no page tells.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from archive.reading.articles import StoredArticle

_LATEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "$": r"\$",
    "#": r"\#", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_SPECIAL = re.compile(r"[\\{}%&$#_~^]")
_SPACE = re.compile(r"\s+")


def ris(articles: Iterable[StoredArticle]) -> Iterator[str]:
    """A record for each article, of the type ``NEWS``."""
    for stored in articles:
        record = stored.record
        day = _day(record.published_at)
        fields = [
            ("TY", "NEWS"),
            ("ID", _key(stored)),
            ("TI", record.headline),
            *(("AU", name) for name in record.authors),
            ("T2", _outlet(stored)),
            ("DA", f"{day:%Y/%m/%d}" if day else None),
            ("PY", f"{day:%Y}" if day else None),
            ("CY", record.dateline.place if record.dateline else None),
            ("SE", record.section),
            ("AB", record.dek),
            *(("KW", word) for word in record.keywords),
            ("LA", record.language),
            ("UR", stored.url),
            ("Y2", stored.first_seen_at[:10].replace("-", "/")),
            ("AN", stored.capture_id),
        ]
        lines = [f"{tag}  - {_line(value)}" for tag, value in fields if value]
        yield "\r\n".join([*lines, "ER  - ", ""]) + "\r\n"


def csl_json(articles: Iterable[StoredArticle]) -> Iterator[str]:
    """An array with an item for each article."""
    before = "[\n"
    for stored in articles:
        yield before + json.dumps(_csl(stored), ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _csl(stored: StoredArticle) -> dict[str, Any]:
    record = stored.record
    item = {
        "id": _key(stored),
        "type": "article-newspaper",
        "title": record.headline,
        "author": [{"literal": name} for name in record.authors],
        "container-title": _outlet(stored),
        "issued": _date_parts(_day(record.published_at)),
        "accessed": _date_parts(date.fromisoformat(stored.first_seen_at[:10])),
        "publisher-place": record.dateline.place if record.dateline else None,
        "section": record.section,
        "abstract": record.dek,
        "keyword": ", ".join(record.keywords),
        "language": record.language,
        "URL": stored.url,
        "archive_location": stored.capture_id,
    }
    return {name: value for name, value in item.items() if value}


def bibtex(articles: Iterable[StoredArticle]) -> Iterator[str]:
    """An entry ``@article`` for each article."""
    for stored in articles:
        record = stored.record
        day = _day(record.published_at)
        fields = {
            "title": f"{{{_latex(record.headline)}}}" if record.headline else None,
            "author": " and ".join(f"{{{_latex(name)}}}" for name in record.authors),
            "journal": _latex(_outlet(stored)),
            "date": day.isoformat() if day else None,
            "year": f"{day:%Y}" if day else None,
            "location": _latex(record.dateline.place if record.dateline else None),
            "abstract": _latex(record.dek),
            "keywords": _latex(", ".join(record.keywords)),
            "langid": record.language,
            "url": _SPACE.sub("%20", stored.url).replace("{", "%7B").replace("}", "%7D"),
            "urldate": stored.first_seen_at[:10],
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        yield "\n".join([f"@article{{{_key(stored)},", *lines, "}", ""]) + "\n"


def context_object(stored: StoredArticle) -> str:
    """The reference as the title of a COinS element: a query string, not yet escaped for HTML.

    Dublin Core with the type ``newspaperArticle``, which Zotero and what follows it understand.
    """
    record = stored.record
    day = _day(record.published_at)
    fields = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"),
        ("rft.type", "newspaperArticle"),
        ("rft.title", record.headline),
        *(("rft.au", name) for name in record.authors),
        ("rft.source", _outlet(stored)),
        ("rft.date", day.isoformat() if day else None),
        ("rft.place", record.dateline.place if record.dateline else None),
        ("rft.description", record.dek),
        *(("rft.subject", word) for word in record.keywords),
        ("rft.language", record.language),
        ("rft.rights", record.copyright_notice),
        ("rft.identifier", stored.url),
    ]
    return urlencode([(name, _line(value)) for name, value in fields if value], quote_via=quote)


def _key(stored: StoredArticle) -> str:
    """A name for the reference: the outlet, the year, the article's number."""
    outlet = re.sub(r"[^a-z0-9]", "", (stored.site or "local").lower().removeprefix("www."))
    day = _day(stored.record.published_at)
    return f"{outlet}{day:%Y}-{stored.id}" if day else f"{outlet}-{stored.id}"


def _outlet(stored: StoredArticle) -> str | None:
    return stored.record.publisher or stored.site


def _day(moment: date | datetime | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _date_parts(day: date | None) -> dict[str, list[list[int]]] | None:
    return {"date-parts": [[day.year, day.month, day.day]]} if day else None


def _line(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _latex(text: str | None) -> str:
    return _SPECIAL.sub(lambda found: _LATEX[found[0]], _line(text)) if text else ""
