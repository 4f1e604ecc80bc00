"""What an address alone tells: an article's, a front's, or nothing to be fetched at all.

A guess by shape, cheap and often right. What a site's pages turned out to be overrules it:
see :mod:`crawler.urls.patterns`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal
from urllib.parse import parse_qsl, unquote, unquote_plus, urlsplit, urlunsplit

from archive.records import Kind
from archive.values.tracking_parameters import is_noise
from crawler.bounds import LONGEST_ADDRESS

_ASSETS = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|css|m?js|map|woff2?|ttf|eot|otf|mp[34]|m4[av]|"
    r"aac|ogg|oga|ogv|wav|flac|webm|mov|avi|wmv|mkv|m3u8?|pdf|docx?|xlsx?|pptx?|odt|ods|epub|mobi|"
    r"zip|gz|bz2|xz|7z|rar|tar|tgz|exe|dmg|apk|iso|bin|json|jsonld|ics|csv|tsv|txt|webmanifest|swf)\Z",
    re.IGNORECASE,
)
_FEEDS = re.compile(
    r"(?:\.(?:rss|atom|rdf)|/(?:rss|atom|feeds?)(?:\.xml|\.json)?|/(?:rss|feeds?)/.*|"
    r"/index\.xml|/(?:rss|feed)[-_].*\.xml)/?\Z",
    re.IGNORECASE,
)
_DATED = re.compile(r"/(?:19|20)\d\d[/-]?(?:[01]\d|[a-z]{3})(?:[/-]?[0-3]\d)?[/-]", re.IGNORECASE)
_DAY = re.compile(r"/(?:19|20)\d\d[/-]?[01]\d[/-]?[0-3]\d/")
_DATE_ARCHIVE = re.compile(r"/(?:19|20)\d\d(?:/\d{1,2}){0,2}/?\Z")
_NUMBERED = re.compile(r"(?:^|[^\d])\d{5,}(?:[^\d]|\Z)|[0-9a-f]{8}-[0-9a-f]{4}-|-[0-9a-f]{12,}\Z")
_PAGE_NUMBER = re.compile(r"(?:/(?:page|seite|pagina)|[^/]/p)[/-]?\d+/?\Z", re.IGNORECASE)
_PAGE_PARAMETERS = frozenset({"page", "paged", "pg", "offset", "start", "from", "seite", "pagina"})
_PAGE_OR_STORY = "p"
"""The number of a page of a list below a section; of a story where nothing else names one."""
_PAGE_PARAMETER = re.compile(
    rf"(?:{'|'.join(sorted(_PAGE_PARAMETERS))}|{_PAGE_OR_STORY})=\d{{1,3}}", re.IGNORECASE
)
_SCRIPT = re.compile(r"/[^/]*\.(?:php|aspx?|jsp|cfm|cgi|pl)\Z|/\Z|\Z", re.IGNORECASE)
_LIST_PARAMETERS = frozenset(
    "cat category catid cat_id categoryid category_id section sectionid section_id sec secid tag "
    "tags tagid tag_id author authorid author_id topic topicid topic_id rubrik rubric rubrique "
    "itemid year month day m w limit per_page sort order lang month_id user userid".split()
)
_STORY_PARAMETER = re.compile(
    r"(?:.*[_-]?id|p|n|a|nid|aid|story|article|articulo|artikel|art|news|noticia|item|node|doc|post|"
    r"entry|nr|no|num|record|key|idx|sid)\Z",
    re.IGNORECASE,
)
_ROUTES = frozenset(
    "option view task module mod action act do op page template type name q r".split()
)
"""Parameters whose words, not numbers, name a kind of page."""
_ROUTE = re.compile(r"[a-z_]{2,20}\Z", re.IGNORECASE)
_FRONT_WORDS = frozenset(
    "tag tags topic topics category categories author authors section sections archive archives "
    "search latest themes theme rubrique rubriques sujet seite page pages people staff "
    "contributors profile".split()
)
_LOGIN = frozenset(
    "login log-in logon signin sign-in signup sign-up register registration oauth auth sso "
    "anmelden connexion entrar".split()
)
_NO_NEWS = _LOGIN | frozenset(
    "logout account accounts cart checkout basket shop store subscribe subscription "
    "subscriptions newsletter newsletters password admin wp-admin wp-login.php wp-json "
    "xmlrpc.php cgi-bin share email feedback cdn-cgi".split()
)
_NO_NEWS_HOSTS = frozenset(
    "shop store accounts account login auth sso id api cdn static assets img images media "
    "jobs careers help support ads advertising newsletters mail my secure".split()
)
_ENDINGS = re.compile(r"\.(?:s?html?|php|aspx?|jsp|amp)\Z", re.IGNORECASE)
_SESSION = re.compile(
    r"(?:^|[;&?/])(?:phpsessid|jsessionid|session_?id)=|/\([a-z]\([a-z0-9]{20,}\)\)/", re.IGNORECASE
)
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?]*", re.IGNORECASE)
_ROOT_DOT = re.compile(r"\A(https?://[^/?#@:]+[^/?#@:.])\.(?=[:/?#]|\Z)", re.IGNORECASE)
"""The dot of the root behind a host's name: another spelling of the same."""
_SHARED = re.compile(
    r"/(?:share|email|mailto|comment-page|replytocom|reply)(?:/|\?|\Z)|[?&](?:share|replytocom)=",
    re.IGNORECASE,
)


