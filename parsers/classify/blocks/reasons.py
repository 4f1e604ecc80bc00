"""The judge's decision in words: of all that was measured, what a person would name first."""

from __future__ import annotations

from parsers.classify.blocks.boilerplate_phrases import phrase_kind
from parsers.classify.lexicon import Lexicon, words_of
from parsers.page.layout import Block

_PHRASES = {
    1: "it leads to another story",
    2: "it asks to subscribe or to follow",
    3: "it is for sharing, comments or tags",
    4: "it is a notice, not the story",
}
_TELLING = -0.7
"""Words whose weight is below that are named as the reason."""


def reason_for(block: Block, score: float, threshold: float, lexicon: Lexicon) -> str:
    """Why a block stayed or went."""
    if score > threshold:
        return f"it reads like the story (score {score:+.1f})"
    why = _why_dropped(block, lexicon)
    return f"{why} (score {score:+.1f})"


def _why_dropped(block: Block, lexicon: Lexicon) -> str:
    length = len(block.text)
    if block.link_chars * 2 > length:
        return "it is mostly links"
    kind = phrase_kind(block.text) if length < 250 else 0
    if kind:
        return _PHRASES[kind]
    worst = (0.0, "")
    for level, box in enumerate(block.box.ancestors()):
        weights = lexicon.near if level < 2 else lexicon.far
        for word in words_of(box.names):
            worst = min(worst, (weights.get(word, 0.0), word))
    if worst[0] < _TELLING:
        return f'it stands in an element named "{worst[1]}"'
    if length < 40:
        return "it is short and stands apart from the story"
    return "it stands apart from the story"
