"""Other stories on a page: lists of them with headline and lead, and the next one opened below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chrome.shapes import Shapes
from chrome.tags import Parts, Tag
from chrome.wording import OtherStory

_SENTENCE = re.compile(r"(?<=[.!?。！？])\s*")
_LEAD_LENGTHS = (90, 160, 240, 400)


def teasers(shapes: Shapes, language: str | None, stories: Sequence[OtherStory]) -> Tag:
    """A list of other stories: a heading, and for each headline, lead, picture, day as sites do."""
    rng = shapes.rng
    wording = shapes.words.wording("teasers", language, rng)
    item = rng.choice(("article", "li", "div", "div", "div", "section"))
    form = _TeaserForm(shapes, item)
    rows: Parts = [form.row(story) for story in stories]
    if item == "li":
        rows = [Tag(rng.choice(("ul", "ul", "ol")), shapes.named("teasers", "list"), rows)]
    elif shapes.maybe(0.4):
        rows = [Tag("div", shapes.named("teasers", "list"), rows)]
    if shapes.maybe(0.8):
        rows.insert(0, shapes.heading("teasers", shapes.title(wording)))
    if wording.links and shapes.maybe(0.3):
        rows += shapes.buttons("teasers", shapes.links(wording, 1, 1))
    return shapes.wrapped("teasers", rows, "div div section aside nav", 2)


class _TeaserForm:
    """How all items of one list look: drawn once, so that they look alike."""

    def __init__(self, shapes: Shapes, item: str) -> None:
        rng = shapes.rng
        self.shapes = shapes
        self.item = item
        self.names = shapes.named("teasers", "item")
        self.head = rng.choice(("h2", "h3", "h3", "h4", "div", "p", "span", "strong"))
        self.linked = rng.choice(("head", "head", "head", "item", "none"))
        self.text = rng.choice(("p", "p", "div", "span"))
        self.length = rng.choice(_LEAD_LENGTHS)
        self.leads = rng.choice((0.0, 0.0, 0.6, 1.0, 1.0, 1.0, 1.0))
        self.has_picture = shapes.maybe(0.4)
        self.has_day = shapes.maybe(0.4)
        self.has_byline = shapes.maybe(0.15)
        self.more = shapes.maybe(0.15)

    def row(self, story: OtherStory) -> Tag:
        """One story as an item of the list."""
        shapes, rng = self.shapes, self.shapes.rng
        link = {"href": f"/{rng.randint(2016, 2026)}/{rng.randint(1, 12)}/{rng.randint(1, 9999)}"}
        title: Tag | str = story.headline
        if self.linked == "head":
            title = Tag("a", dict(link), [story.headline])
        parts: Parts = []
        if self.has_picture:
            parts.append(Tag("img", {"src": f"/i/{rng.randint(1, 999)}.jpg", "alt": ""}))
        parts.append(Tag(self.head, shapes.named("teasers", "headline"), [title]))
        if rng.random() < self.leads:
            text = shorten(story.lead, self.length)
            parts.append(Tag(self.text, shapes.named("teasers", "text"), [text]))
        if self.has_byline:
            parts.append(Tag("div", {}, [rng.choice(shapes.words.people)]))
        if self.has_day:
            day = f"{rng.randint(1, 28)}.{rng.randint(1, 12)}.20{rng.randint(15, 26)}"
            parts.append(Tag(rng.choice(("time", "span", "div")), {}, [day]))
        if self.more and self.linked != "item":
            parts.append(Tag("a", dict(link), ["»"]))
        if self.linked == "item":
            parts = [Tag("a", dict(link), parts)]
        return Tag(self.item, dict(self.names), parts)


def related(shapes: Shapes, language: str | None, stories: Sequence[OtherStory]) -> Tag:
    """Links to other stories as a line of the text: a label and a headline."""
    rng = shapes.rng
    wording = shapes.words.wording("related", language, rng)
    lines: Parts = []
    for story in stories:
        link = Tag("a", {"href": f"/s/{rng.randint(1, 9999)}"}, [story.headline])
        said: Parts = [shapes.title(wording), " ", link] if shapes.maybe(0.75) else [link]
        if shapes.maybe(0.4):
            said = [Tag(rng.choice(("strong", "em", "b")), {}, said)]
        lines.append(Tag("p", {} if shapes.is_simple else shapes.named("related"), said))
    if len(lines) == 1 and shapes.maybe(0.7):
        only = lines[0]
        assert isinstance(only, Tag)
        return only
    return shapes.wrapped("related", lines, "div div aside blockquote", 1)


def next_story(shapes: Shapes, language: str | None, story: OtherStory) -> Tag:
    """Another story opened below: headline, byline, paragraphs, a link that goes on."""
    rng = shapes.rng
    wording = shapes.words.wording("next-story", language, rng)
    link = {"href": f"/{rng.randint(2016, 2026)}/next-{rng.randint(10, 9999)}"}
    title: Tag | str = story.headline
    if shapes.maybe(0.5):
        title = Tag("a", dict(link), [story.headline])
    line = rng.choice(("h1", "h2", "h2", "h3"))
    parts: Parts = [Tag(line, shapes.named("next-story", "headline"), [title])]
    if shapes.maybe(0.3) and story.lead not in story.paragraphs:
        line = rng.choice(("p", "div", "h3"))
        parts.append(Tag(line, shapes.named("next-story", "lead"), [story.lead]))
    if shapes.maybe(0.6):
        by = rng.choice(shapes.words.people)
        said: Tag | str = by
        if shapes.maybe(0.4):
            said = Tag("a", {"href": "/people/2", "rel": "author"}, [by])
        day = Tag(
            "time", {}, [f"{rng.randint(1, 28)}/{rng.randint(1, 12)}/20{rng.randint(18, 26)}"]
        )
        parts.append(Tag("div", shapes.named("next-story", "byline"), [said, " ", day]))
    if shapes.maybe(0.4):
        parts.append(Tag("figure", {}, [Tag("img", {"src": "/i/next.jpg", "alt": ""})]))
    count = rng.choice((1, 2, 3, 3, 5, 8, 12, 30))
    form = rng.choice(("p", "p", "p", "div"))
    paragraphs: Parts = [Tag(form, {}, [text]) for text in story.paragraphs[:count]]
    if shapes.maybe(0.5):
        paragraphs = [Tag("div", shapes.named("next-story", "text"), paragraphs)]
    parts += paragraphs
    if count < len(story.paragraphs) and shapes.maybe(0.7):
        parts.append(Tag("p", {}, [Tag("a", dict(link), [rng.choice(wording.links)])]))
    root = rng.choice(("article", "article", "div", "section"))
    body = Tag(root, shapes.named("next-story"), parts)
    if shapes.maybe(0.5):
        inner: Parts = [body]
        if wording.titles and shapes.maybe(0.6):
            inner.insert(0, shapes.heading("next-story", shapes.title(wording)))
        return shapes.wrapped("next-story", inner, "div div section", 1)
    return body


def shorten(text: str, length: int) -> str:
    """The first sentences of a text up to a length, or its first words and an ellipsis."""
    taken = ""
    for sentence in _SENTENCE.split(text):
        if len(taken) + len(sentence) > length:
            break
        taken = f"{taken} {sentence}".strip()
    if taken:
        return taken
    cut = text[:length]
    return (cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut) + "…"