def plain(url: str) -> str:
    """*url* without fragment, tracking parameters and session: as its site would print it."""
    url = _ROOT_DOT.sub(r"\1", url.partition("#")[0])
    if "?" not in url and ";" not in url:
        return url
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    pairs = [
        pair
        for pair in parts.query.split("&")
        if not is_noise(*(unquote_plus(half) for half in pair.partition("=")[::2]))
    ]
    path = _SESSION_IN_PATH.sub("", parts.path)
    return urlunsplit((parts.scheme, parts.netloc, path, "&".join(pairs), ""))


def is_fetchable(url: str) -> bool:
    """Whether *url* may lead to a page at all: no picture, no shop, no login, not absurd."""
    if len(url) > LONGEST_ADDRESS:
        return False
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
            return False  # a password is nobody's to keep
        _ = parts.port
        url.encode()  # a lone surrogate can be neither asked for nor stored
    except ValueError:
        return False
    if _ASSETS.search(parts.path) or _SESSION.search(f"{parts.path}?{parts.query}"):
        return False
    if _SHARED.search(f"{parts.path}?{parts.query}"):
        return False
    first = parts.hostname.split(".", 1)[0]
    if first in _NO_NEWS_HOSTS and parts.hostname.count(".") > 1:
        return False
    words = [word.lower() for word in parts.path.split("/") if word]
    return not (words and (words[0] in _NO_NEWS or words[-1] in _NO_NEWS))


def is_login(url: str) -> bool:
    """Whether *url* has the look of a page that asks who is there."""
    words = {_ENDINGS.sub("", word.lower()) for word in urlsplit(url).path.split("/")}
    return bool(words & _LOGIN)


def guess(url: str, text: str = "") -> Kind | None:
    """What *url* seems to lead to, ``None`` where its shape does not say.

    *text* is the words of a link to it: headlines have more of them than the names of sections.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    path = unquote(parts.path)
    if is_feed_like(url):
        return "feed"
    if path.strip("/") == "" and not parts.query:
        return "front"
    words = [word for word in path.split("/") if word]
    names = {word.lower() for word in words}
    if _PAGE_NUMBER.search(path) or _DATE_ARCHIVE.search(path) or is_numbered_page(url):
        return "front"
    if names & _FRONT_WORDS and not _NUMBERED.search(path) and not _DATED.search(path):
        return "front"
    if parts.query and (named := _by_parameters(parts.query)) != "unknown":
        return named
    last = _ENDINGS.sub("", words[-1]) if words else ""
    if last.lower() in ("index", "home", "default"):
        return "front"
    hyphens = last.count("-") + last.count("_")
    if _DAY.search(path) and not last.isdecimal():
        return "article"
    if _DATED.search(path + "/") and (hyphens >= 1 or _NUMBERED.search(last) or len(last) > 12):
        return "article"
    if hyphens >= 3 or (_NUMBERED.search(last) and (hyphens or len(last) >= 6)):
        return "article"
    if _NUMBERED.search(parts.query):
        return "article"
    if len(words) <= 2 and hyphens <= 1 and len(last) <= 20 and last.isalpha():
        return "article" if _is_headline(text) and not parts.query else "front"
    return "article" if _is_headline(text) else None


def names_story(url: str) -> bool:
    """Whether a parameter of *url* is the number of a story, by its name."""
    return bool(story_parameters(url))


def story_parameters(url: str) -> list[str]:
    """The parameters of *url* that are the number of a story, by their names."""
    query = urlsplit(url).query
    return ["=".join(pair) for pair in parse_qsl(query) if _is_story(*pair)] if query else []


def _is_story(name: str, value: str) -> bool:
    name = name.lower()
    if name in _LIST_PARAMETERS or name in _PAGE_PARAMETERS:
        return False
    digits = sum(letter.isdecimal() for letter in value)
    return bool(_STORY_PARAMETER.match(name)) and digits >= (2 if len(name) == 1 else 1)


def _by_parameters(query: str) -> Kind | Literal["unknown"] | None:
    pairs = [(name.lower(), value) for name, value in parse_qsl(query)]
    if any(_is_story(*pair) and pair[0] != _PAGE_OR_STORY for pair in pairs):
        return "article"
    if any(value.isdecimal() and name not in _LIST_PARAMETERS for name, value in pairs):
        return "article" if _NUMBERED.search(query) else None
    return "unknown"


def _is_headline(text: str) -> bool:
    """Whether the words of a link are a headline's: more than the name of a section has."""
    if len(text.split()) >= 6:
        return True
    return sum(letter >= "\u2e80" for letter in text[:100]) >= 12  # scripts without spaces


