"""Pages about a site: who it is, how to reach it, terms, offers. No story stands on them."""

from __future__ import annotations

from collections.abc import Callable

from assembled.look import Look, esc


def _said(look: Look, least: int, most: int) -> list[str]:
    """Sentences a site says of itself, one to three a paragraph."""
    chance = look.chance
    sentences = list(look.words["about"])
    chance.shuffle(sentences)
    joint = "" if look.language in ("zh", "zh-hant", "ja") else " "
    paragraphs = []
    for _ in range(chance.randrange(least, most + 1)):
        count = chance.randrange(1, 4)
        if len(sentences) < count:
            break
        paragraphs.append(esc(joint.join(sentences.pop() for _ in range(count))))
    return paragraphs


def about(look: Look) -> str:
    """A few paragraphs."""
    return "".join(f"<p>{text}</p>" for text in _said(look, 2, 6))


def contact(look: Look) -> str:
    """An address in lines, a form, a sentence or two."""
    chance = look.chance
    number = chance.randrange(1_000_000, 9_999_999)
    lines = [
        esc(look.host),
        f"{look.slug().title()} {chance.randrange(1, 200)}",
        f"Tel. +00 {number}",
        f"info@{look.host}",
    ]
    form = "<form><label>E-mail</label><input><textarea></textarea></form>"
    parts = [f"<p>{'<br>'.join(lines)}</p>", *(f"<p>{text}</p>" for text in _said(look, 1, 2))]
    return "".join(parts) + (form if chance.random() < 0.5 else "")


def terms(look: Look) -> str:
    """Numbered headings, each with a paragraph or two."""
    chance = look.chance
    level = chance.choice(("h2", "h3", "strong"))
    parts = []
    for n in range(1, chance.randrange(4, 11)):
        title = look.label("static") if chance.random() < 0.7 else look.section()
        parts.append(f"<{level}>{n}. {title}</{level}>")
        parts += [f"<p>{text}</p>" for text in _said(look, 1, 2)]
    return "".join(parts)


def team(look: Look) -> str:
    """Names, what they do, how to reach them."""
    parts = [f"<p>{text}</p>" for text in _said(look, 1, 1)]
    for n in range(look.chance.randrange(4, 15)):
        name = esc(look.words["names"][n % len(look.words["names"])])
        parts.append(
            f"<div{look.named('item')}>{look.image()}<h3>{name}</h3><p>{look.section()}</p>"
            f"<p>{look.slug()}@{look.host}</p></div>"
        )
    return "".join(parts)


def questions(look: Look) -> str:
    """Questions and answers."""
    parts = []
    for _ in range(look.chance.randrange(4, 9)):
        said = _said(look, 2, 2)
        parts.append(f"<h3>{said[0].rstrip('.。')}?</h3><p>{said[-1]}</p>")
    return "".join(parts)


def offers(look: Look) -> str:
    """What a subscription costs."""
    parts = [f"<p>{text}</p>" for text in _said(look, 1, 2)]
    for _ in range(look.chance.randrange(2, 5)):
        price = look.chance.randrange(3, 40)
        items = "".join(f"<li>{look.section()}</li>" for _ in range(4))
        parts.append(
            f"<div{look.named('item')}><h3>{look.section()}</h3><p>€ {price},90</p>"
            f"<ul>{items}</ul><a href='#'>{look.label('static')}</a></div>"
        )
    return "".join(parts)


def letters(look: Look) -> str:
    """Newsletters to choose from."""
    parts = []
    for _ in range(look.chance.randrange(3, 9)):
        said = _said(look, 1, 1)[0]
        parts.append(f"<div{look.named('item')}><h3>{look.section()}</h3><p>{said}</p></div>")
    return "".join(parts) + "<form><input type=email></form>"


def imprint(look: Look) -> str:
    """Who is responsible, in labels and lines."""
    parts = [
        f"<p><strong>{look.label('static')}</strong><br>{esc(look.person())}<br>{esc(look.host)}</p>"
        for _ in range(look.chance.randrange(3, 8))
    ]
    return "".join(parts) + "".join(f"<p>{text}</p>" for text in _said(look, 1, 3))


KINDS: tuple[Callable[[Look], str], ...] = (
    about,
    about,
    contact,
    terms,
    team,
    questions,
    offers,
    letters,
    imprint,
)
"""Every kind of page about a site; the plain one is the commonest."""
