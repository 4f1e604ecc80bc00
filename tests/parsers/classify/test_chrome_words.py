"""Words that a site's own boxes are made of, counted in each text of a page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.classify.blocks.chrome_words import KINDS, count_chrome_words

NONE = (0,) * len(KINDS)
CONSENT = [
    "We and our partners use cookies. You may withdraw your consent at any time.",
    "Ihre Einwilligung ist freiwillig: Cookies helfen uns und unseren Partnern.",
    "Avec votre consentement, nos partenaires utilisent des cookies.",
    "Мы используем файлы cookie и храним согласие, см. конфиденциальность.",
    "我们与合作伙伴使用您的个人数据，请同意。",
    "パートナーはクッキーとプライバシーについて説明します。",
    "نحن والشركاء نطلب موافقتك من أجل الخصوصية",
]


@pytest.mark.parametrize("text", CONSENT)
def test_consent_is_told_in_many_languages(text: str) -> None:
    assert count_chrome_words([text])[0][0] >= 2


def test_a_story_has_none() -> None:
    texts = [
        "The harbour board voted on Tuesday to close the old ferry pier for eight months.",
        "Passengers will board from a floating stage until the work is finished.",
    ]
    assert count_chrome_words(texts) == [NONE] * 2


def test_words_count_once_and_whole() -> None:
    repeated, parted = count_chrome_words(
        ["Cookies, cookies and cookies.", "The cookiesheet is hot."]
    )
    assert repeated == (1, 0, 0, 0, 0, 0, 0)
    assert parted == NONE


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Sign up for our newsletter and never miss a story.", "letter"),
        ("Abonnez-vous pour lire la suite de cet article.", "letter"),
        ("Los comentarios están cerrados y han sido moderados.", "notice"),
        ("Folgen Sie uns auf WhatsApp: Kanal abonnieren", "talk"),
        ("Послушайте новый выпуск подкаста", "media"),
        ("広告", "offer"),
        ("구독하시겠습니까? 독자 여러분", "reader"),
        ("Escucha el pódcast completo", "media"),
        ("Your support keeps our newsroom independent", "reader"),
    ],
)
def test_kinds_of_words(text: str, kind: str) -> None:
    assert count_chrome_words([text])[0][KINDS.index(kind)] >= 1


SPACED = st.sampled_from("cookies Newsletter reserved, happen app application the pier".split())
DENSE = st.sampled_from(["同意", "評論", "的", "会員", "。"])
TEXTS = st.lists(SPACED, min_size=1, max_size=8).map(" ".join)
DENSE_TEXTS = st.lists(DENSE, min_size=1, max_size=8).map("".join)


@given(st.lists(TEXTS, max_size=6) | st.lists(DENSE_TEXTS, max_size=6))
def test_what_a_text_says_does_not_depend_on_the_others(texts: list[str]) -> None:
    assert count_chrome_words(texts) == [count_chrome_words([text])[0] for text in texts]
