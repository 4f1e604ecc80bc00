"""Consent dialogs, choosers of editions and languages, and notices of all kinds."""

from __future__ import annotations

from chrome.shapes import Shapes
from chrome.tags import Parts, Tag
from chrome.wording import Wording

_PLATFORMS: tuple[tuple[dict[str, str | None], dict[str, str | None]], ...] = (
    ({"id": "onetrust-consent-sdk"}, {"id": "onetrust-banner-sdk", "class": "otFlat bottom"}),
    ({"id": "didomi-host"}, {"id": "didomi-popup", "class": "didomi-popup-container"}),
    ({"id": "sp_message_container_814"}, {"class": "message type-modal"}),
    ({"id": "usercentrics-root"}, {"data-testid": "uc-default-wall"}),
    ({"id": "qc-cmp2-container", "class": "qc-cmp2-container"}, {"class": "qc-cmp2-summary-info"}),
    ({"id": "CybotCookiebotDialog"}, {"id": "CybotCookiebotDialogBody"}),
    ({"class": "fc-consent-root"}, {"class": "fc-dialog-container"}),
    ({"id": "truste-consent-track"}, {"id": "truste-consent-content"}),
    ({"id": "cmpbox", "class": "cmpbox cmpstyleroot"}, {"class": "cmpboxinner"}),
    ({"class": "osano-cm-window"}, {"class": "osano-cm-dialog"}),
    ({"id": "iubenda-cs-banner"}, {"class": "iubenda-cs-container"}),
    ({"id": "cookie-law-info-bar"}, {"class": "cli-bar-container"}),
    ({"class": "cky-consent-container"}, {"class": "cky-consent-bar"}),
    ({"id": "tarteaucitronRoot"}, {"id": "tarteaucitronAlertBig"}),
    ({"id": "axeptio_overlay"}, {"class": "axeptio_mount"}),
    ({"class": "cc-window cc-banner"}, {"class": "cc-message"}),
    ({"id": "cmplz-cookiebanner-container"}, {"class": "cmplz-cookiebanner"}),
    ({"id": "BorlabsCookieBox"}, {"class": "_brlbs-box"}),
    ({"id": "klaro"}, {"class": "cookie-modal"}),
    ({"id": "ez-cookie-dialog-wrapper"}, {"id": "ez-cookie-dialog"}),
)
"""Root and inner element as known consent platforms make them."""
_MARKS: tuple[dict[str, str | None], ...] = (
    {"role": "dialog"},
    {"role": "dialog", "aria-modal": "true"},
    {"role": "alertdialog"},
    {"aria-modal": "true", "tabindex": "-1"},
)


def consent(shapes: Shapes, language: str | None) -> Tag:
    """A consent dialog: of a known platform, of one that says it is a dialog, or of plain boxes."""
    rng = shapes.rng
    wording = shapes.words.wording("consent", language, rng)
    parts = _consent_parts(shapes, wording)
    kind = rng.choices(("platform", "marked", "dialog", "bare"), (25, 10, 5, 60))[0]
    if kind == "platform":
        outer, inner = rng.choice(_PLATFORMS)
        body = Tag("div", dict(inner), parts)
        if shapes.maybe(0.4):
            body.attributes |= rng.choice(_MARKS)
        return Tag("div", dict(outer), [body])
    if kind == "dialog":
        return Tag("dialog", {"open": None, **shapes.named("consent")}, parts)
    root = shapes.wrapped("consent", parts, "div div div div div section aside form", 3)
    if kind == "marked":
        root.attributes |= rng.choice(_MARKS)
    return root


def _consent_parts(shapes: Shapes, wording: Wording) -> Parts:
    rng = shapes.rng
    parts: Parts = []
    if shapes.maybe(0.85):
        parts.append(shapes.heading("consent", shapes.title(wording)))
    said = shapes.sentences(wording, 1, 4, opens=0.7)
    parts += shapes.texts("consent", said, rng.choice(wording.links) if shapes.maybe(0.4) else None)
    if len(wording.texts) > 3 and shapes.maybe(0.25):
        parts.append(_purposes(shapes, wording))
    actions = shapes.buttons("consent", shapes.links(wording, 1, 3))
    return [*actions, *parts] if shapes.maybe(0.08) else [*parts, *actions]


def _purposes(shapes: Shapes, wording: Wording) -> Tag:
    """The list of purposes, each with its switch."""
    rows: Parts = []
    for text in shapes.sentences(wording, 2, 4):
        first, _, rest = text.partition(",")
        children: Parts = [Tag(shapes.rng.choice(("h3", "h4", "strong")), {}, [first])]
        children.append(Tag("input", {"type": "checkbox"}))
        if rest:
            children.append(Tag("p", {}, [rest.strip().capitalize()]))
        rows.append(Tag("li", shapes.named("consent", "purpose"), children))
    return Tag("ul", shapes.named("consent", "purposes"), rows)


