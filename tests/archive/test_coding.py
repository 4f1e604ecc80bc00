"""Coding sheets out and back, mistakes told all at once, agreement as in the literature."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from archive_samples import URL, article, hours, visit
from click.testing import CliRunner, Result
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from archive import Archive
from archive.notes.coding.agreement import cohens_kappa, krippendorffs_alpha, percent_agreement
from archive.notes.coding.codebook import CodebookWrong, read_codebook
from archive.notes.coding.coding_sheets import SheetUnreadable, read_sheet
from archive.reading.export.xlsx import write_table
from newsclip.cli import main

CODEBOOK = """
[stance]
question = "Which side does the story take?"
values = { pro = "for it", con = "against it", neutral = "neither" }

[Speaker]
values = ["official", "citizen", 3]

[remark]
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "news.db"
    with Archive(path, write=True) as archive:
        archive.save([visit(article(f"=Story {n}"), hours(n), f"{URL}/{n}") for n in range(1, 5)])
    (tmp_path / "codebook.toml").write_text(CODEBOOK)
    return path


def ask(path: Path, *arguments: str, code: int = 0) -> Result:
    ran = CliRunner().invoke(main, [*arguments, "--archive", str(path)])
    assert ran.exit_code == code, ran.output
    return ran


def sheet(path: Path, name: str = "sheet.csv") -> Path:
    out = path.with_name(name)
    ask(path, "export", "--codebook", str(path.with_name("codebook.toml")), "-o", str(out))
    return out


def rows(path: Path, *arguments: str) -> list[dict]:
    shown = ask(path, "code", *arguments, "--format", "jsonl").stdout
    return [json.loads(line) for line in shown.splitlines()]


def fill(file: Path, values: list[dict[str, str]], delimiter: str = ",", **kwargs) -> Path:
    """Fill a sheet as a coder would, and save it as a spreadsheet does."""
    heads, *lines = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))
    for line, said in zip(lines, values, strict=False):
        for name, value in said.items():
            line[heads.index(name)] = value
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([heads, *lines])
    filled = file.with_name("filled.csv")
    filled.write_text(out.getvalue(), newline="", **({"encoding": "utf-8"} | kwargs))
    return filled


def test_a_sheet_has_an_empty_column_for_each_code(path: Path) -> None:
    text = sheet(path).read_text("utf-8")
    heads, first, *_ = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff")
    assert heads == "id published_day site headline stance Speaker remark url body".split()
    assert first[:4] == ["1", "", "example.com", "'=Story 1"]
    assert first[4:7] == ["", "", ""]
    assert first[7] == f"{URL}/1"


def test_a_workbook_offers_the_values_and_has_the_codebook(path: Path) -> None:
    book = load_workbook(sheet(path, "sheet.xlsx"))
    assert book.sheetnames == ["coding", "codebook"]
    (rule, other) = book["coding"].data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ('"pro,con,neutral"', "E2:E5")
    assert other.formula1 == '"official,citizen,3"'
    told = [[cell.value for cell in row] for row in book["codebook"].iter_rows(min_row=2)]
    assert told[0] == ["stance", "Which side does the story take?", "pro", "for it"]
    assert told[-1] == ["remark", None, "any text", None]


@pytest.mark.parametrize(
    ("delimiter", "encoding"),
    [(",", "utf-8-sig"), (";", "utf-8"), ("\t", "cp1252"), ("\t", "utf-16")],
)
def test_a_filled_sheet_is_taken_back(path: Path, delimiter: str, encoding: str) -> None:
    values = [{"stance": "Pro ", "Speaker": "3"}, {"stance": "con", "remark": "très bref"}, {}]
    filled = fill(sheet(path), values, delimiter, encoding=encoding)
    taken = ask(path, "code", str(filled), "--coder", "ada")
    assert taken.stderr == "2 articles coded by ada, 4 values; 8 cells are empty\n"
    assert [(one["id"], one["code"], one["value"]) for one in rows(path)] == [
        (1, "stance", "pro"),
        (2, "stance", "con"),
        (1, "Speaker", "3"),
        (2, "remark", "très bref"),
    ]
    fill(sheet(path), [{"stance": "con"}])
    again = ask(path, "code", str(filled), "--coder", "ada")
    assert "1 values, 1 of them changed" in again.stderr
    assert len(rows(path)) == 4


