"""Boxes that ask for something or tell of something else, and people: authors and comments."""

from __future__ import annotations

from chrome.shapes import Shapes
from chrome.tags import Parts, Tag

_FIELDS = ("email", "text", "password")
_TITLED = {"policy": 0.4, "external": 0.5}
"""How often a kind has a title; the others mostly do."""
_ONE_LINE = {"policy": 0.35, "promo": 0.1}
"""How often a kind is a single line in italics, bold or a link."""


def appeal(kind: str, shapes: Shapes, language: str | None) -> Tag:
    """A box of this kind: newsletter, donation, paywall, registration, promotion, policy …"""
    rng = shapes.rng
    wording = shapes.words.wording(kind, language, rng)
    parts: Parts = []
    if shapes.maybe(_TITLED.get(kind, 0.85)):
        parts.append(shapes.heading(kind, shapes.title(wording)))
    if kind == "promo" and shapes.maybe(0.4):
        parts.append(Tag("img", {"src": "/promo/1.jpg", "alt": ""}))
    link = rng.choice(wording.links) if shapes.maybe(0.3) else None
    parts += shapes.texts(kind, shapes.sentences(wording, 1, 3, opens=0.4), link)
    if kind in ("newsletter", "registration") and shapes.maybe(0.6):
        field = Tag("input", {"type": rng.choice(_FIELDS), "placeholder": "@"})
        buttons = shapes.buttons(kind, shapes.links(wording, 1, 1))
        form = Tag("form", {"action": "/join"}, [field, *buttons])
        if shapes.maybe(0.4):
            note = shapes.fill(rng.choice(wording.texts))
            form.children.append(Tag(rng.choice(("small", "p", "div", "label")), {}, [note]))
        parts.append(form)
    elif kind in ("paywall", "donation") and shapes.maybe(0.35):
        parts.append(_offers(kind, shapes, list(wording.links)))
    else:
        parts += shapes.buttons(kind, shapes.links(wording, 1, 2))
    if shapes.maybe(_ONE_LINE.get(kind, 0.06)):
        said = shapes.fill(rng.choice(wording.texts))
        return Tag("p", shapes.named(kind), [Tag(rng.choice(("em", "strong", "a")), {}, [said])])
    return shapes.wrapped(kind, parts, "div div div aside section form blockquote", 3)


def _offers(kind: str, shapes: Shapes, words: list[str]) -> Tag:
    """Prices side by side, or a list of what one gets."""
    rows: Parts = []
    for word in shapes.some(words, 2, 4):
        price = f"{shapes.rng.choice('€$£')}{shapes.rng.randint(1, 60)}"
        rows.append(Tag("li", shapes.named(kind, "offer"), [Tag("strong", {}, [price]), " ", word]))
    return Tag("ul", shapes.named(kind, "offers"), rows)


def poll(shapes: Shapes, language: str | None) -> Tag:
    """A question with answers to choose from."""
    wording = shapes.words.wording("poll", language, shapes.rng)
    rows: Parts = []
    for word in shapes.links(wording, 2, 4):
        field = Tag("input", {"type": "radio", "name": "vote"})
        rows.append(Tag(shapes.rng.choice(("li", "label", "div")), {}, [field, word]))
    rows = [Tag("ul", shapes.named("poll", "answers"), [Tag("li", {}, [row]) for row in rows])]
    texts = shapes.texts("poll", shapes.sentences(wording, 0, 2))
    parts: Parts = [shapes.heading("poll", shapes.title(wording)), *rows, *texts]
    return shapes.wrapped("poll", parts, "div div form section aside", 2)


def widget(shapes: Shapes, language: str | None) -> Tag:
    """Weather, markets, scores, results: a title, rows of figures, a sentence."""
    rng = shapes.rng
    wording = shapes.words.wording("widget", language, rng)
    item, root = rng.choice((("li", "ul"), ("tr", "table"), ("div", "div")))
    rows: Parts = []
    for word in shapes.links(wording, 1, 5):
        name, _, figure = word.rpartition(" ")
        cell = "td" if item == "tr" else "span"
        rows.append(Tag(item, {}, [Tag(cell, {}, [name]), " ", Tag(cell, {}, [figure])]))
    parts: Parts = [shapes.heading("widget", shapes.title(wording)), Tag(root, {}, rows)]
    parts += shapes.texts("widget", shapes.sentences(wording, 0, 2))
    return shapes.wrapped("widget", parts, "div div section aside", 2)


def author(shapes: Shapes, language: str | None) -> Tag:
    """A box about who wrote the story."""
    rng = shapes.rng
    wording = shapes.words.wording("author", language, rng)
    name = rng.choice(shapes.words.people)
    parts: Parts = []
    if wording.titles and shapes.maybe(0.4):
        parts.append(shapes.heading("author", shapes.title(wording)))
    if shapes.maybe(0.4):
        parts.append(Tag("img", {"src": "/people/1.jpg", "alt": name}))
    if shapes.maybe(0.65):
        said: Tag | str = name
        if shapes.maybe(0.6):
            said = Tag("a", {"href": "/people/1", "rel": "author"}, [name])
        line = rng.choice(("h3", "h4", "div", "p", "strong"))
        parts.append(Tag(line, shapes.named("author", "name"), [said]))
    texts = [shapes.fill(text, name=name) for text in shapes.some(wording.texts, 1, 2)]
    parts += shapes.texts("author", texts, rng.choice(wording.links) if shapes.maybe(0.3) else None)
    if shapes.maybe(0.4):
        parts += shapes.buttons("author", shapes.links(wording, 1, 3))
    if shapes.maybe(0.12):
        return Tag("p", shapes.named("author"), [Tag("em", {}, [texts[0]])])
    return shapes.wrapped("author", parts, "div div section aside footer", 2)


def comments(shapes: Shapes, language: str | None) -> Tag:
    """A thread of comments: each with a name, a day, a text and answers."""
    rng = shapes.rng
    wording = shapes.words.wording("comments", language, rng)
    item = rng.choice(("li", "div", "article", "div"))
    rows: Parts = []
    for text in shapes.some(wording.texts, 1, 9):
        rows.append(_comment(shapes, item, text, list(wording.links), rng.choice(wording.texts)))
    listed = Tag("ol" if item == "li" else "div", shapes.named("comments", "list"), rows)
    parts: Parts = [listed]
    if shapes.maybe(0.85):
        parts.insert(0, shapes.heading("comments", shapes.title(wording)))
    return shapes.wrapped("comments", parts, "div section div aside", 2)


def _comment(shapes: Shapes, item: str, text: str, links: list[str], answer: str | None) -> Tag:
    rng = shapes.rng
    day = f"{rng.randint(1, 28)}.{rng.randint(1, 12)}.20{rng.randint(18, 26)}"
    name = rng.choice(shapes.words.people)
    if shapes.maybe(0.5):
        name = f"{name.split()[0]}{rng.randint(3, 99)}"
    head: Parts = [Tag(rng.choice(("span", "strong", "a", "b")), {}, [name]), " "]
    head.append(Tag(rng.choice(("time", "span", "small")), {}, [day]))
    children: Parts = [Tag("div", shapes.named("comments", "meta"), head)]
    children.append(Tag(rng.choice(("p", "p", "div")), shapes.named("comments", "text"), [text]))
    if links and shapes.maybe(0.6):
        children += shapes.buttons("comments", shapes.some(links, 1, 2))
    if answer and shapes.maybe(0.2):
        children.append(_comment(shapes, "div", answer, links, None))
    return Tag(item, shapes.named("comments", "item"), children)
