"""diff: what changed, to the word, and nothing that did not."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from archive_samples import BODY, URL, article, hours, visit
from click.testing import CliRunner, Result
from hypothesis import example, given
from hypothesis import strategies as st

from archive import Archive
from archive.reading.text_diff import Block, compare, differences
from archive.values.fingerprint import comparable_text
from newsclip.cli import main
from parsers.records import Image, Paragraph


def plain(blocks: list[Block]) -> list[str]:
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return ["".join(marks[p.op].format(p.text) for p in block.edits) for block in blocks]


def compared(before: list[str], after: list[str]) -> list[str]:
    return plain(list(compare(before, after)))


CASES = [
    (["One two three."], ["One 2 three."], ["One [-two-]{+2+} three."]),
    (["One two three."], ["One three."], ["One [-two -]three."]),
    (["One three."], ["One two three."], ["One {+two +}three."]),
    (["He said it."], ["She said it!"], ["[-He-]{+She+} said it[-.-]{+!+}"]),
    (["The old grey ship"], ["The new red ship"], ["The [-old grey-]{+new red+} ship"]),
    (["“Yes”, he said."], ['"Yes",  he said.'], ['"Yes",  he said.']),
    (["在北京大学。"], ["在南京大学。"], ["在[-北-]{+南+}京大学。"]),
    (["A b c.", "Gone for good."], ["A b c."], ["A b c.", "[-Gone for good.-]"]),
    (["A b c."], ["Something new.", "A b c."], ["{+Something new.+}", "A b c."]),
    (
        ["The ship came in on Monday.", "Nobody saw the crew."],
        ["A word before.", "The ship came in on Tuesday.", "Everyone met the band."],
        [
            "{+A word before.+}",
            "The ship came in on [-Monday-]{+Tuesday+}.",
            "[-Nobody saw the crew.-]",
            "{+Everyone met the band.+}",
        ],
    ),
    ([], ["New"], ["{+New+}"]),
    (["Old"], [], ["[-Old-]"]),
    ([], [], []),
]


@pytest.mark.parametrize(("before", "after", "shown"), CASES)
def test_words(before: list[str], after: list[str], shown: list[str]) -> None:
    assert compared(before, after) == shown


texts = st.lists(
    st.text(min_size=1, max_size=40)
    | st.lists(st.sampled_from('the a ship , . “ " 北 京 came\xa0in -'.split(" ")), min_size=1).map(
        " ".join
    ),
    max_size=6,
)


@given(texts, texts)
@example(["a b"], ["b a"])
def test_both_texts_can_be_put_together_again(before: list[str], after: list[str]) -> None:
    """What stayed and what went is the first, what stayed and what came the second."""
    blocks = list(compare(before, after))
    old = ["".join(p.text for p in b.edits if p.op != "added") for b in blocks]
    new = ["".join(p.text for p in b.edits if p.op != "removed") for b in blocks]
    assert [comparable_text(t) for t in old if t] == [comparable_text(t) for t in before]
    assert [t for t in new if t] == list(after)


def test_long_texts_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text made to be slow to compare is shown as replaced, not compared for ever."""
    one, other = "begin " + "a b " * 50_000 + "end", "begin " + "b c a " * 50_000 + "end"
    (block,) = compare([one], [other])
    assert [p.op for p in block.edits] == ["same", "removed", "added", "same"]
    many = [f"{n} {n}" for n in range(300)], [f"{n} x" for n in range(300)]
    assert len(list(compare(*many))) == 600


def test_fields() -> None:
    one = article(
        "Harbour opens",
        (*BODY, "Updated 5 minutes ago"),
        images=(Image(caption="The lock", credit="Ann Lee/AP"),),
        byline="By Jo Doe",
        section="World",
    )
    other = replace(
        one,
        headline="Harbour opens late",
        paragraphs=(*one.paragraphs[:3], Paragraph("Updated 9 minutes ago")),
        images=(Image(caption="The old lock", credit="Ann Lee/AP"), Image(caption="A ship")),
        section="Local",
    )
    assert differences(one, replace(one, section="Local")) == []
    found = {change.field: plain(list(change.blocks)) for change in differences(one, other)}
    assert found == {
        "headline": ["Harbour opens{+ late+}"],
        "caption": ["The {+old +}lock", "{+A ship+}"],
    }


