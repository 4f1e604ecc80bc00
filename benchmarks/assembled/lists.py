"""Lists of stories as sites have them: each function writes the inside of one page."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assembled.look import Look, esc
from assembled.stories import Story, sentences


def _lead(look: Look, story: Story) -> str:
    """A lead as lists show it: whole, its first sentence, or cut."""
    form = look.chance.random()
    if form < 0.35:
        return esc(sentences(story.lead, 1))
    if form < 0.6:
        return esc(sentences(story.lead, 2))
    cut = look.chance.randrange(40, 160)
    return esc(story.lead[:cut]) + look.chance.choice(("…", "...", " […]", ""))


def _linked(look: Look, story: Story) -> str:
    return f'<a href="{look.address()}">{esc(story.headline)}</a>'


def _date(look: Look) -> str:
    tag = look.chance.choice(("time", "span", "p", "div"))
    return f"<{tag}{look.named('date')}>{look.when()}</{tag}>"


def cards(look: Look, stories: Sequence[Story]) -> str:
    """Boxes with picture, linked heading, lead and date."""
    chance = look.chance
    tag, level = chance.choice(("div", "article", "section")), chance.choice(("h2", "h3", "h4"))
    has_image, has_date, has_lead = (chance.random() < p for p in (0.7, 0.6, 0.75))
    more = f'<a{look.named("more")} href="#">{look.label("more", 0)}</a>'
    has_more = chance.random() < 0.4
    parts = []
    for story in stories:
        image = f'<a href="{look.address()}">{look.image()}</a>' if has_image else ""
        lead = f"<p{look.named('lead')}>{_lead(look, story)}</p>" if has_lead else ""
        parts.append(
            f"<{tag}{look.named('item')}>{image}<{level}{look.named('title')}>"
            f"{_linked(look, story)}</{level}>{_date(look) if has_date else ''}{lead}"
            f"{more if has_more else ''}</{tag}>"
        )
    return f"<div{look.named('items')}>{''.join(parts)}</div>"


def bullets(look: Look, stories: Sequence[Story]) -> str:
    """A list of links, with or without dates."""
    dated = look.chance.random() < 0.6
    parts = [
        f"<li>{_linked(look, story)}{' <span>' + look.when() + '</span>' if dated else ''}</li>"
        for story in stories
    ]
    size = look.chance.choice((5, 10, 50))
    return "".join(
        f"<ul{look.named('items')}>{''.join(parts[at : at + size])}</ul>"
        for at in range(0, len(parts), size)
    )


def table(look: Look, stories: Sequence[Story]) -> str:
    """A table of dates and links."""
    number = look.chance.random() < 0.4
    rows = []
    for n, story in enumerate(stories, 1):
        first = f"<td>{n}</td>" if number else ""
        rows.append(f"<tr>{first}<td>{_linked(look, story)}</td><td>{look.when()}</td></tr>")
    return f"<table{look.named('items')}>{''.join(rows)}</table>"


def blog(look: Look, stories: Sequence[Story]) -> str:
    """Headings with a lead, a paragraph or two each, and a link to go on."""
    level = look.chance.choice(("h1", "h2", "h2", "h3"))
    parts = []
    for story in stories[: look.chance.randrange(4, 11)]:
        texts = [_lead(look, story)]
        if look.chance.random() < 0.5:
            texts = [esc(text) for text in story.paragraphs[:2]]
        body = "".join(f"<p>{text}</p>" for text in texts)
        parts.append(
            f"<article{look.named('item')}><header><{level}>{_linked(look, story)}</{level}>"
            f"{_date(look)}</header>{body}<p><a href='#'>{look.label('more', 0)}</a></p></article>"
        )
    return "".join(parts)


def definitions(look: Look, stories: Sequence[Story]) -> str:
    """A definition list: headline and lead."""
    parts = [f"<dt>{_linked(look, s)}</dt><dd>{_lead(look, s)}</dd>" for s in stories]
    return f"<dl{look.named('items')}>{''.join(parts)}</dl>"


def old_tables(look: Look, stories: Sequence[Story]) -> str:
    """Nested tables, breaks and fonts, as twenty years ago."""
    cells = []
    for story in stories:
        lead = f"<br><font size=2>{_lead(look, story)}</font>" if look.chance.random() < 0.8 else ""
        cells.append(f"<td valign=top><b>{_linked(look, story)}</b>{lead}</td>")
    columns = look.chance.choice((1, 2, 3))
    rows = [
        "<tr>" + "".join(cells[at : at + columns]) + "</tr>" for at in range(0, len(cells), columns)
    ]
    return f"<table width=760><tr><td><table>{''.join(rows)}</table></td></tr></table>"


def front(look: Look, stories: Sequence[Story]) -> str:
    """A lead story, then sections with links."""
    top, *rest = stories
    parts = [
        f"<div{look.named('item')}><h1>{_linked(look, top)}</h1>{look.image()}"
        f"<p>{esc(sentences(top.lead, 3))}</p></div>"
    ]
    for at in range(0, len(rest), 5):
        links = []
        for n, story in enumerate(rest[at : at + 5]):
            lead = f"<p>{_lead(look, story)}</p>" if n == 0 else ""
            links.append(f"<div{look.named('title')}>{_linked(look, story)}{lead}</div>")
        parts.append(f"<section><h2>{look.section()}</h2>{''.join(links)}</section>")
    return "".join(parts)


def gallery(look: Look, stories: Sequence[Story]) -> str:
    """Pictures or films with a line below each."""
    chance = look.chance
    parts = []
    for story in stories:
        length = f"<span>{chance.randrange(10)}:{chance.randrange(10, 60)}</span>"
        parts.append(
            f'<figure{look.named("item")}><a href="{look.address()}">{look.image()}{length}</a>'
            f"<figcaption>{_linked(look, story)}</figcaption></figure>"
        )
    return f"<div{look.named('items')}>{''.join(parts)}</div>"


def results(look: Look, stories: Sequence[Story]) -> str:
    """What a search found: title, address, snippet."""
    parts = []
    for story in stories[:15]:
        start = look.chance.randrange(max(1, len(story.lead) // 3))
        snippet = esc(story.lead[start : start + 140])
        shown = look.address()
        parts.append(
            f'<div{look.named("item")}><a href="{shown}">{esc(story.headline)}</a>'
            f"<p>… {snippet} …</p><small>{look.host}{shown} - {look.when()}</small></div>"
        )
    return f"<div{look.named('items')}>{''.join(parts)}</div>"


def profile(look: Look, stories: Sequence[Story]) -> str:
    """A writer's page: a few sentences, then the stories."""
    about = " ".join(look.chance.sample(look.words["about"], 2))
    return f"<div>{look.image()}<p>{esc(about)}</p></div>{bullets(look, stories)}"


