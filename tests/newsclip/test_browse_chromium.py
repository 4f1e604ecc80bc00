"""newsclip browse as a person meets it: in a real Chromium, which must have nothing to complain of.

Pictures for the documentation are made by the same tests::

    make pictures
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import HOSTILE_URL, Server, browse, make, make_quickly
from chromium import Chromium, Page, program
from click.testing import CliRunner

from archive import Archive
from newsclip.cli import main

pytestmark = pytest.mark.skipif(program() is None, reason="there is no Chromium on this machine")

PICTURES = os.environ.get("NEWSCLIP_SCREENSHOTS")
LARGEST = 150_000
"""Bytes of a picture for the documentation."""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("chromium") / "news.db"
    make(made)
    return made


@pytest.fixture(scope="module")
def server(path: Path) -> Iterator[Server]:
    with browse(path) as running:
        yield running


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    """Another archive, with a page that means harm and a site with more than one page of hits."""
    made = tmp_path_factory.mktemp("invented") / "news.db"
    make_quickly(made)
    with browse(made) as running:
        yield running, made


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with Chromium() as page:
        yield page


@pytest.fixture
def page(browser: Page) -> Iterator[Page]:
    """A fresh start, and at the end: no word in the console, no request to anywhere else."""
    browser.size(1080, 720)
    browser.dark(False)
    browser.said.clear()
    browser.requested.clear()
    yield browser
    assert browser.said == []
    ours = ("http://127.0.0.1:", "data:", "about:")
    elsewhere = [url for url in browser.requested if not url.startswith(ours)]
    assert elsewhere == []


def number_of(path: Path, query: str) -> int:
    with Archive(path) as archive:
        return archive.search(query)[0].id


def keep(page: Page, name: str) -> None:
    """The picture called *name*, where pictures are wanted."""
    picture = page.picture()
    assert picture.startswith(b"\x89PNG")
    if PICTURES:
        file = Path(PICTURES, f"{name}.png")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(picture)
        assert len(picture) < LARGEST, f"{name}: {len(picture)} bytes"


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than what shows it."""
    return int(page.run("document.documentElement.scrollWidth - innerWidth"))


def test_front_page_and_search_by_keyboard(page: Page, server: Server) -> None:
    page.go(server.url)
    assert "The Harbour Gazette" in page.text()
    assert page.run("document.querySelectorAll('.days svg.wide rect.c-new').length") > 3
    keep(page, "front")
    page.press("/")
    assert page.run("document.activeElement.id") == "quick"
    page.run("document.activeElement.value = 'lighthouse keepers'")
    page.follow(lambda: page.press("Enter"))
    assert "Lighthouse keepers" in page.text(".hits")
    assert page.run("document.querySelectorAll('mark').length") >= 2
    page.click(".hit h3 a")
    assert "Lighthouse keepers" in page.text("h1")


def test_an_article(page: Page, server: Server, path: Path) -> None:
    page.go(f"{server.url}article/{number_of(path, 'lighthouse keepers end strike')}")
    assert "night watches" in page.text("h1")
    assert "Ines Calado/AP" in page.text("figcaption")
    assert page.run("document.querySelector('.story').lang").startswith("en")
    keep(page, "article")
    page.dark()
    assert page.run("getComputedStyle(document.body).backgroundColor") == "rgb(23, 22, 20)"
    keep(page, "dark")


def test_search_with_filters(page: Page, server: Server) -> None:
    page.go(f"{server.url}search?q=harbour")
    assert "harbour" in page.text("mark").lower()
    keep(page, "search")


def test_the_next_page(page: Page, invented: tuple[Server, Path]) -> None:
    server, _ = invented
    page.go(f"{server.url}search?site=tides.example")
    first = page.text(".hits")
    page.click("a.next")
    assert page.text(".hits")
    assert page.text(".hits") != first


