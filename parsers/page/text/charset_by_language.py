"""Which of a language's charsets a page is in that declares its language and no charset.

Charsets of one script differ in where a few letters lie, or in which of them are capitals; what
reads as the language's own small letters is right.
"""

from __future__ import annotations

from typing import NamedTuple

_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщьюя"
_ARABIC = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگکی"
_LETTERS: dict[str, tuple[str, str]] = {
    "ru": ("cp1251 koi8_r iso8859_5", _CYRILLIC + "ёъыэ"),
    "uk": ("cp1251 koi8_u iso8859_5", _CYRILLIC + "ґєії"),
    "be": ("cp1251 iso8859_5", _CYRILLIC + "ёіўыэ"),
    "bg": ("cp1251 koi8_r iso8859_5", _CYRILLIC + "ъ"),
    "mk": ("cp1251 iso8859_5", _CYRILLIC + "ѓѕјљњќџ"),
    "sr": ("cp1251 iso8859_5 cp1250 iso8859_2", _CYRILLIC + "ђјљњћџčćđšž"),
    "pl": ("cp1250 iso8859_2", "ąćęłńóśźż"),
    "cs": ("cp1250 iso8859_2", "áčďéěíňóřšťúůýž"),
    "sk": ("cp1250 iso8859_2", "áäčďéíĺľňóôŕšťúýž"),
    "hu": ("cp1250 iso8859_2", "áéíóöőúüű"),
    "hr": ("cp1250 iso8859_2", "čćđšž"),
    "bs": ("cp1250 iso8859_2", "čćđšž"),
    "sl": ("cp1250 iso8859_2", "čšž"),
    "ro": ("cp1250 iso8859_2 iso8859_16", "ăâîșțşţ"),
    "tr": ("cp1254", "çğıöşüâîû"),
    "el": ("cp1253 iso8859_7", "αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋΐΰ"),
    "he": ("cp1255 iso8859_8", "אבגדהוזחטיךכלםמןנסעףפץצקרשת"),
    "ar": ("cp1256 iso8859_6", _ARABIC),
    "fa": ("cp1256 iso8859_6", _ARABIC),
    "lt": ("cp1257 iso8859_13", "ąčęėįšųūž"),
    "lv": ("cp1257 iso8859_13", "āčēģīķļņšūž"),
}
"""By language its charsets, the likeliest first, and its small letters beyond ASCII."""
_SIGNS = frozenset("\xa0«»“”„‘’‚‹›–—…·•§©®№°€£\xad\u200e\u200f،؛؟")
"""What stands in texts of any language."""
_CAPITAL = 0.5
_FEWEST = 4
_SURE, _CLEAR = 0.85, 0.1
"""As shares of all that is not ASCII: what reads well, and by how much more than in the next."""


class Guess(NamedTuple):
    """A charset, and whether nothing else is likely."""

    name: str
    is_sure: bool


def charset_by_language(sample: bytes, language: str) -> Guess | None:
    """The charset of *sample*, which is in *language*; ``None`` where it tells nothing."""
    names, letters = _LETTERS.get(language, ("", ""))
    foreign = sum(byte > 0x7F for byte in sample)
    if not names or foreign < _FEWEST:
        return None
    small, capital = frozenset(letters), frozenset(letters.upper())
    found = []
    for at, name in enumerate(names.split()):
        text = sample.decode(name, "replace")
        found.append((_worth(text, small, capital), -at, name, text))
    found.sort(reverse=True)
    worth, _, name, text = found[0]
    if worth <= 0:
        return None
    others = [one for one in found[1:] if one[3] != text]
    is_clear = not others or worth - others[0][0] >= _CLEAR * foreign
    return Guess(name, worth >= _SURE * foreign and is_clear)


def _worth(text: str, small: frozenset[str], capital: frozenset[str]) -> float:
    worth = 0.0
    for letter in text:
        if letter < "\x80":
            continue
        if letter in small:
            worth += 1
        elif letter in capital:
            worth += _CAPITAL
        else:
            worth += 1 if letter in _SIGNS else -1
    return worth