def test_a_filled_workbook_is_taken_back(path: Path) -> None:
    file = sheet(path, "sheet.xlsx")
    book = load_workbook(file)
    book["coding"]["E2"], book["coding"]["F2"] = "neutral", 3.0
    book.save(file)
    ask(path, "code", str(file), "--coder", "ada")
    assert [(one["code"], one["value"]) for one in rows(path)] == [
        ("stance", "neutral"),
        ("Speaker", "3"),
    ]


def test_a_workbook_is_as_large_as_its_rows_and_not_as_it_says(path: Path) -> None:
    sheet(path)
    book = Workbook()
    book.active.append(["url", "stance"])
    book.active.append([f"{URL}/1", "pro"])
    book.active["A9"] = " "
    file = path.with_name("vast.xlsx")
    book.save(file)
    with ZipFile(file) as plain:
        parts = {name: plain.read(name) for name in plain.namelist()}
    name = "xl/worksheets/sheet1.xml"
    assert b'ref="A1:B9"' in parts[name]
    parts[name] = parts[name].replace(b"A1:B9", b"A1:XFD1048576")
    with ZipFile(file, "w") as vast:
        for name, part in parts.items():
            vast.writestr(name, part)
    read = read_sheet(file)
    assert list(read.columns) == ["url", "stance"]
    assert read.rows == [(2, {"url": f"{URL}/1", "stance": "pro"})]


def test_all_mistakes_are_told_and_nothing_is_kept(path: Path) -> None:
    values = [
        {"stance": "proo"},
        {"stance": "pro", "Speaker": "nobody"},
        {"stance": "con", "url": "https://elsewhere.example/"},
        {"stance": "con", "url": f"{URL}/2"},
    ]
    told = ask(path, "code", str(fill(sheet(path), values)), "--coder", "ada", code=2).stderr
    assert (
        "row 2, column E (stance): 'proo' is none of pro, con, neutral. Did you mean pro?" in told
    )
    assert "row 3, column F (Speaker): 'nobody' is none of official, citizen, 3" in told
    assert "row 4, column H (url): https://elsewhere.example/ is no article" in told
    assert "row 5: ada has coded this article in row 3 already" in told
    assert "4 mistakes, nothing was kept" in told
    assert rows(path) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("url,stanse\nx,pro\n", "row 1, column B: stanse is no code. Is it stance?"),
        ("url,mood\nx,good\n", "no column is a code"),
        ("stance\npro\n", "there is no column url"),
        ("url,stance,stance\n", "two columns stance"),
        ("url,stance,remark,STANCE \n", "two columns stance"),
        ("", "no column is a code"),
        ("PK\x03\x04", "call it .xlsx"),
    ],
)
def test_what_is_no_sheet_is_refused(path: Path, text: str, told: str) -> None:
    sheet(path)
    wrong = path.with_name("wrong.csv")
    wrong.write_text(text)
    assert told in ask(path, "code", str(wrong), "--coder", "ada", code=2).stderr
    broken = path.with_name("broken.xlsx")
    broken.write_text(text)
    assert "no workbook" in ask(path, "code", str(broken), "--coder", "ada", code=2).stderr


def test_a_column_says_who_coded(path: Path) -> None:
    sheet(path)
    made = path.with_name("made.csv")
    made.write_text(f"url,coder,stance\n{URL}/1,ada,pro\n{URL}/1,ben,con\n{URL}/2,,con\n")
    told = ask(path, "code", str(made), code=2).stderr
    assert "row 4, column B (coder): who coded this?" in told
    made.write_text(f"url,coder,stance\n{URL}/1,ada,pro\n{URL}/1,ben,con\n")
    assert "coded by ada, ben" in ask(path, "code", str(made)).stderr
    no_one = path.with_name("no_one.csv")
    no_one.write_text(f"url,stance\n{URL}/1,pro\n")
    assert "--coder NAME" in ask(path, "code", str(no_one), code=2).stderr


