"""What is measured of a block's text by itself, wherever it stands."""

from __future__ import annotations

import re

from parsers.classify.blocks.boilerplate_phrases import Phrase, phrase_kind
from parsers.classify.blocks.chrome_words import NO_WORDS, Counts
from parsers.classify.blocks.node_stats import TELLING
from parsers.classify.blocks.story_evidence import StoryEvidence, fold
from parsers.classify.feature_names import Row

_ENDS = {
    **dict.fromkeys(".。।؟?!！？۔…", 5),
    **dict.fromkeys("\"'”’»」』)）]", 4),
    **dict.fromkeys(":：", 3),
    **dict.fromkeys(",;،、", 2),
    **dict.fromkeys("→»›>|/", 6),
}
_CAPITALS = re.compile("[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]").findall
_QUOTES = re.compile('["“”„«»「」『』]')
_BEGINNING = 80
"""Characters among which capitals are counted, and that are looked for in what the page says."""
_LINE = 250
"""Characters: a longer text is no phrase, and has no signs of one."""


def text_features(
    text: str, link_density: float, words: Counts, scale: float, story: StoryEvidence
) -> Row:
    """The features of a text that is not empty; *words* are its words of chrome."""
    length = len(text)
    beginning = text[:_BEGINNING]
    described = in_body = -1
    if story.description or story.body:
        folded = fold(beginning)
        if story.description:
            described = 1 if folded[:60] in story.description else 0
        if story.body:
            in_body = 0
            if folded[:40] in story.body:
                in_body = 2 if fold(text[-60:])[-30:] in story.body else 1
    signs = 0
    phrase = Phrase.NONE
    if length < _LINE:
        signs = ("|" in text) + 2 * ("©" in text) + 4 * ("@" in text)
        phrase = phrase_kind(text)
    word_share = 0.0
    if words is not NO_WORDS:
        word_share = sum(words) / (min(length, TELLING) * scale)
    has_quotes = '"' in text if text.isascii() else _QUOTES.search(text) is not None
    return (
        length * scale,  # length
        link_density,  # link_density
        text.count(" "),  # spaces
        ("ookie" in text) + ("rivacy" in text) + ("onsent" in text),  # consent_letters
        _ENDS.get(text[-1], 0),  # ending
        signs,  # signs
        int(phrase),  # phrase
        described,  # in_description
        in_body,  # in_article_body
        len(_CAPITALS(beginning)) / len(beginning),  # capitals
        ("!" in text) + 2 * ("?" in text),  # exclaims
        has_quotes,  # quotes
        word_share,  # chrome_word_share
        *words,
    )
