"""Why the classifiers decided as they did: what each feature added to a score, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from parsers.classify.block_classifier import load_block_classifier
from parsers.classify.blocks.boilerplate_phrases import Phrase, phrase_kind
from parsers.classify.blocks.story_evidence import StoryEvidence
from parsers.classify.feature_names import BLOCK, CONTEXT, PAGE, Row
from parsers.classify.lexicon import Lexicon, words_of
from parsers.classify.page_classifier import load_page_classifier
from parsers.classify.pages.shape import PageFacts
from parsers.classify.trees import load_model, stage_of
from parsers.page.layout import Block, Layout

OWN = "own_score"
"""The context feature that stands for all that the first trees looked at."""
_NAMED = 3
"""Reasons that are named on each side, at most:"""
_LEAST = 0.04
"""those that moved the score by that share of all that moved it."""
_SAID = {
    Phrase.MORE: "as lines that lead to another story",
    Phrase.LETTER: "as lines that ask to subscribe or to follow",
    Phrase.SHARE: "as lines for sharing, comments or tags",
    Phrase.NOTICE: "as notices",
}
_NAMES = {BLOCK["near_weight"]: 2, BLOCK["far_weight"]: None, BLOCK["apart_weight"]: None}
"""The words that tell of names of elements, with how many elements up they look."""


def block_reasons(layout: Layout, story: StoryEvidence) -> list[tuple[float, str]]:
    """For each block of a page: the score that the classifier gives it, and what spoke for and
    against its being part of the story."""
    if not layout.blocks:
        return []
    classifier = load_block_classifier()
    look = classifier.look(layout, story)
    position_of = {at: position for position, at in enumerate(look.kept)}
    found = []
    for at, block in enumerate(layout.blocks):
        stage, row, score, context = "first trees", look.whole[at], look.first[at], None
        if at in position_of:
            position = position_of[at]
            stage, row, score = "trees", look.rows[position], look.scores[position]
            context = look.context[position]
        if row is None:
            found.append((score, "; it is a link far from any prose"))
            continue
        if context is not None:
            score = classifier.context_trees(context)
        moved = _moved_block(stage, row, context)
        found.append((score, _sentence(moved, _details(block, moved, classifier.lexicon))))
    return found


def page_reason(facts: PageFacts) -> tuple[float, str]:
    """The score of a page (above 0: more likely no article), and what spoke for and against its
    being an article."""
    classifier = load_page_classifier()
    row = classifier.features(facts)
    moved = stage_of(load_model("page"), "trees").contributions(row)
    told = _in_words({name: -part for name, part in moved.items()}, PAGE)
    return classifier.trees(row), _sentence(told, {})


def _moved_block(stage: str, row: Row, context: Row | None) -> dict[str, float]:
    """What moved a block's score, by its words: the context, and in place of the block's own score
    what moved that."""
    model = load_model("block")
    own = stage_of(model, stage).contributions(row)
    if context is None:
        return _in_words(own, BLOCK)
    moved = stage_of(model, "context trees").contributions(context)
    total = sum(part for name, part in own.items() if name)
    ours = moved.pop(OWN, 0.0)
    found = _in_words(moved, CONTEXT)
    if total * ours > 0:
        for words, part in _in_words(own, BLOCK).items():
            found[words] += part * ours / total
    else:
        found[CONTEXT[OWN]] += ours
    return found


def _in_words(moved: Mapping[str, float], words: Mapping[str, str]) -> dict[str, float]:
    """What moved a score by the words for it. The mean of all rows is no reason."""
    found: dict[str, float] = defaultdict(float)
    for name, part in moved.items():
        if name:
            found[words[name]] += part
    return found


def _sentence(moved: Mapping[str, float], details: Mapping[str, str]) -> str:
    """``; for it: …; against it: …``, the strongest first. Empty where nothing moved the score."""
    least = _LEAST * sum(map(abs, moved.values()))
    sides = []
    for side, sign in (("for it", 1), ("against it", -1)):
        parts = sorted(((sign * part, words) for words, part in moved.items()), reverse=True)
        told = [words + details.get(words, "") for part, words in parts if part > least][:_NAMED]
        if told:
            sides.append(f"; {side}: {', '.join(told)}")
    return "".join(sides)


def _details(block: Block, moved: Mapping[str, float], lexicon: Lexicon) -> dict[str, str]:
    """What of a block is meant: which name of an element, which phrase."""
    found = {}
    phrase = phrase_kind(block.text)
    if phrase:
        found[BLOCK["phrase"]] = f", {_SAID[phrase]}"
    for words, levels in _NAMES.items():
        weights = lexicon.near if levels else lexicon.far
        boxes = list(block.box.ancestors())[: levels or None]
        name = _strongest([box.names for box in boxes], weights, moved.get(words, 0.0))
        if name:
            found[words] = f' ("{name}")'
    return found


def _strongest(names: Sequence[str], weights: Mapping[str, float], side: float) -> str:
    """The word in *names* that has the most weight on a side."""
    weighed = {word: weights.get(word, 0.0) for each in names for word in words_of(each)}
    side = 1.0 if side > 0 else -1.0
    word = max(weighed, key=lambda each: side * weighed[each], default="")
    return word if word and side * weighed[word] > 0 else ""