def test_agreement_is_told_of_all_and_of_each_pair(path: Path) -> None:
    made = path.with_name("made.csv")
    said = {"ada": "pro con pro con", "ben": "pro con con con", "cat": "pro con pro pro"}
    lines = [f"{URL}/{n},{who},{v}" for who in said for n, v in enumerate(said[who].split(), 1)]
    made.write_text("\n".join(["url,coder,stance", *lines]))
    book = str(path.with_name("codebook.toml"))
    ask(path, "code", str(made), "--codebook", book)
    first, *pairs = rows(path, "--agreement")
    assert (first["coders"], first["articles"], first["kappa"]) == (["ada", "ben", "cat"], 4, None)
    assert [one["coders"] for one in pairs] == [["ada", "ben"], ["ada", "cat"], ["ben", "cat"]]
    assert [one["percent"] for one in pairs] == [75, 75, 50]
    assert [round(one["kappa"], 3) for one in pairs] == [0.5, 0.5, 0.2]
    (only,) = rows(path, "--agreement", "--format", "jsonl")[1:2]
    assert only["alpha"] == pytest.approx(1 - 7 * 2 / 30)
    table = ask(path, "code", "--agreement").stdout
    assert "75.0" in table
    assert "0.533" in table
    differ = rows(path, "--disagreements")
    assert [one["id"] for one in differ] == [3, 4]
    assert differ[0]["values"] == "ada: pro, ben: con, cat: pro"
    ask(path, "select", "first", "1")
    ask(path, "select", "first", "--add", "1", "3")
    (one, *_) = rows(path, "--agreement", "--selection", "first")
    assert one["articles"] == 2
    with Archive(path) as archive:
        frame = archive.codes().to_dataframe(library="pandas")
        assert frame.pivot_table("value", "id", "coder", "first").loc[3, "ben"] == "con"


def _table(text: str) -> list[list[str]]:
    """Rows of coders, columns of units; a dot is missing."""
    return [
        [value for value in unit if value != "."]
        for unit in zip(*(line.split() for line in text.strip().splitlines()), strict=True)
    ]


def test_cohens_kappa_of_the_literature() -> None:
    """Fleiss, Levin & Paik (2003), Statistical Methods for Rates and Proportions, table 18.1: 100
    subjects, psychotic, neurotic or organic; kappa is 0.676."""
    counts = {"PP": 75, "PN": 1, "PO": 4, "NP": 5, "NN": 4, "NO": 1, "OO": 10}
    pairs = [(pair[0], pair[1]) for pair, count in counts.items() for _ in range(count)]
    assert cohens_kappa(pairs) == pytest.approx(0.676, abs=0.0005)
    assert percent_agreement(pairs) == pytest.approx(89)


@pytest.mark.parametrize(
    ("table", "alpha"),
    [
        ("0 1 0 0 0 0 0 0 1 0\n1 1 1 0 0 1 0 0 0 0", 0.095),
        ("a a b b d c c c e d d a\nb a b b b c c c e d d d", 0.692),
        (
            "1 2 3 3 2 1 4 1 2 . . .\n"
            "1 2 3 3 2 2 4 1 2 5 . 3\n"
            ". 3 3 3 2 3 4 2 2 5 1 .\n"
            "1 2 3 3 2 4 4 1 2 5 1 .",
            0.743,
        ),
    ],
)
def test_krippendorffs_alpha_of_the_literature(table: str, alpha: float) -> None:
    """Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, examples A, B and C."""
    assert krippendorffs_alpha(_table(table)) == pytest.approx(alpha, abs=0.0005)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), max_size=20))
