"""The heuristics of the reader that the ledger switches off, and what they answer then."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from typing import Any

Answer = Callable[..., Any]


def _nothing(*_: object) -> None:
    return None


def _no(*_: object) -> bool:
    return False


def _first(given: Any, *_: object) -> Any:
    return given


def _second(_: object, given: Any, *__: object) -> Any:
    return given


def _none(*_: object) -> frozenset[int]:
    return frozenset()


def _nobody_says(*_: object) -> set[str]:
    return set()


def _all(scores: Sequence[float], *_: object) -> list[int]:
    return list(range(len(scores)))


def _nobody() -> Any:
    declared = importlib.import_module("parsers.fields.authors.declared_authors")
    return declared.Candidate([], [], "script")


HEURISTICS: dict[str, tuple[tuple[str, Answer], ...]] = {
    "chrome phrases in the body": (("fields.body.chrome_lines:is_label", _no),),
    "notices among the paragraphs": (("fields.body.notices:notices_among", _nobody_says),),
    "lines told by their wording": (("fields.body.site_lines:lines_of_the_site", _none),),
    "short texts of the site": (("reader.page_type:_flaw_of_text", _nothing),),
    "dialogs, consent platforms, comments": (
        ("page.layout.overlays:leave_out_injected", _nothing),
    ),
    "other stories on the page": (("reader.other_stories:_Stories.leave_out_others", _no),),
    "the second look": (("classify.block_classifier:kept_of", _all),),
    "later chapters": (("fields.body.chapters:with_chapters", _second),),
    "like paragraphs that run on": (("fields.body.run_on:with_run_on", _second),),
    "boxes and posts inside the story": (("fields.body.beside:with_what_stands_beside", _second),),
    "smoothing over lists, quotes, headings": (("classify.blocks.smoothing:smooth", _second),),
    "smoothing over lists and tables": (("classify.blocks.smoothing:_smooth_lists", _nothing),),
    "smoothing over headings": (("classify.blocks.smoothing:_smooth_headings", _nothing),),
    "pulled quotes": (("fields.body.repeated:pulled_quotes", _none),),
    "a text said twice counts once": (("fields.body.repeated:once", _first),),
    "slides that tell the story": (("fields.body.body:told_by_slides", _none),),
    "the best blocks where none is good": (("fields.body.body:_next_best", lambda *_: ()),),
    "text in scripts and linked data": (("fields.body.body:_hidden_body", _nothing),),
    "entries of live blogs": (("fields.body.live_blog:is_live_blog", _no),),
    "the lead kept in the text": (
        ("reader.lead:lead_kept_in_text", lambda page, head, body: (head, body)),
    ),
    "authors in a sentence or under a label": (
        ("fields.authors.author_boxes:_labelled", lambda *_: []),
    ),
    "authors in measuring scripts": (
        (
            "fields.authors.declared_authors:scripted_candidate",
            lambda *_: _nobody(),
        ),
    ),
    "own desks": (
        ("fields.authors.bylines.person:is_own_desk", _no),
        ("fields.authors.bylines.person:has_desk", _no),
    ),
    "pictures of linked data without a link": (
        ("fields.images.images:unlinked_images", lambda *_: {}),
    ),
    "captions by position": (
        (
            "fields.images.adjacent_caption:adjacent_caption",
            lambda page, candidate, region, words, *_: words,
        ),
    ),
}
"""Each heuristic with the functions that make it, and what they answer when it is off."""