# As typed


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    first = article("Harbour opens")
    second = replace(first, headline="Harbour \x1b[31mclosed")
    third = replace(second, paragraphs=(*first.paragraphs[:2], Paragraph("Nobody came.")))
    with Archive("news.db", write=True) as opened:
        opened.save([visit(read, hours(n)) for n, read in enumerate((first, second, third))])
        opened.save([visit(replace(first, paragraphs=third.paragraphs), hours(5), f"{URL}/2")])
    return tmp_path / "news.db"


def run(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(main, list(words), env=environment)


def test_the_last_two_revisions(archive: Path) -> None:
    shown = run("diff", URL)
    assert shown.exit_code == 0, shown.output
    head, body = shown.stdout.split("\n\n")
    assert head.splitlines() == [
        "- revision 2, seen 2026-11-01 13:00",
        "+ revision 3, seen 2026-11-01 14:00",
    ]
    assert body.startswith("body\n… 2 unchanged …\n[-The town expects")
    assert body.endswith("{+Nobody came.+}\n")


def test_revisions_that_are_named(archive: Path) -> None:
    shown = run("diff", "1", "--from", "1", "--to", "2").stdout
    assert "Harbour [-opens-]{+[31mclosed+}" in shown
    assert "body" not in shown
    whole = run("diff", "1", "--from", "1").stdout
    assert "headline" in whole
    assert "body" in whole
    assert "[-[31mclosed-]{+opens+}" in run("diff", "1", "--from", "2", "--to", "1").stdout


def test_for_programs(archive: Path) -> None:
    told = json.loads(run("diff", "1", "--from", "1", "--to", "2", "--format", "json").stdout)
    assert told["changed"] == ["headline"]
    assert (told["from"]["revision"], told["to"]["revision"]) == (1, 2)
    assert told["fields"]["headline"] == [
        [
            {"op": "same", "text": "Harbour "},
            {"op": "removed", "text": "opens"},
            {"op": "added", "text": "\x1b[31mclosed"},
        ]
    ]


def test_two_articles(archive: Path) -> None:
    shown = run("diff", "1", "2").stdout
    assert shown.splitlines()[:2] == [
        f"- {URL}, seen 2026-11-01 14:00",
        f"+ {URL}/2, seen 2026-11-01 17:00",
    ]
    assert "{+opens+}" in shown
    assert "body" not in shown
    assert "No difference" in run("diff", "1", "1").stderr


def test_an_article_that_never_changed(archive: Path) -> None:
    shown = run("diff", "2")
    assert shown.exit_code == 0
    assert "one revision" in shown.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["99"], "newsclip search"),
        (["1", "--from", "4"], "revisions 1 to 3"),
        (["2", "--to", "2"], "revision 1 only"),
        (["1", "2", "--to", "2"], "--from"),
        (["1", "2", "3"], "two"),
        ([], "ID|URL"),
    ],
)
def test_wrong_use(archive: Path, words: list[str], told: str) -> None:
    shown = run("diff", *words)
    assert shown.exit_code == 2
    assert told in shown.stderr


def test_colours_on_a_terminal_only(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def shown(**environment: str) -> str:
        return run("diff", "1", "--from", "1", "--to", "2", **environment).stdout

    assert "\x1b" not in shown()
    terminal = {"FORCE_COLOR": "1", "TERM": "xterm-256color"}
    assert "\x1b[9;31mopens\x1b[0m" in shown(**terminal)
    assert "[-" not in shown(**terminal)
    without = shown(**terminal, NO_COLOR="1")
    assert "[-opens-]{+[31mclosed+}" in without
    assert "\x1b[9" not in without
    assert "\x1b[3" not in without
