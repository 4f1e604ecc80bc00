"""Pictures with captions and credits, in the forms that content systems give them."""

# ruff: noqa: E501  (markup reads better unbroken)

from __future__ import annotations

import pytest

from parsers import parse
from parsers.records import Image

PAGE = """<html lang="en"><head><title>Ferry is late</title>{head}</head><body>
<header><img src="/logo.svg" alt="Logo" width="200" height="60"></header>
<main><article><h1>The ferry is late for the third time this week</h1>
<div class="meta"><img class="avatar" src="/mara.jpg" width="48" height="48"> By Mara Quill</div>
{lead}
<div class="story">
<p>The ferry was late for the third time this week, and nobody on the pier seemed to mind it.</p>
<p>The harbour office said the fog had come in from the north and would stay until noon.</p>
{inner}
<p>Passengers drank coffee on the pier and agreed that there were worse places to wait for it.</p>
<p>The captain, who has crossed the strait for thirty years, said that fog was only weather.</p>
</div></article>
<section class="related"><h2>Related</h2><a href="/x"><figure><img src="/t.jpg"><figcaption>
Gulls steal a wedding cake</figcaption></figure></a></section></main>
<footer>© 2024 Reuters. All rights reserved. <img src="/pixel.gif" width="1" height="1"></footer>
</body></html>"""
CAPTION = "Passengers wait on the pier in the fog"
IMG = '<img src="/pier.jpg" width="1200" height="800" alt="A pier">'

FORMS = [
    f"<figure>{IMG}<figcaption>{CAPTION} (Photo: Jane Doe/AP)</figcaption></figure>",
    f"<figure>{IMG}<figcaption>{CAPTION} <span class='credit'>Jane Doe/AP</span></figcaption></figure>",
    f"<figure><picture><source srcset='/pier-9.jpg 900w'>{IMG}</picture><figcaption>"
    f"<span class='caption__text'>{CAPTION}</span><span class='caption__credit'>Photo: Jane Doe/AP"
    "</span></figcaption></figure>",
    f"<figure>{IMG}<figcaption>{CAPTION}</figcaption></figure><p class='photo-credit'>Jane Doe/AP</p>",
    f"<div class='wp-caption'>{IMG}<p class='wp-caption-text'>{CAPTION}. Jane Doe/AP</p></div>",
    f"<div class='image'><div>{IMG}</div><div class='image-legend'>{CAPTION}</div>"
    "<div class='image-copyright'>© Jane Doe/AP</div></div>",
    f"<div class='media'>{IMG}<p class='bildunterschrift'>{CAPTION} | <strong>Jane Doe/AP</strong></p></div>",
    f"<figure>{IMG}<figcaption><p>{CAPTION}</p><small>Foto: Jane Doe/AP</small></figcaption></figure>",
    f"<figure data-credit='Jane Doe/AP'>{IMG}<figcaption>{CAPTION}</figcaption></figure>",
    "<figure><img src='/pier.jpg' width='1200' data-caption='"
    + CAPTION
    + "' data-credit='Jane Doe/AP'></figure>",
    f"<figure><amp-img src='/pier.jpg' width='1200' height='800'></amp-img><figcaption>{CAPTION} "
    "<cite>Image source, Jane Doe/AP</cite></figcaption></figure>",
    f"<button type='button'><div><figure>{IMG}<figcaption><span>{CAPTION}</span><span>(Image: Jane Doe/AP)"
    "</span></figcaption></figure></div></button>",
    f"<div class='foto'>{IMG}</div><div class='pie-de-foto'>{CAPTION}. Jane Doe/AP</div>",
    f"<div class='photo'>{IMG}<span class='didascalia'>{CAPTION} (Foto: Jane Doe/AP)</span></div>",
    f"<table class='photo-table'><tr><td>{IMG}</td></tr><tr><td class='caption'>{CAPTION} (Jane Doe/AP)</td></tr></table>",
    f"<div itemprop='image' itemtype='https://schema.org/ImageObject'>{IMG}<p itemprop='caption'>{CAPTION}</p>"
    "<p itemprop='copyrightHolder'>Jane Doe/AP</p></div>",
]


def images_of(lead: str = "", inner: str = "", head: str = "") -> tuple[Image, ...]:
    page = PAGE.replace("{head}", head).replace("{lead}", lead).replace("{inner}", inner)
    article = parse(page, "https://harbour.example/ferry")
    said = "\n".join(p.text for p in article.paragraphs)
    assert CAPTION not in said
    assert "Jane Doe" not in said
    return article.images


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", ["lead", "inner"])
def test_form(form: str, place: str) -> None:
    (image,) = images_of(**{place: form})
    assert (image.caption or "").rstrip(".") == CAPTION
    assert (image.credit, image.creator, image.agencies) == ("Jane Doe/AP", "Jane Doe", ("AP",))
    if place == "lead":
        assert image.is_lead


def test_structured_data_completes_what_is_shown() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The ferry is late for'
        ' the third time this week", "image": {"@type": "ImageObject", "url": "/pier.jpg", "caption":'
        ' "' + CAPTION + '", "creditText": "Jane Doe/AP"}}</script>'
    )
    (image,) = images_of(f"<figure>{IMG}</figure>", head=head)
    assert (image.caption, image.credit) == (CAPTION, "Jane Doe/AP")


