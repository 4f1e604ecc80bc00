"""Pages whose story is not there: a wall, an appeal or a footer in its place is no article."""

from __future__ import annotations

import pytest

from parsers import NotAnArticle, parse

URL = "https://www.merrow-courier.example/news/quay-to-close"
STORY = [
    "The quay at Merrow will close for eight months, the harbour board decided on Tuesday evening.",
    "Boats of the northern line have to land at Saltholm instead, which adds an hour to each trip.",
    "Fishermen had asked the board to wait until the end of the season, but found no majority.",
]
WALLS = {
    "subscribe": [
        "Subscribe now to read this article and support independent journalism.",
        "Unlimited access to all articles on web and app, cancel your subscription anytime.",
        "Already a subscriber? Log in to your account.",
    ],
    "cookies": [
        "We and our 214 partners store cookies and similar identifiers on your device.",
        "With your consent we process personal data for personalised ads and content, you can "
        "change your privacy settings at any time.",
        "Accept all cookies or manage preferences.",
    ],
    "Abo": [
        "Jetzt Abonnement abschließen und alle Artikel lesen, monatlich kündbar.",
        "Sie haben schon ein Abo? Melden Sie sich mit Ihrem Konto an.",
    ],
    "abonnement": [
        "Abonnez-vous pour lire la suite de cet article, offre sans engagement.",
        "Déjà abonné ? Connectez-vous à votre compte pour profiter de votre abonnement.",
    ],
    "suscripción": [
        "Suscríbete para seguir leyendo, acceso ilimitado a todos los contenidos.",
        "¿Ya eres suscriptor? Inicia sesión con tu cuenta.",
    ],
    "подписка": [
        "Оформите подписку, чтобы прочитать статью, отменить подписку можно в любой момент.",
        "Уже подписаны? Войдите в личный кабинет.",
    ],
}


def _page(*paragraphs: str, form: str = "<p>{}</p>") -> str:
    text = "".join(form.format(paragraph) for paragraph in paragraphs)
    menu = "".join(f"<li><a href=/{name}>{name}</a>" for name in ("News", "Sport", "Jobs", "Film"))
    others = "".join(
        f"<li><a href=/o{n}>Ferry to Saltholm is late for the {n}th time</a>" for n in range(2, 9)
    )
    return (
        "<html lang=en><title>Quay to close for eight months | Merrow Courier</title><body>"
        f"<nav><ul>{menu}</ul></nav><main><h1>Quay to close for eight months</h1><div class=text>"
        f"{text}</div></main><section><h2>More</h2><ul>{others}</ul></section>"
        "<footer>© 2026 Merrow Courier. <a href=/imprint>Imprint</a></footer></body></html>"
    )


@pytest.mark.parametrize("form", ["<p>{}</p>", "<div class=css-1x2y3z>{}</div>", "<p><b>{}</b>"])
@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)
def test_a_wall_in_place_of_the_story_is_no_article(wall: list[str], form: str) -> None:
    with pytest.raises(NotAnArticle):
        parse(_page(*wall, form=form), URL)


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)
def test_a_wall_behind_a_story_is_not_of_it(wall: list[str]) -> None:
    texts = [paragraph.text for paragraph in parse(_page(*STORY, *wall), URL).paragraphs]
    assert texts[:3] == STORY
    assert parse(_page(*STORY), URL).headline == parse(_page(*STORY, *wall), URL).headline


def test_a_bio_far_below_is_no_story() -> None:
    """A page whose text comes by a script that did not run."""
    bio = "<div class=bio><p>Ada Quill has written about harbours and the sea since 2011.</p></div>"
    page = _page().replace("<footer>", bio * 2 + "<footer>")
    with pytest.raises(NotAnArticle):
        parse(page, URL)


def test_the_explanation_says_so() -> None:
    with pytest.raises(NotAnArticle) as refused:
        parse(_page(*WALLS["cookies"]), URL)
    assert URL in str(refused.value)
    assert refused.value.reason.startswith("its story is not on it")