def months(look: Look, stories: Sequence[Story]) -> str:
    """An archive: a heading for each day."""
    parts = []
    for at in range(0, len(stories), 4):
        links = "".join(f"<li>{_linked(look, s)}</li>" for s in stories[at : at + 4])
        parts.append(f"<h3>{look.when()}</h3><ul>{links}</ul>")
    return "".join(parts)


def whole_links(look: Look, stories: Sequence[Story]) -> str:
    """Cards that are one link each."""
    level = look.chance.choice(("h2", "h3", "div", "strong"))
    parts = [
        f'<a{look.named("item")} href="{look.address()}"><{level}>{esc(s.headline)}</{level}>'
        f"<p>{_lead(look, s)}</p></a>"
        for s in stories
    ]
    return f"<div{look.named('items')}>{''.join(parts)}</div>"


def summaries(look: Look, stories: Sequence[Story]) -> str:
    """Long summaries in plain paragraphs, each below its linked headline."""
    parts = []
    for story in stories[: look.chance.randrange(5, 13)]:
        text = esc(sentences(" ".join(story.paragraphs[:3]), 4))
        parts.append(f"<div><p><b>{_linked(look, story)}</b></p><p>{text}</p></div>")
    return f"<div{look.named('items')}>{''.join(parts)}</div>"


def ticker(look: Look, stories: Sequence[Story]) -> str:
    """Times and headlines."""
    chance = look.chance
    parts = [
        f"<p><span>{chance.randrange(24):02}:{chance.randrange(60):02}</span> {_linked(look, each)}"
        for each in stories
    ]
    return f"<div{look.named('items')}>{''.join(parts)}</div>"


def unlinked(look: Look, stories: Sequence[Story]) -> str:
    """Headings and leads without a link but the one to go on."""
    level = look.chance.choice(("h2", "h3", "h4"))
    return "".join(
        f"<div{look.named('item')}><{level}>{esc(s.headline)}</{level}><p>{_lead(look, s)} "
        f'<a href="{look.address()}">{look.label("more", 0)}</a></p></div>'
        for s in stories
    )


def buttons(look: Look, stories: Sequence[Story]) -> str:
    """Cards opened by a script: no link at all, but in the picture."""
    level = look.chance.choice(("h2", "h3", "p"))
    return "".join(
        f'<li{look.named("item")} data-href="{look.address()}"><a href="#">{look.image()}</a>'
        f"<{level}{look.named('title')}>{esc(s.headline)}</{level}>{_date(look)}"
        f"<div{look.named('lead')}>{_lead(look, s)}</div></li>"
        for s in stories
    )


FAMILIES: tuple[Callable[[Look, Sequence[Story]], str], ...] = (
    cards,
    bullets,
    table,
    blog,
    definitions,
    old_tables,
    front,
    gallery,
    results,
    profile,
    months,
    whole_links,
    summaries,
    ticker,
    unlinked,
    buttons,
)
"""Every kind of list."""
