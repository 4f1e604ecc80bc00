"""How much the words of a line are those of a site that speaks of itself."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import explain, parse
from parsers.classify.wording import Wording, load_wording, parts_of

URL = "https://www.merrow-courier.example/news/quay-to-close"
STORY = [
    "The quay at Merrow will close for eight months, the harbour board decided on Tuesday evening.",
    "Boats of the northern line have to land at Saltholm instead, which adds an hour to each trip.",
    "Fishermen had asked the board to wait until the end of the season, but found no majority.",
    "The work is to cost four million crowns, of which the county pays a third, it said.",
]
OF_THE_SITE = {
    "en": "Subscribers get unlimited access to our newsletters, podcasts and the archive.",
    "de": "Abonnieren Sie jetzt unseren kostenlosen Newsletter und verpassen Sie keine Meldung.",
    "fr": "Abonnez-vous gratuitement à notre infolettre pour recevoir nos articles par courriel.",
    "es": "Suscríbete gratis a nuestro boletín y recibe cada mañana las noticias en tu correo.",
    "ru": "Подписывайтесь на наш канал в телеграме, чтобы получать новости первыми.",
    "pl": "Zapisz się na nasz bezpłatny newsletter i otrzymuj najważniejsze artykuły na maila.",
    "ja": "会員登録すると、すべての記事を無料でお読みいただけます。",
}
TOLD = {
    "en": STORY[1],
    "de": "Der Hafenrat beschloss am Montagabend, die alte Schleuse zu schließen.",
    "fr": "Le conseil du port a décidé lundi soir de fermer la vieille écluse au printemps.",
    "es": "El consejo del puerto decidió el lunes por la noche cerrar la vieja esclusa.",
    "ru": "Совет порта в понедельник вечером проголосовал за закрытие старого шлюза.",
    "pl": "Rada portu zdecydowała w poniedziałek wieczorem o zamknięciu starej śluzy.",
    "ja": "港湾委員会は月曜日の夜、古い閘門を閉鎖することを決めた。",
}


def _page(lines: list[str]) -> str:
    text = "".join(f"<p class=text>{line}</p>" for line in lines)
    return f"<title>Quay to close</title><main><h1>Quay to close</h1>{text}</main>"


@pytest.mark.parametrize("language", OF_THE_SITE)
def test_what_a_site_says_weighs_more_than_what_stories_say(language: str) -> None:
    weigh = load_wording().of
    assert weigh(OF_THE_SITE[language]) > 2.5
    assert weigh(TOLD[language]) < 1.5


@pytest.mark.parametrize("language", OF_THE_SITE)
def test_a_line_of_the_site_among_the_paragraphs_is_left_out(language: str) -> None:
    html = _page([STORY[0], STORY[1], OF_THE_SITE[language], *STORY[2:]])
    assert [paragraph.text for paragraph in parse(html, URL).paragraphs] == STORY


def test_the_explanation_says_why() -> None:
    told = explain(
        _page([*STORY, "Our podcast team answers your questions on every streaming app."]), URL
    )
    note = next(note for note in told.blocks if note.text.startswith("Our podcast"))
    assert not note.kept
    assert "worded as a site speaks of itself" in note.reason or "score -" in note.reason


def test_a_story_about_such_words_keeps_them() -> None:
    story = [
        "Newsletters have become the most important product of local papers, a survey says.",
        "Subscribers open every second newsletter, and they cancel their subscription less often.",
        "Readers who sign up for a newsletter subscribe to the paper three times as often.",
        "The survey asked 4,000 subscribers of 30 papers about newsletters, apps and podcasts.",
        "Podcasts win fewer subscribers than newsletters, although they cost more to produce.",
    ]
    assert [paragraph.text for paragraph in parse(_page(story), URL).paragraphs] == story


@given(st.text(max_size=300))
def test_any_text_has_a_weight(text: str) -> None:
    assert -100 < load_wording().of(text) < 100


def test_a_word_weighs_what_its_parts_do() -> None:
    assert parts_of("ab") == ["^ab", "ab$", "^ab$"]
    assert parts_of("関連記事") == ["関連", "連記", "記事", "関連記", "連記事"]
    wording = Wording({"^ab$": 2.0}, -1.0)
    assert wording.of("ab cd ab") == pytest.approx(4 / 3**0.5 - 1)
    assert wording.of("AB, cd: (ab)") == wording.of("ab cd ab")


def test_the_model_file_says_how_it_was_made() -> None:
    from parsers.classify import wording

    file = wording.MODEL
    about = json.loads(file.read_text(encoding="utf-8"))["about"]
    assert about["command"].startswith("benchmarks/train_wording.py ")
