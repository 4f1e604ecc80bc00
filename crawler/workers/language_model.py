"""Loaded where workers are forked from before much is read: the model of languages, for them all.

Unpacking it takes a processor most of a second. Where little is read, most workers never need it.
"""

from __future__ import annotations

import os

# Only a process without further threads may be forked, and numpy would begin some.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from parsers.page.text.language import load_model

load_model()
