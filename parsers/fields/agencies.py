"""Who supplies pictures and stories: the names in ``parsers/data/agencies.txt``, and how to tell."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent.parent / "data" / "agencies.txt"
_NOT_WORD = re.compile(r"[\W_]+")
_QUALIFIER = re.compile(
    r"[\s\-/]*(?:\b(?:or licensors|stock\s+photos?|photos?|fotos?|images?|pictures?|bildfunk|bilderdienst|wire|"
    r"news(?:\s+agency)?|agency|agentur|agence|agencia|press|service|video|tv|handout|pool|"
    r"file(?:\s+photo)?|archives?|archivo|archiv|bild|infografik|graphics?|grafik)|通信社|"
    r"新闻社|通讯社|资料图|资料照片|资料|摄|圖|图|통신|사진|제공|자료사진)\s*$",
    re.I,
)
_ORGANISATION = re.compile(
    r"(?:\b(?:agenc(?:y|e|ia)|agentur|agenzia|agência|ajansı|images?|photos|pictures|press|presse|"
    r"prensa|imprensa|stampa|media|medien|médias?|news|noticias|notícias|nachrichten|zeitung|"
    r"tageblatt|tagblatt|kurier|rundschau|anzeiger|blatt|bladet|avis|avisen|tidning|posten|krant|"
    r"courant|times|post|herald|tribune|tribuna|gazette|gazeta|gazzetta|chronicle|journal|"
    r"telegraph|telegraaf|mirror|express|observer|guardian|independent|dispatch|daily|diario|"
    r"diário|corriere|courier|sentinel|examiner|inquirer|enquirer|register|democrat|republican?|"
    r"advocate|monitor|standard|ledger|globe|star|sun|bee|record|news-record|tv|television|radio|"
    r"rundfunk|rádió|broadcasting|network|channel|networks?|archives?|archiv|archivo|archivio|"
    r"arquivo|library|bibliothek|bibliothèque|biblioteca|museum|musée|museo|collection|sammlung|"
    r"ministr(?:y|ies)|ministère|ministerio|ministério|ministero|ministerium|bundeswehr|polizei|"
    r"police|policía|polícia|polizia|politie|politi|feuerwehr|army|navy|force|forces|guard|"
    r"department|dept|office|bureau|council|government|gobierno|governo|gouvernement|court|"
    r"parliament|parlament|senate|senado|county|municipality|university|universität|université|"
    r"universidad|universidade|università|college|school|institute?|institut|foundation|stiftung|"
    r"fundación|fondation|association|club|federation|verband|verein|society|party|group|gruppe|"
    r"company|corp|inc|llc|ltd|gmbh|ag|s\.?a|studios?|films?|entertainment|productions?|"
    r"magazine|magazin|verlag|publishing|sports?|stock|wire|creative commons|cc by|"
    r"commons|hospital|klinik|airlines?|airport|flughafen|international|global|worldwide|"
    r"commission|committee|embassy|authority|services?|center|centre|zentrum|festival|theatre|"
    r"theater|observatory|nations|organi[sz]ation|\w+\.(?:com|org|net|de|ch|at|fr|it|es|co\.uk))"
    r"\b|社$|网$|網$|新闻|新聞|通信|报$|報$|日报|电视|電視|博物|公司|局$|部$|室$|뉴스|일보|신문|방송|통신|청$|"
    r"газета|агентств|пресс|новости|министерств|полици|وكالة|صحيفة|قناة|وزارة|न्यूज|समाचार)",
    re.I,
)


def _key(name: str) -> str:
    return _NOT_WORD.sub("", name.casefold())


@cache
def _known() -> dict[str, str]:
    """Every name in the data file, folded, to the name that stands first in its line."""
    names: dict[str, str] = {}
    for line in _DATA.read_text(encoding="utf-8").splitlines():
        if line and line[0] not in "#[":
            first, *others = (name.strip() for name in line.split("|"))
            for name in (first, *others):
                names.setdefault(_key(name), first)
    names.pop("", None)
    return names


@cache
def known_names() -> tuple[str, ...]:
    """The names of the data file as written, longest first."""
    found = []
    for line in _DATA.read_text(encoding="utf-8").splitlines():
        if line and line[0] not in "#[":
            found.extend(name.strip() for name in line.split("|"))
    return tuple(sorted(set(found), key=lambda name: (-len(name), name)))


def is_known(name: str) -> bool:
    """Whether *name*, as it stands, is a supplier of the data file."""
    return _key(name) in _known()


def agency(name: str) -> str | None:
    """*name* as a supplier, without "Photo" and the like, or ``None`` if it is no known one."""
    name = name.strip()
    if len(name) > 60:
        return None
    known = _known()
    for _ in range(3):
        if _key(name) in known:
            return name
        name = _QUALIFIER.sub("", name).strip(" -/")
        if not name:
            break
    return None


def is_organisation(name: str) -> bool:
    """Whether *name* has a word that newspapers, ministries, companies … are called by."""
    return _ORGANISATION.search(name) is not None