def test_changes(page: Page, server: Server, path: Path) -> None:
    with Archive(path) as archive:
        revised = archive.search("floating market", revised=True)
    assert revised, "the newsroom edited it"
    page.go(f"{server.url}article/{revised[0].id}")
    page.click("a.revised")
    assert page.text(".change del")
    assert page.text(".change ins")
    keep(page, "changes")


def test_right_to_left(page: Page, server: Server, path: Path) -> None:
    with Archive(path) as archive:
        number = archive.search("", language="ar")[0].id
    page.go(f"{server.url}article/{number}")
    for part in (".story", "h1", ".text p", "figcaption"):
        style = f"getComputedStyle(document.querySelector('{part}')).direction"
        assert page.run(style) == "rtl", part
    assert page.run("getComputedStyle(document.querySelector('.notes')).direction") == "ltr"
    keep(page, "rtl")


@pytest.fixture(scope="module")
def report(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("report") / "report.html"
    ran = CliRunner().invoke(main, ["report", "--archive", str(path), "--output", str(made)])
    assert ran.exit_code == 0
    return made


@pytest.mark.parametrize(("width", "drawn"), [(390, "narrow"), (768, "wide"), (1280, "wide")])
def test_a_report_fits_any_screen(page: Page, report: Path, width: int, drawn: str) -> None:
    """Its charts are drawn as large as they are shown, so that their writing can be read."""
    page.size(width, 900)
    page.go(report.as_uri())
    page.requested.clear()
    assert overflow(page) <= 0
    shown = "[...document.querySelectorAll('svg')].filter(s => s.clientWidth)"
    assert page.run(f"{shown}.length") > 10
    assert page.run(f"{shown}.every(s => s.classList.contains('{drawn}'))")
    assert page.run(f"Math.min(...{shown}.map(s => s.clientWidth / s.viewBox.baseVal.width))") > 0.9
    if width == 1280:
        page.size(1080, 720)
        page.run("document.getElementById('publication').scrollIntoView()")
        keep(page, "report")


def test_browse_and_report_have_one_face(page: Page, server: Server, report: Path) -> None:
    looks = []
    names = "['color', 'backgroundColor', 'fontFamily']"
    for address in (f"{server.url}archive", report.as_uri()):
        page.go(address)
        looks += [
            page.run(f"{names}.map(n => getComputedStyle(document.querySelector('{part}'))[n])")
            for part in ("body", "h1", "main a")
        ]
    page.requested.clear()
    assert looks[:3] == looks[3:]


def test_a_phone(page: Page, server: Server, path: Path) -> None:
    page.size(390, 760, phone=True)
    number = number_of(path, "lighthouse keepers end strike")
    for address in ("", "search?q=harbour", f"article/{number}/changes", "archive/articles",
                    "archive", "about", "count?q=harbour&by=month&and=site", "fronts", "selections",
                    f"article/{number}"):  # fmt: skip
        page.go(server.url + address)
        assert overflow(page) <= 0, address
    page.size(390, 760)
    keep(page, "phone")


def test_every_page_is_as_wide_as_its_window(page: Page, server: Server) -> None:
    for address in ("", "search?q=harbour", "count", "fronts", "selections", "about", "archive"):
        page.go(server.url + address)
        assert page.run("document.body.offsetWidth === document.documentElement.clientWidth"), (
            address
        )


def test_datasettes_pages_work_with_the_strict_policy(page: Page, server: Server) -> None:
    for address in ("archive", "archive/articles?_facet=site", "archive/articles/1",
                    "archive/datelines", "archive?sql=select+headline+from+articles"):  # fmt: skip
        page.go(server.url + address)
        assert page.run("document.querySelectorAll('h1').length") == 1, address
    page.go(f"{server.url}archive/articles")
    click = "new MouseEvent('click', {bubbles: true})"
    page.run(f"document.querySelectorAll('th svg')[4].dispatchEvent({click})")
    assert "Facet by this" in page.text()


def test_scripts_in_pages_do_not_run(page: Page, invented: tuple[Server, Path]) -> None:
    server, path = invented
    with Archive(path) as archive:
        number = archive.known(HOSTILE_URL)
    for address in ("", f"article/{number}", f"archive/articles/{number}", "search?q=hostile",
                    f"article/{number}/stored", f"archive/images?article_id={number}",
                    "search?q=%3Cscript%3Ealert(1)%3C/script%3E"):  # fmt: skip
        page.go(server.url + address)
        assert page.run("document.title") != "owned", address
        assert page.run("document.querySelectorAll('img, [onerror]').length") == 0, address
        assert page.run("document.querySelectorAll('a[href^=\"javascript:\"]').length") == 0
        assert "<script>" in page.text() or address == "search?q=hostile", address
    page.go(f"{server.url}article/{number}/stored")
    assert page.run("document.contentType") == "text/plain"
    assert page.run("document.querySelectorAll('h1').length") == 0


def test_the_policy_stops_what_would_get_in_anyway(browser: Page, server: Server) -> None:
    """Seen to hold in the browser itself: a script and a picture put into a page do nothing."""
    browser.go(f"{server.url}about")
    browser.said.clear()
    browser.run("document.body.insertAdjacentHTML('beforeend', '<b onclick=\"x=1\">x</b>')")
    browser.run("document.body.lastElementChild.click()")
    browser.run("{let s = document.createElement('script'); s.textContent = 'x=2';"
                " document.body.append(s)}")  # fmt: skip
    assert browser.run("typeof x") == "undefined"
    assert any("Content Security Policy" in word for word in browser.said)


def test_keyboard_and_screen_reader(page: Page, server: Server, path: Path) -> None:
    number = number_of(path, "lighthouse keepers end strike")
    page.go(f"{server.url}article/{number}")
    page.press("Tab")
    assert page.run("document.activeElement.className") == "skip"
    assert page.run("document.activeElement.getBoundingClientRect().top") >= 0, "it is seen"
    page.press("Enter")
    assert page.run("document.activeElement.id") == "content"
    page.press("Tab")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.run(outline) == "solid"
    for address in ("", "search", f"article/{number}", "archive", "about"):
        page.go(server.url + address)
        told = [(n["role"]["value"], n.get("name", {}).get("value", "")) for n in page.tree()]
        roles = [role for role, _ in told]
        for landmark in ("banner", "main", "contentinfo", "navigation"):
            assert landmark in roles, (address, landmark)
        for role, name in told:
            if role in ("link", "button", "textbox", "searchbox", "combobox", "checkbox"):
                assert name.strip(), (address, role)
        assert page.run("document.querySelectorAll('h1').length") == 1, address


def test_notes_are_written_by_a_real_browser(invented: tuple[Server, Path], page: Page) -> None:
    """What the guard wants of a form, browsers say by themselves."""
    path = invented[1]
    made = CliRunner().invoke(main, ["select", "tides", "tide", "--archive", str(path)])
    assert made.exit_code == 0, made.output
    with Archive(path) as archive:
        number = archive.known(HOSTILE_URL)
    with browse(path, "--notes") as server:
        page.go(f"{server.url}article/{number}")
        for field, value in (("n-tag", "seen"), ("n-note", "A thought"), ("n-select", "tides")):
            script = f"const f = document.getElementById('{field}'); f.value = '{value}';"
            page.follow(lambda script=script: page.run(f"{script} f.form.requestSubmit()"))
            assert page.run("location.hash") == "#noted"
        told = page.text("#noted")
        assert all(text in told for text in ("seen", "A thought", "tides"))
        page.follow(lambda: page.click("[aria-label='Take seen off']"))
        assert "seen" not in page.text("#noted")
        page.go(f"{server.url}selections")
        assert "tides" in page.text("table")
        page.size(390, 760, phone=True)
        assert overflow(page) <= 0