def chooser(shapes: Shapes, language: str | None) -> Tag:
    """A choice of edition, region or language: a line of welcome and a list of links."""
    rng = shapes.rng
    wording = shapes.words.wording("chooser", language, rng)
    parts: Parts = [shapes.heading("chooser", shapes.title(wording), "p p div h2 h3 span h4")]
    if wording.texts and shapes.maybe(0.55):
        parts += shapes.texts("chooser", shapes.sentences(wording, 1, 1))
    names = shapes.some(wording.links, 2, 10)
    form = rng.choice(("list", "list", "links", "select", "paragraphs"))
    if form == "list":
        items: Parts = [
            Tag("li", {}, [Tag("a", {"href": f"/e/{n}"}, [name])]) for n, name in enumerate(names)
        ]
        parts.append(Tag("ul", shapes.named("chooser", "list"), items))
    elif form == "select":
        options: Parts = [Tag("option", {}, [name]) for name in names]
        parts.append(Tag("select", {"name": "edition"}, options))
    elif form == "paragraphs":
        parts += [Tag("p", {}, [Tag("a", {"href": f"/e/{n}"}, [x])]) for n, x in enumerate(names)]
    else:
        row: Parts = []
        for n, name in enumerate(names):
            between = rng.choice((" | ", " ", " · ")) if row else ""
            row += [between, Tag("a", {"href": f"/{n}"}, [name])]
        parts.append(Tag("div", shapes.named("chooser", "list"), row))
    return shapes.wrapped("chooser", parts, "div div div section nav aside", 2)


def notice(shapes: Shapes, language: str | None) -> Tag:
    """A word about the app, an ad blocker, JavaScript, the browser, or the site's works."""
    wording = shapes.words.wording("notice", language, shapes.rng)
    parts: Parts = []
    if shapes.maybe(0.45):
        parts.append(shapes.heading("notice", shapes.title(wording)))
    parts += shapes.texts("notice", shapes.sentences(wording, 1, 2))
    if shapes.maybe(0.5):
        parts += shapes.buttons("notice", shapes.links(wording, 1, 2))
    root = shapes.wrapped("notice", parts, "div div div p section aside", 1)
    if root.name == "p":
        root = Tag("p", root.attributes, [shapes.sentences(wording, 1, 1)[0]])
    if shapes.maybe(0.1):
        root.attributes["role"] = shapes.rng.choice(("alert", "status", "region"))
    return root


def player(shapes: Shapes, language: str | None) -> Tag:
    """An offer to hear the story: a label, the minutes, a word about the voice."""
    rng = shapes.rng
    wording = shapes.words.wording("player", language, rng)
    parts: Parts = []
    if shapes.maybe(0.5):
        parts += shapes.buttons("player", shapes.links(wording, 1, 2))
    parts.append(shapes.heading("player", shapes.title(wording), "p p div span strong h4"))
    parts += shapes.texts("player", shapes.sentences(wording, 0, 2))
    if shapes.maybe(0.3):
        parts.append(Tag("div", {}, [f"0:00 / {rng.randint(1, 19)}:{rng.randint(10, 59)}"]))
    return shapes.wrapped("player", parts, "div div section aside figure", 2)


def ticker(shapes: Shapes, language: str | None, headlines: list[str]) -> Tag:
    """A bar of live coverage or latest lines: "Watch Live" and what is on."""
    rng = shapes.rng
    wording = shapes.words.wording("ticker", language, rng)
    label = shapes.title(wording)
    parts: Parts = []
    form = rng.choice(("a", "span", "h2", "p", "div"))
    parts.append(
        Tag(
            "p" if form == "a" else form,
            shapes.named("ticker", "label"),
            [Tag("a", {"href": "/live"}, [label]) if form == "a" else label],
        )
    )
    if wording.texts and shapes.maybe(0.45):
        parts += shapes.texts("ticker", shapes.sentences(wording, 1, 1))
    rows: Parts = []
    for line in headlines:
        at = f"{rng.randint(0, 23)}:{rng.randint(10, 59)} " if shapes.maybe(0.4) else ""
        is_linked = shapes.maybe(0.7)
        said: Tag | str = Tag("a", {"href": "/n"}, [line]) if is_linked else line
        rows.append(Tag(rng.choice(("li", "div", "p")), {}, [at, said] if at else [said]))
    if rows:
        parts.append(Tag("div", shapes.named("ticker", "items"), rows))
    return shapes.wrapped("ticker", parts, "div div section aside", 1)


def footer(shapes: Shapes, language: str | None) -> Tag:
    """The legal end of a page: rights, publisher, press council, links."""
    wording = shapes.words.wording("footer", language, shapes.rng)
    parts: Parts = shapes.texts("footer", shapes.sentences(wording, 1, 4))
    names = shapes.links(wording, 2, 8)
    items: Parts = [
        Tag("li", {}, [Tag("a", {"href": f"/p/{n}"}, [name])]) for n, name in enumerate(names)
    ]
    listed = Tag("ul", shapes.named("footer", "links"), items)
    parts = [listed, *parts] if shapes.maybe(0.5) else [*parts, listed]
    return shapes.wrapped("footer", parts, "div div div section footer", 2)
