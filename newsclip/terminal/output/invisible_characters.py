"""Characters that nobody sees and that hide or turn what stands beside them."""

from __future__ import annotations

import re

# The mark of Arabic letters, zero-width spaces and joiners of words, notes between the lines,
# tags: none has a shape, all can hold a second text or cut a word that is looked for.
_ALWAYS = "\u061c\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
# Joiners are letters' business in Arabic, Persian, the scripts of India, Mongolian and the like,
# and hold an emoji together. Behind anything else they only hide.
_JOINED = (
    "\u0600-\u08ff\u0900-\u0dff\u0f00-\u109f\u1780-\u18af\u1b00-\u1b7f\ua800-\uabff"
    "\ufb50-\ufdff\ufe0f\ufe70-\ufefc\u2190-\u2bff\U00011000-\U000119ff\U0001e900-\U0001e95f"
    "\U0001f000-\U0001faff"
)
_HIDING = re.compile(f"[{_ALWAYS}]|(?<![{_JOINED}])[\u200c\u200d]")


def without_hiding(text: str) -> str:
    """*text* without characters that hide text; the joiners that a script needs stay."""
    return text if text.isascii() else _HIDING.sub("", text)