def is_feed_like(url: str) -> bool:
    """Whether *url* has the look of a feed."""
    parts = urlsplit(url)
    names = {name.lower(): value.lower() for name, value in parse_qsl(parts.query)}
    return bool(
        _FEEDS.search(parts.path)
        or names.get("format") in ("rss", "atom", "feed")
        or names.get("feed") in ("rss", "rss2", "atom")
    )


def is_numbered_page(url: str, *, surely: bool = False) -> bool:
    """Whether *url* is a further page of a list; *surely*: it can be nothing else."""
    parts = urlsplit(url)
    if _PAGE_NUMBER.search(parts.path):
        return True
    names = _PAGE_PARAMETERS
    if not surely and not _SCRIPT.fullmatch(parts.path):
        names |= {_PAGE_OR_STORY}
    return any(
        name.lower() in names and value.isdecimal() and len(value) < 5
        for name, value in parse_qsl(parts.query)
    )


def without_page_number(url: str) -> str | None:
    """The first page of the list or article of which *url* is a further page, else ``None``."""
    parts = urlsplit(url)
    path = _PAGE_NUMBER.sub("", parts.path)
    pairs = parts.query.split("&") if parts.query else []
    query = "&".join(pair for pair in pairs if not _PAGE_PARAMETER.fullmatch(pair))
    if (path, query) == (parts.path, parts.query):
        return None
    return parts._replace(path=path, query=query).geturl()


@lru_cache(maxsize=4_096)
def pattern(url: str) -> str:
    """The family of addresses that *url* belongs to: digits and slugs folded together.

    ``/2026/11/21/ship-sails/`` and ``/2025/01/02/tower-falls/`` give one pattern.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return "?"
    words = [_fold(word) for word in parts.path.split("/") if word]
    # All tags, authors and topics are one family, whatever their names.
    words = ["*" if n and words[n - 1] in _FRONT_WORDS else word for n, word in enumerate(words)]
    names = sorted({_routed(name.lower()[:30], value) for name, value in parse_qsl(parts.query)})[
        :6
    ]
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}/{'/'.join(words[:8])}{'/+' if len(words) > 8 else ''}?{'&'.join(names)}"


def _routed(name: str, value: str) -> str:
    return f"{name}={value.lower()}" if name in _ROUTES and _ROUTE.match(value) else name


def _fold(word: str) -> str:
    word = _ENDINGS.sub("", unquote(word))
    if word.isdecimal():
        return "9" * min(len(word), 5)
    if re.fullmatch(r"(?:19|20)\d\d-\d\d?(?:-\d\d?)?", word):
        return "date"
    if word.count("-") + word.count("_") >= 2 or len(word) > 24:
        return "slug"
    if re.search(r"\d{3,}", word):
        return "id"
    return word.lower()


def is_index(url: str) -> bool:
    """Whether *url* lists what is listed elsewhere too: a tag, an author, a topic."""
    words = {word.lower() for word in urlsplit(url).path.split("/")}
    return bool(words & _FRONT_WORDS) and not is_numbered_page(url)
