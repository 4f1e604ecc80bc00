"""Features have names: each stands beside its value in the code, in the order of the lists."""

from __future__ import annotations

import io
import tokenize
from itertools import pairwise
from pathlib import Path

import pytest

import parsers
from parsers import open_page
from parsers.classify import feature_names as names
from parsers.classify.block_classifier import load_block_classifier
from parsers.classify.blocks.chrome_words import KINDS
from parsers.classify.blocks.context import context_features
from parsers.classify.blocks.features import block_features
from parsers.classify.blocks.node_stats import PageStats
from parsers.classify.blocks.story_evidence import StoryEvidence

CLASSIFY = Path(parsers.__file__).parent / "classify"
WHOLE = [name for name in names.OF_WHOLE if name not in names.OF_LABELS]
EXTRACTED = {
    "blocks/text_features.py": [*names.OF_BLOCK],
    "blocks/features.py": [*names.OF_MAIN, *names.OF_PLACE, *names.OF_BOX, *names.OF_PARENT],
    "blocks/context.py": [*names.CONTEXT],
    "pages/shape.py": [*names.OF_TEXT, *WHOLE, *names.OF_CARDS],
    "pages/labels.py": [*names.OF_LABELS],
    "page_classifier.py": [*names.OF_CLAIMS, *names.OF_ADDRESS],
}


@pytest.mark.parametrize("module", EXTRACTED)
def test_each_value_has_its_name_beside_it(module: str) -> None:
    source = (CLASSIFY / module).read_text("utf-8")
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    beside = [
        token.string.lstrip("# ")
        for before, token in pairwise(tokens)
        if token.type == tokenize.COMMENT and before.string == ","
    ]
    assert beside == EXTRACTED[module]


def test_words_of_chrome_have_a_feature_each() -> None:
    assert list(names.OF_WORDS) == [f"{kind}_words" for kind in KINDS]


def test_rows_have_a_value_for_each_name() -> None:
    sentence = "The ferry left the harbour at dawn with nobody on board but the cat. "
    html = f"<body><h1>Ferry</h1><div><p>{sentence}{sentence}<p>Cookies, {sentence}</div>"
    page = PageStats(open_page(html).layout, load_block_classifier().lexicon)
    rows = block_features(page, StoryEvidence(head_block=0))
    first, last = (dict(zip(names.BLOCK, rows[at] or (), strict=True)) for at in (1, 2))
    assert first["length"] == 2 * len(sentence) - 1
    assert first["from_h1"] == 1
    assert first["occurrence"] == first["times"] == 1
    assert last["consent_letters"] == last["consent_words"] == 1
    assert last["main_prose"] == 2 * len(sentence) - 1
    context = context_features(page, rows, [1.0, 2.0, 3.0])[2]
    assert dict(zip(names.CONTEXT, context or (), strict=True))["previous_score"] == 2.0
