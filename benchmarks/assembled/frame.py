"""What stands around every text of an assembled site: head, dialog, menu, boxes, foot."""

from __future__ import annotations

import json

from assembled.look import Look, esc
from assembled.stories import sentences


class Frame:
    """The surroundings of a site's pages: chosen once, then the same on each."""

    def __init__(self, look: Look) -> None:
        self.look = look
        chance = look.chance
        self.dialog_at = chance.choice(("top", "top", "bottom", "none"))
        self.has_chooser, self.has_crumbs = chance.random() < 0.3, chance.random() < 0.4
        self.side_at = chance.choice(("before", "after", "after", "none"))
        self.teasers = chance.choice((0, 0, 3, 4, 6))
        self.teaser_has_lead = chance.random() < 0.5
        self.menu_tag = chance.choice(("nav", "div", "ul"))
        self.foot_tag = chance.choice(("footer", "div", "div"))
        self.main_tag = chance.choice(("main", "div", "div", "article"))
        self.name = look.slug(2).replace("-", " ").title()
        self.sections = [look.section() for _ in range(chance.randrange(4, 9))]
        self.statics = [
            look.label("static", n) for n in chance.sample(range(9), chance.randrange(3, 10))
        ]
        self.has_meta = chance.random() < 0.7
        self.has_json = chance.random() < 0.6
        self.dialog = self._dialog()

    def page(self, title: str, inside: str, kind: str, *, crumb: str = "") -> str:
        """One page. *kind* is ``article``, ``list`` or ``static``."""
        look = self.look
        side = self._side() if self.side_at != "none" else ""
        teasers = self._teasers() if kind != "list" else ""
        main = f"<{self.main_tag}{look.named('main')}>{inside}{teasers}</{self.main_tag}>"
        body = (side + main) if self.side_at == "before" else (main + side)
        top, bottom = self.dialog_at == "top", self.dialog_at == "bottom"
        crumbs = (
            f"<div{look.named('crumbs')}>{self.name} » {crumb}</div>" if self.has_crumbs else ""
        )
        return (
            f'<!DOCTYPE html><html lang="{look.language}"><head><meta charset="utf-8">'
            f"<title>{title} - {self.name}</title>{self._meta(title, kind)}</head>"
            f"<body>{self.dialog if top else ''}{self._head()}{crumbs}{body}{self._foot()}"
            f"{self.dialog if bottom else ''}</body></html>"
        )

    def _dialog(self) -> str:
        look, chance = self.look, self.look.chance
        if self.dialog_at == "none":
            return ""
        if look.is_silent:
            said = [esc(sentences(s.lead, 1)) for s in chance.sample(list(look.stories), 2)]
            buttons = [look.fragment() for _ in range(3)]
        else:
            said = [esc(text) for text in look.words["consent"][:2]]
            buttons = [esc(text) for text in look.words["consent"][2:]]
        role = chance.choice(("", "", ' role="dialog"', ' aria-modal="true"'))
        tag = chance.choice(("p", "p", "div", "span"))
        button = chance.choice(("a href='#'", "button", "div"))
        texts = "".join(f"<{tag}>{text}</{tag}>" for text in said)
        shown = "".join(f"<{button}>{text}</{button.split()[0]}>" for text in buttons)
        title = f"<h2>{look.label('static', 4)}</h2>" if chance.random() < 0.5 else ""
        return f"<div{look.named('dialog')}{role}><div>{title}{texts}{shown}</div></div>"

    def _meta(self, title: str, kind: str) -> str:
        chance = self.look.chance
        parts = []
        day = f"2026-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}T08:30:00+00:00"
        if self.has_meta:
            given = {"article": 0.9, "static": 0.25, "list": 0.08}[kind]
            told = "article" if chance.random() < given else "website"
            parts.append(f'<meta property="og:type" content="{told}">')
            parts.append(f'<meta property="og:title" content="{title}">')
            if kind == "article" or chance.random() < 0.06:
                parts.append(f'<meta property="article:published_time" content="{day}">')
        if self.has_json:
            types = {
                "article": ("NewsArticle", "Article", "ReportageNewsArticle"),
                "static": ("WebPage", "AboutPage", "Organization", "WebSite"),
                "list": ("CollectionPage", "ItemList", "WebSite", "WebPage", "Organization"),
            }[kind]
            node = {"@context": "https://schema.org", "@type": chance.choice(types)}
            if kind == "article":
                node |= {"headline": title, "datePublished": day}
            shown = json.dumps(node, ensure_ascii=False)
            parts.append(f'<script type="application/ld+json">{shown}</script>')
        return "".join(parts)

    def _links(self, texts: list[str]) -> str:
        links = [f'<a href="/{self.look.slug()}">{text}</a>' for text in texts]
        if self.menu_tag == "ul":
            return "<ul>" + "".join(f"<li>{link}</li>" for link in links) + "</ul>"
        return " ".join(links)

    def _head(self) -> str:
        look = self.look
        menu = (
            f"<{self.menu_tag}{look.named('menu')}>{self._links(self.sections)}</{self.menu_tag}>"
        )
        chooser = ""
        if self.has_chooser:
            links = self._links([look.slug().title() for _ in range(4)])
            chooser = f"<div><p>{look.label('consent', 1)}</p>{links}</div>"
        return f"{chooser}<div{look.named('top')}><a href='/'>{self.name}</a>{menu}</div>"

    def _side(self) -> str:
        look = self.look
        links = "".join(
            f'<li><a href="{look.address()}">{esc(s.headline)}</a></li>'
            for s in look.chance.sample(list(look.stories), 5)
        )
        title = self._beside()
        return f"<div{look.named('side')}><h3>{title}</h3><ul>{links}</ul></div>"

    def _beside(self) -> str:
        return esc(self.look.label("beside").replace("{}", self.sections[0]))

    def _teasers(self) -> str:
        look = self.look
        if not self.teasers:
            return ""
        parts = []
        for story in look.chance.sample(list(look.stories), self.teasers):
            lead = f"<p>{esc(sentences(story.lead, 1))}</p>" if self.teaser_has_lead else ""
            link = f'<a href="{look.address()}">{esc(story.headline)}</a>'
            parts.append(f"<div{look.named('item')}><h3>{link}</h3>{lead}</div>")
        return f"<div{look.named('beside')}><h2>{self._beside()}</h2>{''.join(parts)}</div>"

    def _foot(self) -> str:
        look, tag = self.look, self.foot_tag
        links = self._links(self.statics)
        return f"<{tag}{look.named('foot')}>{links}<p>© 2026 {self.name}</p></{tag}>"
