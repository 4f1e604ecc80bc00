"""The pages of assembled sites: a few lists, pages about the site and articles each."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assembled.frame import Frame
from assembled.lists import FAMILIES
from assembled.look import Look, esc
from assembled.statics import KINDS
from assembled.stories import Story, words_by_language

LISTS, STATICS, ARTICLES = 4, 3, 3
"""Pages of each kind on a site."""
_ITEMS = (6, 40)
"""Stories on a list: at least, and fewer than."""


@dataclass(frozen=True, slots=True)
class Page:
    """One assembled page."""

    name: str
    domain: str
    url: str
    kind: str
    """``article``, ``list`` or ``static``,"""
    family: str
    """and of what sort."""
    html: str
    language: str


def assemble(stories: Mapping[str, Sequence[Story]], sites: int, seed: int) -> Iterator[Page]:
    """The pages of so many sites in every language."""
    words = words_by_language()
    for language, told in stories.items():
        for n in range(sites):
            host = f"{language}{n}.example"
            chance = random.Random(f"{seed} {host}")
            yield from _site(Look(language, words[language], told, host, chance))


def _site(look: Look) -> Iterator[Page]:
    chance = look.chance
    frame = Frame(look)
    count = 0
    for family in chance.sample(FAMILIES, LISTS):
        title = list_title(look, chance.choice(frame.sections))
        told = min(len(look.stories), chance.randrange(*_ITEMS))
        inside = family(look, chance.sample(list(look.stories), told))
        if chance.random() < 0.8:
            inside = f"<{_level(look)}>{title}</{_level(look)}>{_found(look)}{inside}"
        inside += _pager(look)
        html = frame.page(title, inside, "list", crumb=title)
        yield _page(look, count, list_address(look), "list", family.__name__, html)
        count += 1
    for kind in chance.sample(KINDS, STATICS):
        title = chance.choice(frame.statics)
        inside = f"<h1>{title}</h1>{_wrapped(look, kind(look))}"
        html = frame.page(title, inside, "static", crumb=title)
        yield _page(look, count, static_address(look), "static", kind.__name__, html)
        count += 1
    for story in chance.sample(list(look.stories), ARTICLES):
        html = frame.page(
            esc(story.headline), article(look, story), "article", crumb=frame.sections[0]
        )
        yield _page(look, count, look.address(), "article", "article", html)
        count += 1


def _page(look: Look, count: int, path: str, kind: str, family: str, html: str) -> Page:
    name = f"assembled/{look.host}-{count}-{family}"
    return Page(name, look.host, f"https://{look.host}{path}", kind, family, html, look.language)


def article(look: Look, story: Story) -> str:
    """A story as a page has it: headline, byline, date, paragraphs, a picture, a subheading."""
    chance = look.chance
    paragraphs = list(story.paragraphs[: chance.choice((2, 3, 5, 8, 20, 60))])
    parts = [f"<p>{esc(text)}</p>" for text in paragraphs]
    if chance.random() < 0.3:
        parts = [f"<div>{esc(text)}</div>" for text in paragraphs]
    elif chance.random() < 0.15:
        parts = ["<br><br>".join(esc(text) for text in paragraphs)]
    if len(parts) > 4 and chance.random() < 0.4:
        parts.insert(3, f"<h2>{look.fragment()}</h2>")
    if chance.random() < 0.6:
        parts.insert(
            0, f"<figure>{look.image()}<figcaption>{look.fragment()}</figcaption></figure>"
        )
    by = f"<div{look.named('by')}>{esc(look.label('by').replace('{}', look.person()))}</div>"
    head = f"<h1>{esc(story.headline)}</h1>"
    if chance.random() < 0.6:
        head += by
    if chance.random() < 0.85:
        head += f"<div{look.named('date')}>{look.when()}</div>"
    if chance.random() < 0.3:
        head = f"<div{look.named('head')}>{head}</div>"
    return head + _wrapped(look, "".join(parts))


def _wrapped(look: Look, inside: str) -> str:
    return f"<div{look.named('text')}>{inside}</div>"


def _level(look: Look) -> str:
    return "h1" if look.naming != "hashed" else "h2"


def list_title(look: Look, section: str) -> str:
    """What stands over a list: the section, or what it is about."""
    chance = look.chance
    if chance.random() < 0.4:
        return section
    filled = chance.choice((look.fragment(), look.person(), look.section(), look.when()))
    return esc(look.label("lists")).replace("{}", filled)


def _found(look: Look) -> str:
    if look.chance.random() < 0.75:
        return ""
    return f"<p>{look.label('found').replace('{}', str(look.chance.randrange(12, 900)))}</p>"


def _pager(look: Look) -> str:
    chance = look.chance
    form = chance.random()
    if form < 0.3:
        return ""
    if form < 0.5:
        return f"<div{look.named('pager')}><a href='#'>{look.label('more', 1)}</a></div>"
    numbers = " ".join(f'<a href="?page={n}">{n}</a>' for n in range(1, chance.randrange(3, 12)))
    older = f"<a href='?page=2'>{look.label('more', 2)}</a>" if chance.random() < 0.7 else ""
    return f"<div{look.named('pager')}>{numbers} {older}</div>"


def list_address(look: Look) -> str:
    """Where a list may stand."""
    chance = look.chance
    number = chance.randrange(1, 400)
    return chance.choice(
        (
            f"/{look.slug()}/",
            f"/{look.slug()}/{look.slug()}/",
            f"/{look.slug()}",
            f"/tag/{look.slug(2)}/",
            f"/author/{look.slug(2)}",
            f"/search?q={look.slug()}",
            f"/list_{number}.html",
            f"/c/{number}",
            f"/index.php?cat={number}&page=2",
            f"/2026/{number % 12 + 1:02}/",
            f"/{look.slug()}/page/{number}/",
            "/",
        )
    )


def static_address(look: Look) -> str:
    """Where a page about the site may stand."""
    chance = look.chance
    return chance.choice(
        (
            f"/{look.slug()}",
            f"/{look.slug(2)}.html",
            f"/{look.slug()}/{look.slug(2)}/",
            f"/index.php?page={look.slug()}",
            f"/{look.slug(3)}",
            "/about",
            "/info/contact",
            f"/page/{chance.randrange(1, 60)}",
        )
    )
