"""An explanation says of each picture whether it is the story's, why, and where its words stand."""

from __future__ import annotations

from parsers import open_page, read
from parsers.page.extracted import Note

PAGE = """<html lang="en"><head><title>The ferry is late</title></head><body>
<header class="site"><a href="/"><img src="/crest.jpg" alt="Crest"></a></header>
<main><article><h1>The ferry is late for the third time this week</h1>
<figure><img src="/pier.jpg" width="1200" height="800"><figcaption>The pier at dawn. Photo: Ada Moor
</figcaption></figure><div class="story">
<p>The ferry was late for the third time this week, and nobody on the pier seemed to mind it.</p>
<p>The harbour office said the fog had come in from the north and would stay until noon.</p>
<div class="photo"><img src="/boat.jpg" width="900" data-credit="Ada Moor/AP"></div>
<p>Passengers drank coffee on the pier and agreed that there were worse places to wait for it.</p>
<div class="card"><a href="/other"><img src="/card.jpg" width="300" height="200"></a></div>
<div class="newsletter-box"><img src="/letter.jpg" width="300" height="200"></div>
<img src="/count.jpg" width="1" height="1">
<figure><div class="video-player"></div><figcaption>How the ferry left</figcaption></figure>
<p>The captain, who has crossed the strait for thirty years, said that fog was only weather.</p>
<p>By the evening the fog had lifted, and the last boat of the day left nine minutes late.</p>
</div></article></main></body></html>"""


def notes_of(page: str) -> list[Note]:
    document = open_page(page, "https://harbour.example/ferry")
    document.notes = []
    read(document)
    return [note for note in document.notes if note.field == "images"]


def reason(notes: list[Note], name: str) -> tuple[bool, str]:
    (found,) = [note for note in notes if name in note.text]
    return found.kept, found.reason


def test_a_kept_picture_says_where_its_words_stand() -> None:
    notes = notes_of(PAGE)
    assert reason(notes, "pier.jpg") == (True, "caption from figcaption; credit from figcaption")
    assert reason(notes, "boat.jpg") == (True, "credit from data-credit")


def test_a_dropped_picture_says_why() -> None:
    notes = notes_of(PAGE)
    expected = {
        "crest.jpg": "outside the story",
        "card.jpg": "leads elsewhere",
        "letter.jpg": "belongs to something else: newsletter-box",
        "count.jpg": "a pixel",
        "How the ferry": "no picture stands with these words",
    }
    for name, words in expected.items():
        kept, why = reason(notes, name)
        assert not kept, name
        assert words in why, name


def test_nothing_is_remembered_unasked() -> None:
    document = open_page(PAGE, "https://harbour.example/ferry")
    assert len(read(document).images) == 2
    assert document.notes is None