def test_an_image_object_that_no_story_names_completes_its_picture() -> None:
    head = (
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "The'
        ' ferry is late for the third time this week"}, {"@type": "ImageObject", "contentUrl":'
        ' "https://cdn.example/w800/pier.jpg", "caption": "' + CAPTION + '", "creditText":'
        ' "Jane Doe/AP"}, {"@type": "ImageObject", "contentUrl": "/other.jpg", "caption":'
        ' "Another picture"}]}</script>'
    )
    (image,) = images_of(f"<figure>{IMG}</figure>", head=head)
    assert (image.caption, image.credit) == (CAPTION, "Jane Doe/AP")


def test_who_put_a_picture_on_the_server_is_no_credit() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The ferry is late for'
        ' the third time this week", "image": {"@type": "ImageObject", "url": "/pier.jpg",'
        ' "author": {"@type": "Person", "name": "Web Desk"}}}</script>'
    )
    (image,) = images_of(f"<figure>{IMG}</figure>", head=head)
    assert image.credit is None


def test_visible_beats_structured() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The ferry is late for'
        ' the third time this week", "image": {"url": "/pier.jpg", "caption": "Other",'
        ' "creditText": "Somebody"}}</script>'
    )
    (image,) = images_of(FORMS[0], head=head)
    assert (image.caption, image.credit) == (CAPTION, "Jane Doe/AP")


def test_alternative_text_is_no_caption() -> None:
    (image,) = images_of(f"<figure>{IMG}</figure>")
    assert (image.caption, image.credit, image.alt) == (None, None, "A pier")


def test_best_address() -> None:
    form = (
        "<figure><img src='data:image/gif;base64,R0' data-srcset='/a-300.jpg 300w, /a-1200.jpg 1200w'>"
        f"<figcaption>{CAPTION}</figcaption></figure>"
    )
    (image,) = images_of(form)
    assert image.url == "https://harbour.example/a-1200.jpg"


def test_the_words_after_a_picture_on_a_line_of_its_own() -> None:
    (image,) = images_of(
        "\n<div class='hero'>\n<img src='/a.jpg' width='1200'>\n</div>\n<h6>Photo: Jane Doe/AP</h6>\n"
    )
    assert (image.url, image.credit) == ("https://harbour.example/a.jpg", "Jane Doe/AP")


def test_a_dateline_below_a_picture_is_no_caption() -> None:
    (image,) = images_of("\n<img src='/a.jpg' width='1200'>\n<h6>Ankara</h6>\n")
    assert image.caption is None


def test_pictures_of_amp_pages() -> None:
    alt = "&lt;p&gt;The pier &amp;amp; the boats&lt;/p&gt;"
    inner = f"""<div class="hero"><amp-img src="/a.jpg" width="1200" height="800" alt="{alt}">
        <noscript><img src="/a.jpg"></noscript></amp-img>
        <p class="caption">Boats wait at the pier. Photo: Jane Doe/AP</p></div>"""
    (image,) = images_of(inner=inner)
    assert image.url == "https://harbour.example/a.jpg"
    assert image.alt == "The pier & the boats"
    assert (image.caption, image.credit) == ("Boats wait at the pier.", "Jane Doe/AP")


def test_gallery_in_reading_order() -> None:
    items = "".join(
        f"<figure class='item'><img src='/g{n}.jpg'><figcaption class='gallery-caption'>Picture number"
        f" {n} of the ferry. Photo: Jane Doe</figcaption></figure>"
        for n in range(1, 5)
    )
    images = images_of(inner=f"<div class='gallery'>{items}</div>")
    assert [image.caption for image in images] == [
        f"Picture number {n} of the ferry." for n in range(1, 5)
    ]
    assert {image.credit for image in images} == {"Jane Doe"}


def test_a_video_is_no_picture() -> None:
    form = f"<figure><video poster='/pier.jpg'></video><figcaption>{CAPTION} © Jane Doe/AP</figcaption></figure>"
    assert images_of(inner=form) == ()


def test_the_credit_under_a_player_yet_to_be_loaded_is_no_pictures() -> None:
    for form in (
        "<div><div class='player-box'><span>Loading</span></div>"
        f"<figcaption>{CAPTION} Photo: Jane Doe</figcaption></div>",
        "<div class='item'><div><span>Video</span> | The ferry leaves the harbour</div>"
        "<div class='aspect-video'><div><img src='/loading.svg' width='32' height='32'></div>"
        "<span>Loading</span></div><figcaption>Source: Harbour Post</figcaption></div>",
    ):
        assert images_of(inner=form) == ()


def test_nothing_else_on_the_page_is_a_picture_of_the_story() -> None:
    assert images_of() == ()


@pytest.mark.parametrize(
    "odd",
    [
        '{"@type": "ImageObject", "caption": 5, "url": ["x", 3]}',
        '{"@type": "NewsArticle", "image": [null, 3, {"url": {"a": 1}, "caption": ["x"]}]}',
        '{"@type": "NewsArticle", "image": {"url": "http://[bad", "creditText": {"name": 7}}}',
    ],
)
def test_odd_data_does_no_harm(odd: str) -> None:
    images_of(FORMS[0], head=f'<script type="application/ld+json">{odd}</script>')
