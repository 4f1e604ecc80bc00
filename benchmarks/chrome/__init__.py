"""Chrome put into real pages, so that what a reader should leave out is known by construction.

``ChromeGenerator.inject`` takes a page as text, finds its story in it, and puts pieces of chrome
around and into it: dialogs, boxes, lists of other stories, comments. All else stays as it was, byte
for byte. Two sets of words share no sentence: ``load_words("test")`` for the test
(``benchmarks/injected.py``), ``load_words("train")`` for training (``benchmarks/train_body.py``).
"""

from chrome.generator import KINDS, ChromeGenerator, Injection, Piece
from chrome.places import PLACES, Story, find_story
from chrome.tags import Tag, block_texts
from chrome.wording import OtherStory, Wording, Words, load_words, stories_of

__all__ = [
    "KINDS",
    "PLACES",
    "ChromeGenerator",
    "Injection",
    "OtherStory",
    "Piece",
    "Story",
    "Tag",
    "Wording",
    "Words",
    "block_texts",
    "find_story",
    "load_words",
    "stories_of",
]