@examples(50)
def test_agreement_of_any_two_coders(pairs: list[tuple[str, str]]) -> None:
    kappa, alpha = cohens_kappa(pairs), krippendorffs_alpha(pairs)
    for value in (kappa, alpha):
        assert value is None or -1 <= value <= 1
    if len({value for pair in pairs for value in pair}) > 1:
        assert alpha is not None
        assert (alpha == 1) == all(one == other for one, other in pairs)
        assert krippendorffs_alpha([pair[::-1] for pair in pairs]) == pytest.approx(alpha)
    else:
        assert (kappa, alpha) == (None, None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no code"),
        ("stance = 1", "stands outside"),
        ("[stance]\nvalue = ['a']", "value is not known. Did you mean values?"),
        ("[stance]\nvalues = ['a', 'A']", "a and A are one value"),
        ("[stance]\nvalues = [['a']]", "values are a list"),
        ("[stance]\nvalues = ['']", "is no value"),
        ("[url]", "a column url of its own"),
        ("[a]\n[A]", "the same name"),
        ("[stance", "Expected"),
        ("[stance]\nquestion = 3", "must be a text"),
    ],
)
def test_a_wrong_codebook_is_told(path: Path, text: str, told: str) -> None:
    with pytest.raises(CodebookWrong, match=re.escape(told)):
        read_codebook(text)
    wrong = path.with_name("wrong.toml")
    wrong.write_text(text)
    out = path.with_name("out.csv")
    ran = ask(path, "export", "--codebook", str(wrong), "-o", str(out), code=2)
    assert told in ran.stderr
    assert not out.exists()
    ask(path, "export", "--codebook", str(wrong), "--format", "jsonl", code=2)


def test_a_missing_file_is_told(path: Path) -> None:
    for words in (["code", "none.csv"], ["export", "--codebook", "none.toml", "-o", "x.csv"]):
        told = ask(path, *words, code=2).stderr
        assert "cannot be read: No such file" in told


def test_an_export_has_what_was_noted_where_it_is_asked_for(path: Path) -> None:
    made = path.with_name("made.csv")
    made.write_text(f"url,coder,stance,Speaker\n{URL}/2,ada,pro,3\n{URL}/2,ben,con,\n")
    ask(path, "code", str(made), "--codebook", str(path.with_name("codebook.toml")))
    ask(path, "tag", "2", "seen")
    ask(path, "note", "2", "=a thought")
    ask(path, "select", "mine", "story")
    noted = {
        "selections": ["mine"],
        "tags": ["seen"],
        "notes": ["=a thought"],
        "codes": {"stance": {"ada": "pro", "ben": "con"}, "Speaker": {"ada": "3"}},
    }
    lines = ask(path, "export", "--with-notes").stdout.splitlines()
    second = json.loads(lines[1])
    assert {name: second[name] for name in noted} == noted
    assert json.loads(lines[0])["codes"] == {}
    for more in ([], ["--for-spreadsheets"]):
        text = ask(path, "export", "--format", "csv", "--with-notes", *more).stdout
        row = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))[1]
        assert {name: json.loads(row[name]) for name in noted} == noted
    assert "tags" not in json.loads(ask(path, "export").stdout.splitlines()[0])
    assert (
        "for csv and jsonl" in ask(path, "export", "--with-notes", "--format", "ris", code=2).stderr
    )
    shown = ask(path, "show", "2").stdout
    for line in ("mine", "seen", "=a thought", "stance: pro (ada)"):
        assert line in shown
    assert json.loads(ask(path, "show", "2", "--format", "json").stdout)["noted"] == noted


@given(
    content=st.binary(max_size=200)
    | st.text(st.sampled_from('url,stance;\t"\n\r\0=é'), max_size=60).map(str.encode),
    ending=st.sampled_from([".csv", ".xlsx"]),
)
@examples(40)
def test_any_file_is_a_sheet_or_none(
    content: bytes, ending: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / f"any{ending}"
    file.write_bytes(content)
    with contextlib.suppress(SheetUnreadable):
        for number, cells in read_sheet(file).rows:
            assert number > 1
            assert any(cells.values())


@given(
    damage=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=10),
    is_cut=st.booleans(),
)
@examples(10)
def test_a_damaged_workbook_is_a_sheet_or_none(
    damage: list[tuple[int, int]], is_cut: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    with file.open("wb") as out:
        write_table(out, "coding", ["url", "stance"], [[f"{URL}/1", "pro"]])
    content = bytearray(file.read_bytes())
    for place, value in damage:
        content[place % len(content)] = value
    file.write_bytes(content[: len(content) // 2] if is_cut else content)
    with contextlib.suppress(SheetUnreadable):
        read_sheet(file)
