"""Who supplies pictures and stories: ``parsers/wordlists/agencies.txt``, and how to tell others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise

from parsers.wordlists import wordlist

_NOT_WORD = re.compile(r"[\W_]+")
_QUALIFIERS = frozenset(
    "photo photos foto fotos image images picture pictures bildfunk bilderdienst wire news agency "
    "agentur agence agencia press service video tv handout pool file archive archives "
    "archivo archiv "
    "bild infografik graphic graphics grafik stock licensors or pic pics pix fotó фото".split()
)
_UNSPACED_QUALIFIERS = tuple(
    "通信社 新闻社 通讯社 资料图 资料照片 资料 供图 供圖 发 發 摄 圖 图 "
    "통신 자료사진 사진 제공".split()
)
_ORGANISATIONS = frozenset(
    "agency agencies agence agencia agentur agenzia agência ajansı image images photos "
    "pictures press "
    "presse prensa imprensa stampa media medien média médias news noticias notícias nachrichten "
    "zeitung tageblatt tagblatt kurier rundschau anzeiger blatt bladet avis avisen tidning posten "
    "krant courant times post herald tribune tribuna gazette gazeta gazzetta chronicle journal "
    "telegraph telegraaf mirror express observer guardian independent dispatch daily diario diário "
    "corriere courier sentinel examiner inquirer enquirer register democrat republic republican "
    "advocate monitor standard ledger globe star sun bee record news-record tv television radio "
    "rundfunk rádió broadcasting network networks channel archive archives archiv archivo archivio "
    "arquivo library bibliothek bibliothèque biblioteca museum musée museo collection sammlung "
    "ministry ministries ministère ministerio ministério ministero ministerium bundeswehr polizei "
    "police policía polícia polizia politie politi feuerwehr army navy force forces guard "
    "department "
    "dept office bureau council government gobierno governo gouvernement court parliament "
    "parlament "
    "senate senado county municipality university universität université universidad universidade "
    "università college school institute institut foundation stiftung fundación fondation "
    "association "
    "club federation verband verein society party group gruppe company corp inc llc ltd gmbh ag sa "
    "studio studios film films entertainment production productions magazine magazin verlag "
    "publishing sport sports stock wire commons hospital klinik airline airlines airport flughafen "
    "international global worldwide commission committee embassy authority service services center "
    "centre zentrum festival theatre theater observatory nations organisation organization газета "
    "агентство пресс пресс-служба новости министерство полиция وكالة صحيفة قناة وزارة न्यूज "
    "समाचार ayuntamiento stadt ville mairie city courrier comune prefeitura gemeente gemeinde "
    "kommune kommun landkreis pemkot pemprov county state states games goods leather labs bakery "
    "design gallery galleria galerie zoo büro agence capture screenshot illustration rescue "
    "rettung brigade creators council district administration администрации администрация мэрия "
    "мэрии служба канал בית משטרה".split()
)
_UNSPACED_ORGANISATION = re.compile(
    "(?:社|网|網|报|局|部|室|청|시)$|新闻|新聞|通信|日报|电视|電視|博物|公司|뉴스|일보|신문|방송|통신|"
    "(?:^the (?=.* ))|"
    r"\.(?:com|org|net|de|ch|at|fr|it|es|co\.uk)$",
    re.I,
)
_WORD = re.compile(r"[^\s,;/|()\[\].]+")


@lru_cache(maxsize=8192)
def _key(name: str) -> str:
    if not name.isascii():
        name = unicodedata.normalize("NFKC", name)  # "ＡＰ"
    return _NOT_WORD.sub("", name.casefold())


@cache
def _known() -> dict[str, str]:
    """Every name in the data file, folded, to the name that stands first in its line."""
    names: dict[str, str] = {}
    for entries in wordlist("agencies").values():
        for entry in entries:
            for name in entry:
                names.setdefault(_key(name), entry[0])
    names.pop("", None)
    return names


def is_known(name: str) -> bool:
    """Whether *name*, as it stands, is a supplier of the data file."""
    return _key(name) in _known()


def has_known(words: Sequence[str]) -> bool:
    """Whether one, two or three of *words* in a row are a supplier of the data file."""
    known = _known()
    # Word by word: what all runs of a text are folded to would not be asked for again.
    keys = [
        word if word.isalnum() else _NOT_WORD.sub("", word) for word in map(str.casefold, words)
    ]
    pairs = [one + two for one, two in pairwise(keys)]
    triples = [pair + key for pair, key in zip(pairs, keys[2:], strict=False)]
    return not known.keys().isdisjoint((*keys, *pairs, *triples))


def usual_name(name: str) -> str:
    """The name that stands first in the data file for *name*, so that aliases compare equal."""
    return _known().get(_key(agency(name) or name), name)


@lru_cache(maxsize=4096)
def agency(name: str) -> str | None:
    """*name* as a supplier, without "Photo" and the like, or ``None`` if it is no known one."""
    name = name.strip()
    if len(name) > 60 or name.count(" ") > 5:
        return None
    known = _known()
    for _ in range(3):
        if _key(name) in known:
            return name
        name = _without_qualifier(name)
        if not name:
            break
    return None


def _without_qualifier(name: str) -> str:
    """*name* without a last word such as "Photo"; empty if it has none."""
    shorter, gap, last = name.replace("-", " ").replace("/", " ").rpartition(" ")
    if gap and last.casefold() in _QUALIFIERS:
        return name[: len(shorter)].strip(" -/")
    if name.endswith(_UNSPACED_QUALIFIERS):
        ending = next(ending for ending in _UNSPACED_QUALIFIERS if name.endswith(ending))
        return name[: -len(ending)].strip(" -/")
    return ""


@lru_cache(maxsize=4096)
def is_organisation(name: str) -> bool:
    """Whether *name* has a word that newspapers, ministries, companies … are called by."""
    if any(word in _ORGANISATIONS for word in _WORD.findall(name.casefold())):
        return True
    return _UNSPACED_ORGANISATION.search(name) is not None
