"""Why a page is no article: home pages, lists, shop pages, error pages, walls, empty pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from parsers.document import Document
from parsers.fields.body import Body
from parsers.fields.headline import Head
from parsers.judge.features import PROSE
from parsers.judge.pages import REFUSE, measure_page, page_judge
from parsers.records import Paragraph

_LONE_PARAGRAPH = 600
"""Characters of a text from script data that may be one paragraph: its breaks were lost."""
_SHORT = 1_200
"""An error page or a wall says less than that."""
_SEVERAL = 3
_MOSTLY = 0.6
_LARGELY = 0.45
"""The share of the page's text that is enough where the page is dated and has few links."""
_LINKED_LINES = 8
_REFUSE_UNDATED = REFUSE - 0.1
_REFUSE_SECTION = 0.0
"""A page that names no day has to look more like a story."""
_NOT_FOUND = re.compile(
    r"\b404\b|(?:not|n.t|no longer|can.?not) (?:be )?(?:found|available|exist)"
    r"|page (?:introuvable|non trouvée)|n.existe (?:pas|plus)|nicht gefunden"
    r"|no (?:encontrad|existe)|não encontrad|non trovata|niet gevonden|nie znalezion"
    r"|ikke fundet|ikke funnet|hittades inte|ei löydy|nenalezena|nem található|nu a fost găsit"
    r"|не найден|не знайден|не е намерена|δεν βρέθηκε|bulunamadı|غير موجود|الصفحة غير|یافت نشد"
    r"|לא נמצא|找不到|不存在|見つかりません|찾을 수 없|tidak ditemukan|không tìm thấy|ไม่พบ",
    re.I,
)
_WALL = re.compile(
    r"^(?:log ?in|sign ?in|sign up|register|access (?:denied|to this page)|forbidden|just a moment"
    r"|attention required|are you (?:a robot|human)|verify (?:you|that you)|security check"
    r"|please (?:enable|verify|log in|sign in)|before you continue|(?:we value )?your privacy"
    r"|cookie|anmelden|einloggen|connexion|se connecter|iniciar sesión|entrar|accedi|inloggen"
    r"|logg(?:a|e)? in(?:n)?|zaloguj|войти|вход|giriş|تسجيل الدخول|登录|登入|ログイン|로그인)\b",
    re.I,
)


def refusal(
    page: Document,
    head: Head,
    body: Body,
    paragraphs: Sequence[Paragraph],
    *,
    is_dated: bool,
    is_signed: bool,
) -> str | None:
    """Why the page is no article, in a few words, or ``None`` where it is one."""
    headline = head.headline.value if head.headline else None
    if headline is None:
        return "it has no headline"
    count = sum(paragraph.kind != "heading" for paragraph in paragraphs)
    chars = sum(len(paragraph.text) for paragraph in paragraphs)
    if count < 2 and not (body.paragraphs and chars >= _LONE_PARAGRAPH):
        return "it has less than two paragraphs of text"
    if body.source.startswith("site:"):
        return None
    if _is_home(page):
        return "it is a home page"
    if chars < _SHORT:
        if _NOT_FOUND.search(headline) or _NOT_FOUND.search((page.title or "")[:80]):
            return "it says that the page was not found"
        if _WALL.match(headline):
            return "it asks to log in, to agree or to prove something"
    if not (is_dated or is_signed) and _is_list(body):
        return "it is a list of links to stories"
    if body.paragraphs or _is_mostly_story(page, body, is_dated=is_dated):
        return None
    score = page_judge()(
        measure_page(
            page,
            body.blocks,
            body.scores,
            headline=headline,
            is_dated=is_dated,
            is_signed=is_signed,
        )
    )
    bound = REFUSE if is_dated else _REFUSE_SECTION if _is_section(page) else _REFUSE_UNDATED
    if score > bound:
        return "it looks like a list of pages, a shop or a company page, not like one story"
    return None


def _is_list(body: Body) -> bool:
    """Whether line after line of the text is a link: the headlines of other stories."""
    linked = sum(block.link_chars * 5 >= len(block.text) * 4 for block in body.blocks)
    return linked >= _LINKED_LINES and linked * 6 >= len(body.blocks)


def _is_mostly_story(page: Document, body: Body, *, is_dated: bool) -> bool:
    """Whether the page has hardly anything but text, or hardly a link: then it is no list,
    though nothing else may say what it is, as on old and on very plain pages."""
    top = page.layout.boxes[0]
    if top.link_chars * 20 < top.text_chars and len(page.layout.left_out) < 2:
        return True
    prose = [len(block.text) for block in body.blocks if len(block.text) >= PROSE]
    share = _MOSTLY
    if is_dated and top.link_chars * 5 < top.text_chars:
        share = _LARGELY
    return len(prose) >= _SEVERAL and sum(prose) > share * top.text_chars


def _is_section(page: Document) -> bool:
    """Whether the address has only words as sections have them: /world/, /world/africa."""
    try:
        parts = urlsplit(page.url or "")
    except ValueError:
        return False
    return bool(re.fullmatch(r"(?:/[a-z]{2,12}){1,2}/?", parts.path)) and not parts.query


def _is_home(page: Document) -> bool:
    try:
        parts = urlsplit(page.url or "")
    except ValueError:
        return False
    is_root = parts.path in ("", "/") and not parts.query
    return bool(parts.hostname) and is_root and "article:published_time" not in page.meta
