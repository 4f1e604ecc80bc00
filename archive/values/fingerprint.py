"""What a reader sees of an article: by that two captures are compared.

Not white space, not the style of quotes and dashes, not where paragraphs break, not
"updated 5 minutes ago", not how many have viewed it, not what an embedded post counts.
"""

from __future__ import annotations

import re
from hashlib import sha256

from parsers.records import BESIDE, Article

VisibleFields = dict[str, str]
"""Field name to its text, so written that what looks alike is equal."""

_ONE_WAY = (
    ("\u00a0", " "),
    *((quote, '"') for quote in "“”„‟«»″＂〝〞〟"),
    *((quote, '"') for quote in "'‘’‚‛‹›′`´ʼ＇"),
    *((dash, "-") for dash in "–—‐‑‒―−"),
    ("…", "..."),
    *((invisible, "") for invisible in "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"),
)
_ASCII_ONE_WAY = str.maketrans(
    {"'": '"', "`": '"'} | {chr(c): None for c in range(128) if chr(c).isspace()}
)

_LONGEST_NOTICE = 120
_LONGEST_AGE = 50
# When, how often, how many: lines that change while the article does not.
_AGO = (
    r"\d+\s*(?:s|sec|second|m|min|minute|h|hr|hour|d|day|week|month|year)s?\.?\s+ago"
    r"|(?:an?|one)\s+(?:second|minute|hour|day|week|month|year)\s+ago|just now"
    r"|vor\s+(?:\d+|einer?|einem)\s+\w+|il y a\s+(?:\d+|une?)\s+\w+|hace\s+(?:\d+|una?)\s+\w+"
    r"|há\s+(?:\d+|uma?)\s+\w+|(?:\d+|un|un'|una)\s*\w+\s+fa\b|(?:\d+|een)\s+\w+\s+geleden"
    r"|(?:\d+|en|et|ett)\s+\w+\s+(?:siden|sedan)|\d+\s+\w+\s+(?:назад|temu|önce)"
    r"|(?:منذ|قبل)\s+\S+(?:\s+\S+)?|\d+\s*(?:秒|分|分钟|分鐘|小时|小時|時間|天|日)(?:钟|鐘)?[前]"
    r"|\d+\s*(?:초|분|시간|일)\s*전|\d+\s+\S+\s+पहले"
)
_COUNT = (
    r"\d[\d.,\s]*\s*[kKmM]?\s*(?:views?|comments?|shares?|likes?|reads?|reactions?"
    r"|min(?:ute)?s?\s+read|vues|commentaires|partages|aufrufe|kommentare|vistas|lecturas"
    r"|comentarios|visualizações|visualizaciones|visualizzazioni|commenti|просмотр\w*|комментари\w*"
    r"|görüntülenme|次(?:阅读|閱讀|浏览|瀏覽)|阅读|閲覧|조회)"
    r"|(?:views?|comments?|shares?|likes?|reads?|aufrufe|vues|просмотр\w*|阅读|閱讀|浏览|조회수?)"
    r"\s*[:：(]?\s*\d[\d.,]*\s*[kKmM]?\)?"
)
_UPDATED = (
    r"(?:last\s+)?(?:updated|modified|refreshed)\b|(?:zuletzt\s+)?aktualisiert\b|mis à jour\b"
    r"|mise à jour\b|actualizad[oa]\b|última actualización|atualizad[oa]\b|aggiornat[oa]\b"
    r"|bijgewerkt\b|oppdatert\b|opdateret\b|uppdaterad\b|обновлено|zaktualizowan[oa]\b"
    r"|güncelle(?:me|ndi)|更新|آخر تحديث|تحديث|업데이트|수정"
)
_NOTICE = re.compile(rf"^(?:{_UPDATED})|^(?:{_COUNT})$", re.IGNORECASE)
_AGE = re.compile(rf"^(?:\w+:?\s+){{0,3}}(?:{_AGO})(?:\s*[|·•,-].*)?$", re.IGNORECASE)
_PASSING = re.compile(
    rf"[|·•,(\-]?\s*(?:(?:{_UPDATED})\s*[:：]?\s*)?(?:{_AGO})\)?|[|·•,]?\s*(?:{_COUNT})",
    re.IGNORECASE,
)

_MAY_PASS = re.compile(r"\d|\b(?:ago|now)\b")


def visible_fields(article: Article) -> VisibleFields:
    """What a reader sees of *article*, field by field. Only what is there has a key."""
    dateline = article.dateline
    texts = [p.text for p in article.paragraphs if p.kind not in BESIDE and not is_notice(p.text)]
    boxes = [p.text for p in article.paragraphs if p.kind in ("box", "summary")]
    fields = {
        "kicker": comparable_text(article.kicker),
        "headline": comparable_text(article.headline),
        "other_headlines": "\n".join(
            f"{source}:{comparable_text(text)}"
            for source, text in sorted(article.other_headlines.items())
        ),
        "dek": comparable_text(_without_passing(article.dek)),
        "byline": comparable_text(_without_passing(article.byline))
        or comparable_text(", ".join(article.authors)),
        "dateline": comparable_text(
            dateline.text if dateline and dateline.source != "caption" else None
        ),
        "body": comparable_text("".join(texts)),
        "boxes": comparable_text("".join(boxes)),
        "caption": "\n".join(comparable_text(i.caption) for i in article.images if i.caption),
        "credit": "\n".join(comparable_text(i.credit) for i in article.images if i.credit),
        "copyright_notice": comparable_text(article.copyright_notice),
    }
    return {name: text for name, text in fields.items() if text}


def content_hash(seen: VisibleFields) -> str:
    """SHA-256 of what a reader sees, shortened to 32 hexadecimal digits."""
    text = "\x1f".join(f"{name}\x1e{value}" for name, value in seen.items())
    return sha256(text.encode()).hexdigest()[:32]


def changed(before: VisibleFields, after: VisibleFields) -> tuple[str, ...]:
    """The names of the fields in which two captures differ, in the order of a page."""
    return tuple(name for name in _ORDER if before.get(name) != after.get(name))


def is_notice(text: str) -> bool:
    """Whether a paragraph is a line that changes while the article does not."""
    if len(text) > _LONGEST_NOTICE:
        return False
    return bool(_NOTICE.search(text) or (len(text) <= _LONGEST_AGE and _AGE.search(text)))


def comparable_text(text: str | None) -> str:
    """*text* so that texts which look alike are equal: no white space, one kind of quotes."""
    if not text:
        return ""
    if text.isascii():
        return text.translate(_ASCII_ONE_WAY)  # the same, in a quarter of the time
    for printed, plain in _ONE_WAY:
        text = text.replace(printed, plain)
    return "".join(text.replace("'", '"').replace("`", '"').split())


def _without_passing(text: str | None) -> str | None:
    if not text or len(text) > _LONGEST_NOTICE or not _MAY_PASS.search(text):
        return text
    return _PASSING.sub("", text)


_ORDER = (
    "kicker",
    "headline",
    "other_headlines",
    "dek",
    "byline",
    "dateline",
    "body",
    "boxes",
    "caption",
    "credit",
    "copyright_notice",
)
