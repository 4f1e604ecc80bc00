"""The language of a story: the declared one, where the text is in it."""

from __future__ import annotations

from parsers.page.document import Document
from parsers.page.extracted import Extracted
from parsers.page.linked_data.structured_data import strings
from parsers.page.text.language import language_of, normal_tag


def read_language(page: Document, text: str) -> Extracted[str] | None:
    """The language declared, if *text* is in it, else that of its words."""
    declared: list[tuple[str | None, str]] = [(page.declared_language, "html")]
    declared += [
        (value, "json-ld")
        for node in page.story[:2]
        for value in strings(node.get("inLanguage"))[:1]
    ]
    for names in (
        ("og:locale",),
        ("content-language", "language"),
        ("dc.language", "dcterms.language"),
    ):
        declared.append((page.first_meta(*names), "meta"))
    found = language_of([value for value, _ in declared], text)
    if page.notes is not None:
        _explain_language(page, declared, found)
    return Extracted(found[0], "html" if found[1] == "declared" else "text") if found else None


def _explain_language(
    page: Document, declared: list[tuple[str | None, str]], found: tuple[str, str] | None
) -> None:
    is_told = False
    for value, source in declared:
        if value:
            holds = found is not None and normal_tag(value) == found[0] and not is_told
            flaw = "the same was told before" if is_told else "the text is not in it"
            page.note("language", value, source, holds, "the text is in it" if holds else flaw)
            is_told |= holds
    if found and not is_told:
        page.note("language", found[0], "text", True, "the words of the text are in it")
