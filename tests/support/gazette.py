"""A newsroom of any size, made up as it is asked for: hundreds of articles and all around them.

It can be found through sitemaps, feeds or links alone, and has what newsrooms have beside their
articles: tags, authors, archives by day, print and AMP copies, tracked links, shares, a search.
"""

from __future__ import annotations

import gzip
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from misbehaving import Answer, Site, page, redirect, status

SECTIONS = ("harbour", "city-hall", "sport", "culture", "money")
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
_A_PAGE = 20
_NOUNS = "ferry council library bridge market school orchard tram museum hospital".split()
_VERBS = "reopens waits closes wins loses moves grows shrinks changes returns".split()
_PLACES = "Eastwick Norhaven Saltby Lowgate Millbrook Dunmere Fenwater Oakum".split()


@dataclass(frozen=True)
class Story:
    """One article."""

    number: int

    @property
    def section(self) -> str:
        return SECTIONS[self.number % len(SECTIONS)]

    @property
    def at(self) -> datetime:
        return NOW - timedelta(hours=2 * self.number)

    @property
    def headline(self) -> str:
        n = self.number
        place = _PLACES[n // 100 % 8]
        return f"The {_NOUNS[n % 10]} of {place} {_VERBS[n // 10 % 10]} after {n} days"

    @property
    def slug(self) -> str:
        return self.headline.lower().replace(" ", "-")

    @property
    def path(self) -> str:
        """Newsrooms that moved from one system to another have addresses of several kinds."""
        kind = self.number % 4
        if kind == 0:
            return f"/{self.at:%Y/%m/%d}/{self.slug}/"
        if kind == 1:
            return f"/{self.section}/{self.slug}"
        if kind == 2:
            return f"/{self.section}/{self.slug}-{710000 + self.number}.html"
        return f"/story/{self.at:%Y-%m}/{self.slug}"


class Gazette(Site):
    """*count* articles; *ways*: which of ``sitemaps``, ``feeds``, ``links`` lead to them."""

    def __init__(
        self, count: int = 400, ways: Collection[str] = ("sitemaps", "feeds", "links")
    ) -> None:
        super().__init__({}, self._answer)
        self.stories = [Story(number) for number in range(count)]
        self.paths = {story.path: story for story in self.stories}
        self._ways = ways

    def _answer(self, target: str) -> Answer | None:
        parts = urlsplit(target)
        path, query = parts.path, parse_qs(parts.query)
        if path == "/robots.txt":
            named = f"Sitemap: {self.url}/sitemap_index.xml\n" * ("sitemaps" in self._ways)
            return page(f"User-agent: *\nDisallow: /private/\nDisallow: /find\n{named}".encode())
        if story := self.paths.get(path) or self.paths.get(path + "/"):
            return page(self._article(story))
        if path.startswith("/amp/") and (story := self._numbered(path)):
            return page(self._article(story))
        if path.startswith("/print/") and (story := self._numbered(path)):
            return page(self._article(story, extra="<p>Printed from the Gazette</p>"))
        if path == "/go" and (story := self._numbered("/" + query.get("to", [""])[0])):
            return redirect(f"{story.path}?utm_source=go")
        if "sitemaps" in self._ways and (answer := self._sitemap(path)):
            return answer
        if "feeds" in self._ways and path == "/feed/":
            return page(self._feed(int(query.get("paged", ["1"])[0])))
        return self._front(path, query)

    def _numbered(self, path: str) -> Story | None:
        last = path.rpartition("/")[2]
        if last.isdecimal() and int(last) < len(self.stories):
            return self.stories[int(last)]
        return None

    def _sitemap(self, path: str) -> Answer | None:
        months = sorted({f"{story.at:%Y-%m}" for story in self.stories})
        if path == "/sitemap_index.xml":
            names = [f"/sitemaps/{month}.xml.gz" for month in months]
            names += ["/sitemaps/news.xml", "/sitemaps/pages.xml", "/sitemaps/more/index.xml"]
            inner = "".join(f"<sitemap><loc>{self.url}{name}</loc></sitemap>" for name in names)
            return page(f"<?xml version='1.0'?><sitemapindex>{inner}</sitemapindex>".encode())
        if path == "/sitemaps/more/index.xml":
            inner = f"<sitemap><loc>{self.url}/sitemaps/oldest.xml.gz</loc></sitemap>"
            return page(f"<?xml version='1.0'?><sitemapindex>{inner}</sitemapindex>".encode())
        if path == "/sitemaps/pages.xml":
            more = [f"/{name}/" for name in SECTIONS] + ["/about", "/contact", "/"]
            return page(_urlset(f"<url><loc>{self.url}{one}</loc></url>" for one in more))
        if path == "/sitemaps/news.xml":
            return page(
                _urlset(
                    f"<url><loc>{self.url}{story.path}</loc><news:news><news:publication_date>"
                    f"{story.at.isoformat()}</news:publication_date></news:news></url>"
                    for story in self.stories[:24]
                )
            )
        wanted = path.removeprefix("/sitemaps/").removesuffix(".xml.gz")
        if wanted in months or wanted == "oldest":
            # The oldest month stands in a sitemap of a sitemap.
            month = months[0] if wanted == "oldest" else wanted
            listed = [] if wanted == months[0] and len(months) > 1 else self.stories
            body = _urlset(
                f"<url><loc>{self.url}{story.path}</loc><lastmod>{story.at:%Y-%m-%d}</lastmod></url>"
                for story in listed
                if f"{story.at:%Y-%m}" == month
            )
            return page(gzip.compress(body), headers={"Content-Type": "application/x-gzip"})
        return None

    def _feed(self, number: int) -> bytes:
        shown = self.stories[_A_PAGE * (number - 1) : _A_PAGE * number]
        items = "".join(
            f"<item><title>{story.headline}</title><link>{self.url}{story.path}?utm_source=rss"
            f"</link><guid>{story.number}</guid><pubDate>{story.at:%a, %d %b %Y %H:%M:%S} +0000"
            "</pubDate></item>"
            for story in shown
        )
        more = number * _A_PAGE < len(self.stories)
        following = f"<atom:link rel='next' href='{self.url}/feed/?paged={number + 1}'/>" * more
        return (
            "<?xml version='1.0'?><rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom'>"
            f"<channel><title>Gazette</title>{following}{items}</channel></rss>"
        ).encode()

    def _front(self, path: str, query: dict[str, list[str]]) -> Answer | None:
        number = int(query.get("page", ["1"])[0]) if query.get("page", ["1"])[0].isdecimal() else 1
        if path == "/":
            return page(self._list("Gazette", self.stories[:_A_PAGE], None))
        name = path.strip("/")
        parts = name.split("/")
        if name in SECTIONS:
            chosen = [story for story in self.stories if story.section == name]
            more = f"{path}?page={number + 1}" if number * _A_PAGE < len(chosen) else None
            return page(self._list(name, chosen[_A_PAGE * (number - 1) :][:_A_PAGE], more))
        if parts[0] == "tag" and len(parts) == 2:
            chosen = [story for story in self.stories if parts[1] in story.slug]
            return page(self._list(f"Tag {parts[1]}", chosen[:_A_PAGE], None)) if chosen else None
        if parts[0] == "author" and len(parts) == 2 and parts[1].isdecimal():
            chosen = [story for story in self.stories if story.number % 7 == int(parts[1])]
            return page(self._list(f"Author {parts[1]}", chosen[:_A_PAGE], None))
        if parts[0] in ("about", "contact", "privacy", "subscribe"):
            return page(self._page(name.title(), "<p>The Gazette is a newspaper.</p>"))
        if parts[0] in ("private", "find"):
            return page(self._page("Private", "<p>For staff only.</p>"))
        return status("404 Not Found")

    def _list(self, title: str, stories: list[Story], more: str | None) -> bytes:
        teasers = ""
        if "links" in self._ways:
            teasers = "".join(
                f"<li><a href='{story.path}'><h3>{story.headline}</h3></a><p>{story.section}</p>"
                f"<a href='{story.path}#comments'>3 comments</a></li>"
                for story in stories
            )
            if more:
                teasers += f"<a rel=next href='{more}'>Older stories</a>"
        return self._page(title, f"<ul>{teasers}</ul>")

    def _page(self, title: str, body: str, head: str = "") -> bytes:
        feed = "<link rel=alternate type='application/rss+xml' href='/feed/'>"
        feed *= "feeds" in self._ways
        nav = "".join(f"<a href='/{name}/'>{name.title()}</a>" for name in SECTIONS)
        foot = "".join(
            f"<a href='/{name}'>{name.title()}</a>"
            for name in ("about", "contact", "privacy", "subscribe", "private/desk", "find?q=tide")
        )
        return (
            f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title} | Gazette"
            f"</title>{feed}{head}</head><body><nav><a href='/'>Home</a>{nav}</nav>"
            f"<main><h1>{title}</h1>{body}</main><footer>{foot}</footer></body></html>"
        ).encode()

    def _article(self, story: Story, extra: str = "") -> bytes:
        n = story.number
        paragraphs = "".join(
            f"<p>The {_NOUNS[n % 10]} stood in the rain for {n} days, and on day {line} the people"
            f" of {_PLACES[n % 8]} said that number {n} would be dealt with by the council, which"
            f" has met {line + n} times since the spring to speak of it.</p>"
            for line in range(5)
        )
        near = [self.stories[(n + step) % len(self.stories)] for step in (1, 2, 5)]
        related = "".join(
            f"<li><a href='{one.path}?ref=related'>{one.headline}</a></li>" for one in near
        )
        links = (
            f"<aside><ul>{related}</ul></aside>"
            * ("links" in self._ways)
            + f"<p><a href='/tag/{_NOUNS[n % 10]}'>#{_NOUNS[n % 10]}</a>"
            f"<a href='/author/{n % 7}'>More by this author</a>"
            f"<a href='/print/{n}'>Print</a><a href='/go?to={n}'>Permalink</a>"
            f"<a href='/subscribe?from={n}'>Subscribe</a>"
            f"<a href='https://social.example/share?u={self.url}{story.path}'>Share</a></p>"
        )
        head = (
            f"<link rel=canonical href='{self.url}{story.path}'>"
            f"<link rel=amphtml href='{self.url}/amp/{n}'>"
            f"<meta property='article:published_time' content='{story.at.isoformat()}'>"
        )
        inner = f"<article>{paragraphs}{extra}</article>{links}"
        return self._page(story.headline, inner, head)


def _urlset(entries: object) -> bytes:
    inner = "".join(entries)  # type: ignore[arg-type]
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
        f" xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>{inner}</urlset>"
    ).encode()
