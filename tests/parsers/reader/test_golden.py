"""Every golden page is read exactly as its record says; ``--bless`` rewrites the records."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import golden
import pytest

import parsers
from parsers.records import Article

CASES = golden.cases()


@pytest.fixture(scope="module")
def readings() -> dict[str, dict[str, Any]]:
    """Records read so far, so that each page is read once."""
    return {}


def read(case: golden.Case, readings: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if case.name not in readings:
        article = parsers.parse(case.html, case.url, content_type=case.content_type)
        readings[case.name] = article.to_dict()
    return readings[case.name]


def each_case(test: Any) -> Any:
    return pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)(test)


@each_case
def test_golden(case: golden.Case, readings: dict[str, dict[str, Any]], bless: bool) -> None:
    record = read(case, readings)
    if bless:
        case.bless(record)
    wrong = golden.differences(case.golden, record)
    assert not wrong, f"{case.name}:\n  " + "\n  ".join(wrong)


@each_case
def test_chrome_is_in_no_field(case: golden.Case, readings: dict[str, dict[str, Any]]) -> None:
    record = read(case, readings)
    leaks = [
        f"{field}: {string!r} in {text!r}"
        for field, text in golden.texts(record)
        for string in case.chrome
        if string in text
    ]
    assert not leaks, f"{case.name}:\n  " + "\n  ".join(leaks)


def shown(case: golden.Case) -> str:
    try:
        return unescape(case.html.decode("utf-8"))
    except UnicodeDecodeError:
        return unescape(case.html.decode("windows-1252"))


@each_case
def test_record_keeps_its_promises(case: golden.Case, readings: dict[str, dict[str, Any]]) -> None:
    record = read(case, readings)
    wrong = golden.untidy(record)
    bodies = {paragraph["text"] for paragraph in record["paragraphs"]}
    for image in record["images"]:
        caption, credit = image["caption"] or "", image["credit"] or ""
        if caption in bodies:
            wrong.append(f"caption as paragraph: {caption}")
        if credit and credit in caption:
            wrong.append(f"credit in caption: {caption}")
    first = record["paragraphs"][0]["text"]
    if record["dateline"] and record["dateline"]["source"] == "body":
        assert not first.startswith(record["dateline"]["text"])
    local = record["published_local"]
    if local and local not in " ".join(shown(case).split()):
        wrong.append(f"published_local is not the wording of a date: {local!r}")
    assert Article.from_dict(record).to_dict() == record
    assert not wrong, f"{case.name}:\n  " + "\n  ".join(wrong)


@each_case
def test_golden_file_is_whole(case: golden.Case) -> None:
    if case.page.suffix == ".txt":
        return  # a text says less than a page; its file names only what it says
    missing = set(Article.__slots__) - set(case.golden) - golden.UNLISTED
    assert not missing, f"{case.name} does not say {sorted(missing)}"
    assert set(case.golden) - set(Article.__slots__) <= golden.NOT_FIELDS
    fields = {k: v for k, v in case.golden.items() if k not in golden.NOT_FIELDS}
    assert not golden.untidy(fields)
    wrong = [s for s in case.chrome for _, text in golden.texts(fields) if s in text]
    assert not wrong, f"{case.name} calls its own text chrome: {wrong}"
    page = " ".join(re.sub(r"<[^>]+>", "", shown(case)).split())
    hidden = [s for s in case.golden.get("chrome", ()) if s not in page and s not in shown(case)]
    assert not hidden, f"{case.name}: chrome that is not on the page: {hidden}"
