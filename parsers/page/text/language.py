"""The language of a text: the declared one, checked against the text itself.

Script and common words settle it for nearly every page in microseconds; a statistical
identifier is asked only where they contradict the page or where it declares nothing.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from parsers.wordlists import names_of, wordlist

_SAMPLE, _LEAST = 700, 60
_SURE = 0.9
"""How probable a statistical guess must be to overrule a declaration."""

_TAG = re.compile(r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")
_MISNAMED = {
    "jp": "ja", "cn": "zh", "tw": "zh-TW", "iw": "he", "in": "id", "ji": "yi", "gr": "el",
    "cz": "cs", "dk": "da", "ua": "uk", "kr": "ko", "vn": "vi", "by": "be", "si-si": "sl",
    "sp": "es", "ge": "ka", "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr",
    "spa": "es", "por": "pt", "ita": "it", "rus": "ru", "ara": "ar", "zho": "zh", "chi": "zh",
    "jpn": "ja", "tur": "tr", "nld": "nl", "dut": "nl", "pol": "pl", "swe": "sv", "nb": "nb",
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr",
    "spanish": "es", "español": "es", "italian": "it", "italiano": "it", "portuguese": "pt",
    "português": "pt", "russian": "ru", "arabic": "ar", "chinese": "zh", "japanese": "ja",
    "turkish": "tr", "türkçe": "tr", "dutch": "nl", "nederlands": "nl", "polish": "pl",
    "hindi": "hi", "urdu": "ur", "bengali": "bn", "korean": "ko", "svenska": "sv",
}  # fmt: skip
_SCRIPTS = (
    ("kana", 0x3040, 0x30FF),
    ("hangul", 0xAC00, 0xD7AF),
    ("han", 0x4E00, 0x9FFF),
    ("cyrillic", 0x0400, 0x052F),
    ("arabic", 0x0600, 0x077F),
    ("hebrew", 0x0590, 0x05FF),
    ("greek", 0x0370, 0x03FF),
    ("devanagari", 0x0900, 0x097F),
    ("bengali", 0x0980, 0x09FF),
    ("gurmukhi", 0x0A00, 0x0A7F),
    ("gujarati", 0x0A80, 0x0AFF),
    ("odia", 0x0B00, 0x0B7F),
    ("tamil", 0x0B80, 0x0BFF),
    ("telugu", 0x0C00, 0x0C7F),
    ("kannada", 0x0C80, 0x0CFF),
    ("malayalam", 0x0D00, 0x0D7F),
    ("sinhala", 0x0D80, 0x0DFF),
    ("thai", 0x0E00, 0x0E7F),
    ("lao", 0x0E80, 0x0EFF),
    ("tibetan", 0x0F00, 0x0FFF),
    ("myanmar", 0x1000, 0x109F),
    ("georgian", 0x10A0, 0x10FF),
    ("ethiopic", 0x1200, 0x137F),
    ("khmer", 0x1780, 0x17FF),
    ("armenian", 0x0530, 0x058F),
)
_ONLY = {
    "kana": "ja", "hangul": "ko", "greek": "el", "gurmukhi": "pa", "gujarati": "gu",
    "odia": "or", "tamil": "ta", "telugu": "te", "kannada": "kn", "malayalam": "ml",
    "sinhala": "si", "thai": "th", "lao": "lo", "georgian": "ka", "khmer": "km",
    "armenian": "hy", "han": "zh",
}  # fmt: skip
"""Scripts that news writes one language in; the others need the words."""

_WRITTEN = {
    **{language: frozenset((script,)) for script, language in _ONLY.items()},
    "ja": frozenset(("kana", "han")),
    "ko": frozenset(("hangul", "han")),
    **dict.fromkeys("ru uk be bg mk kk ky tg mn tt ba ce os".split(), frozenset(("cyrillic",))),
    **dict.fromkeys("sr bs uz az cnr".split(), frozenset(("cyrillic", "latin"))),
    **dict.fromkeys("ar fa ps ur sd ug ckb dv".split(), frozenset(("arabic",))),
    **dict.fromkeys("ku pa ks".split(), frozenset(("arabic", "latin", "gurmukhi"))),
    **dict.fromkeys("he yi".split(), frozenset(("hebrew",))),
    **dict.fromkeys("hi mr ne sa bho mai".split(), frozenset(("devanagari",))),
    **dict.fromkeys("bn as".split(), frozenset(("bengali",))),
    **dict.fromkeys("am ti".split(), frozenset(("ethiopic",))),
    "my": frozenset(("myanmar",)),
    "bo": frozenset(("tibetan",)),
    "yue": frozenset(("han",)),
}
_LATIN = frozenset(("latin",))
_WORD = re.compile(r"[^\W\d_]+")


def normal_tag(value: str | None) -> str | None:
    """A declared language as BCP 47 writes it (``en-US``), or ``None`` if it is no language."""
    if not value:
        return None
    tag = re.split(r"[,;\s]", value.strip().replace("_", "-"))[0].split(".")[0]
    tag = _MISNAMED.get(tag.lower(), tag)
    parts = tag.split("-")
    primary = _MISNAMED.get(parts[0].lower(), parts[0].lower())
    kept = [primary]
    for part in parts[1:4]:
        if len(part) == 4 and part.isalpha():
            kept.append(part.title())
        elif len(part) == 2 and part.isalpha():
            if part.upper() != primary.upper() or primary in _DOUBLED:
                kept.append(part.upper())
        elif len(part) == 3 and part.isdecimal():
            kept.append(part)
    tag = "-".join(kept)
    return tag if _TAG.match(tag) and primary not in ("x", "und", "mul", "zxx") else None


_DOUBLED = frozenset("de fr es it pt nl pl ru hu fi is lt lv ro hr bg sk mk mt id th tr no".split())
"""Languages whose region is often their own code: ``de-DE`` is kept, ``jp-JP`` is not made."""


def language_of(declared: Iterable[str | None], text: str) -> tuple[str, str] | None:
    """The language of *text* as BCP 47, and whether it was ``declared`` or read from the ``text``.

    *declared* are the page's own statements, the most trusted first.
    """
    tags = [tag for tag in map(normal_tag, declared) if tag]
    sample = text[:_SAMPLE]
    if len(sample) < _LEAST:
        return (tags[0], "declared") if tags else None
    script = _script(sample)
    words = [word.lower() for word in _WORD.findall(sample)]
    for tag in tags:
        if _agrees(tag, script, words):
            return tag, "declared"
    if script in _ONLY:
        return _ONLY[script], "text"
    spoken = _by_words(words)
    if spoken and not tags:
        return spoken, "text"
    guess, probability = _identify(sample)
    primaries = [tag.split("-")[0] for tag in tags]
    if guess in primaries:
        return tags[primaries.index(guess)], "declared"
    if tags and probability < _SURE:
        return tags[0], "declared"
    if spoken and spoken == guess:
        return spoken, "text"
    return (guess, "text") if probability >= _SURE else None


def _agrees(tag: str, script: str, words: list[str]) -> bool:
    """Whether script and common words of a text are those of a language."""
    primary = tag.split("-")[0]
    if script not in _WRITTEN.get(primary, _LATIN):
        return False
    common = _stopwords().get(
        {"nb": "no", "nn": "no", "bs": "hr", "fil": "tl"}.get(primary, primary)
    )
    if common is None or not words:
        return script in _ONLY
    return sum(map(common.__contains__, words)) * 10 >= len(words)


def _by_words(words: list[str]) -> str | None:
    """The language whose common words make up most of a text, if one clearly does."""
    scores = sorted(
        (
            (sum(map(common.__contains__, words)), language)
            for language, common in _stopwords().items()
        ),
        reverse=True,
    )
    if scores[0][0] * 6 >= len(words) and scores[0][0] * 2 > scores[1][0] * 3:
        return scores[0][1]
    return None


def _script(sample: str) -> str:
    counts = {"latin": 0}
    if not sample.isascii() and _NOT_LATIN.search(sample):
        for char, times in Counter(sample[:300]).items():
            point = ord(char)
            if point < 0x0370:
                counts["latin"] += times * char.isalpha()
                continue
            for name, first, last in _SCRIPTS:
                if first <= point <= last:
                    counts[name] = counts.get(name, 0) + times
                    break
        if counts.get("kana", 0) * 8 > counts.get("han", 0) and counts.get("kana", 0) > 5:
            counts["kana"] += counts.get("han", 0)
    return max(counts, key=lambda name: counts[name])


_NOT_LATIN = re.compile(r"[\u0370-\u1dff\u3040-\ud7af]")


@cache
def _stopwords() -> dict[str, frozenset[str]]:
    return {each: frozenset(names_of("stopwords", each)) for each in wordlist("stopwords")}


def load_model() -> None:
    """Load what tells languages apart now, for all processes that are forked from this one."""
    _identifier()


@cache
def _identifier() -> Any:
    # Loaded only when a page is in doubt: the model takes a while and some memory.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    try:
        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except OSError:
        # It is unpacked into a temporary file, and the disk is full or there is no folder for it.
        return _identifier_in_memory()


def _identifier_in_memory() -> Any:
    """The same, unpacked into memory: 60 MB more for a moment."""
    from py3langid import modelio
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    class InMemory:
        """What is asked of the module ``tempfile``."""

        @staticmethod
        def TemporaryFile(suffix: str) -> io.BytesIO:
            return io.BytesIO()

    usual = modelio.tempfile
    modelio.tempfile = InMemory
    try:
        return LanguageIdentifier.from_model_file(MODEL_DIR / MODEL_FILE, norm_probs=True)
    finally:
        modelio.tempfile = usual


def _identify(sample: str) -> tuple[str, float]:
    language, probability = _identifier().classify(sample)
    return str(language), float(probability)
