"""Pictures as content systems of many countries mark them up: one invented snippet for each form."""

# ruff: noqa: E501  (markup reads better unbroken)

from __future__ import annotations

import pytest

from parsers import parse
from parsers.records import Article

PAGE = """<html lang="{lang}"><head><title>The ferry is late</title>{head}</head><body class="single has-sidebar">
<header class="site"><a href="/"><img src="/logo.svg" alt="Logo" width="200" height="60"></a></header>
<main><article class="post"><h1>The ferry is late for the third time this week</h1>
<div class="meta">By Mara Quill</div>
<div class="story">
<p>The ferry was late for the third time this week, and nobody on the pier seemed to mind it.</p>
<p>The harbour office said the fog had come in from the north and would stay until noon.</p>
{inner}
<p>Passengers drank coffee on the pier and agreed that there were worse places to wait for it.</p>
<p>The captain, who has crossed the strait for thirty years, said that fog was only weather.</p>
<p>By the evening the fog had lifted, and the last boat of the day left only nine minutes late.</p>
</div></article>
<aside class="related"><a href="/x"><img src="/t.jpg"><h4>Gulls steal a wedding cake</h4></a></aside></main>
<footer>© 2024 Reuters. All rights reserved. <img src="/pixel.gif" width="1" height="1"></footer>
</body></html>"""

IMG = '<img src="/pier.jpg" width="1200" height="800" alt="A pier">'

# name, language, snippet, caption, credit
FORMS = [
    (
        "a small heading that says what the picture's alt says",
        "sv",
        '<div class="bild"><img src="/pier.jpg" width="800" height="500" alt="Bryggan byggdes för hundra år sedan och har slitits hårt."><h4>Bryggan byggdes för hundra år sedan och har slitits hårt.</h4></div>',
        "Bryggan byggdes för hundra år sedan och har slitits hårt.",
        None,
    ),
    (
        "a player's word and the length of the film",
        "es",
        f"<figure>{IMG}<figcaption>Reproducir vídeo · 2:31</figcaption></figure>",
        None,
        None,
    ),
    (
        "a paragraph with a labelled name behind it, under a picture",
        "en",
        f'<p style="text-align:center">{IMG}</p><p style="text-align:center">The pier at dawn. Photo: Ada Moor</p>',
        "The pier at dawn.",
        "Ada Moor",
    ),
    (
        "the same in brackets, of an agency that nobody knows",
        "de",
        f"<p>{IMG}</p><p>Der Anleger im Nebel (Foto: Ada Moor/Nordpress)</p>",
        "Der Anleger im Nebel",
        "Ada Moor/Nordpress",
    ),
    (
        "labels for screen readers, with a comma, in spans of hashed names",
        "en",
        f'<figure class="bbc-1qn0x"><div class="bbc-172p">{IMG}<p role="text" class="bbc-fc99"><span class="bbc-m04v">Image source, </span><span>Ada Moor</span></p></div><figcaption class="bbc-1dq4"><span class="bbc-m04v">Image caption, </span><p class="bbc-10vh">The pier at dawn</p></figcaption></figure>',
        "The pier at dawn",
        "Ada Moor",
    ),
    (
        "a link to the picture's own file around it and its caption",
        "en",
        '<div class="featured_image"><a href="/pier.jpg"><div class="thumb"><img src="/pier.jpg" width="1200" height="800" alt="A pier"></div><p class="wp-caption-text">The pier at dawn. Photo: Ada Moor</p></a></div>',
        "The pier at dawn.",
        "Ada Moor",
    ),
    (
        "a box that subscribers do not see is no box to subscribe in",
        "en",
        f'<div class="inline-asset inline-image subscriber-hide"><figure>{IMG}<figcaption><span class="caption-text"><p>The pier at dawn</p></span><span class="credit"><span class="tnt-byline">Ada Moor</span></span></figcaption></figure></div>',
        "The pier at dawn",
        "Ada Moor",
    ),
    # WordPress
    (
        "wordpress block",
        "en",
        f'<figure class="wp-block-image size-large">{IMG}<figcaption class="wp-element-caption">The pier at dawn. Photo: Ada Moor</figcaption></figure>',
        "The pier at dawn.",
        "Ada Moor",
    ),
    (
        "wordpress classic",
        "de",
        f'<div id="attachment_9" class="wp-caption alignright" style="width: 310px">{IMG}<p id="caption-attachment-9" class="wp-caption-text">Der Anleger im Nebel. Foto: Ada Moor</p></div>',
        "Der Anleger im Nebel.",
        "Ada Moor",
    ),
    (
        "wordpress narrow lead",
        "xh",
        '<div class="featured"><figure class="wp-caption featured"><img width="200" height="200" src="/pier.jpg" alt=""><figcaption class="wp-caption-text">Isikhephe sisezibukweni namhlanje.</figcaption></figure></div>',
        "Isikhephe sisezibukweni namhlanje.",
        None,
    ),
    (
        "wordpress jetpack carousel",
        "en",
        '<div class="tiled-gallery"><img src="/pier.jpg" data-attachment-id="5" data-image-caption="&lt;p&gt;The pier at dawn.&lt;/p&gt;&#10;" data-image-meta="{&quot;credit&quot;:&quot;&quot;}" data-large-file="/pier-big.jpg" width="900" height="600"></div>',
        "The pier at dawn.",
        None,
    ),
    (
        "featured image caption",
        "en",
        f'<div class="post-thumbnail">{IMG}</div><div class="featured-image-caption"><em class="photo-credit">Ada Moor</em></div>',
        None,
        "Ada Moor",
    ),
    (
        "newspack caption and credit",
        "en",
        f'<figure class="wp-block-image">{IMG}<figcaption>The pier at dawn. <span class="image-credit"><span class="credit-label-wrapper">Credit:</span> Ada Moor / The Gazette</span></figcaption></figure>',
        "The pier at dawn.",
        "Ada Moor / The Gazette",
    ),
    (
        "largo media credit",
        "en",
        f'<div class="wp-block-image">{IMG}<p class="wp-media-credit">Ada Moor / The Gazette</p><p class="wp-caption-text">The pier at dawn.</p></div>',
        "The pier at dawn.",
        "Ada Moor / The Gazette",
    ),
    (
        "bold line below",
        "zu",
        f'<figure class="wp-block-image size-large">{IMG}</figure><p><strong>UMNUMZANE Themba Dube ebhishi.</strong></p>',
        "UMNUMZANE Themba Dube ebhishi.",
        None,
    ),
    (
        "old paragraph, line break, italics",
        "en",
        f"<p>{IMG}<br><em>The pier at dawn.</em></p>",
        "The pier at dawn.",
        None,
    ),
    (
        "italics in the next paragraph",
        "fr",
        f"<p>{IMG}</p><p><em>Le quai dans la brume, mardi matin. Photo Ada Moor</em></p>",
        "Le quai dans la brume, mardi matin.",
        "Ada Moor",
    ),
    # Drupal
    (
        "drupal image fields",
        "en",
        f'<div class="media media--type-image"><div class="field field--name-field-media-image">{IMG}</div><div class="field field--name-field-caption field--type-text">The pier at dawn.</div><div class="field field--name-field-credit">Ada Moor</div></div>',
        "The pier at dawn.",
        "Ada Moor",
    ),
    (
        "drupal copyright field",
        "fr",
        f'<div class="media media--image"><div class="field--name-field-image">{IMG}</div><div class="field--name-field-legende">Le quai dans la brume.</div><div class="field--name-field-copyright">© Ada Moor</div></div>',
        "Le quai dans la brume.",
        "Ada Moor",
    ),
    (
        "drupal caption-img",
        "es",
        f'<figure role="group" class="caption caption-img align-center">{IMG}<figcaption>El muelle al amanecer (Foto: Ada Moor)</figcaption></figure>',
        "El muelle al amanecer",
        "Ada Moor",
    ),
    # Arc
    (
        "arc figcaption",
        "es",
        f'<figure class="a_m w-full"><span class="a_m_w">{IMG}</span><figcaption class="a_m_p"><span class="a_m_c">El muelle al amanecer.</span><span class="a_m_m">Ada Moor (EFE)</span></figcaption></figure>',
        "El muelle al amanecer.",
        "Ada Moor (EFE)",
    ),
    (
        "arc lead art",
        "en",
        f'<div class="c-lead-art"><figure class="c-media-item">{IMG}<figcaption class="c-media-item__fig-caption"><span class="c-media-item__caption">The pier at dawn. </span><span class="c-media-item__credit">(Ada Moor) </span><span class="c-media-item__distributor">(AP) </span></figcaption></figure></div>',
        "The pier at dawn.",
        "Ada Moor / AP",
    ),
    (
        "arc a-caption",
        "en",
        f'<figure>{IMG}<figcaption class="a-caption"><p class="a-caption__text">The pier at dawn.</p><p class="a-caption__source">(Bild: Ada Moor / jdo)</p></figcaption></figure>',
        "The pier at dawn.",
        "Ada Moor / jdo",
    ),
    # Methode, Escenic, Polopoly, CUE, Labrador, Naviga
    (
        "escenic",
        "sv",
        f'<div class="article-image-container">{IMG}<div class="article-image-caption">Färjan i dimman.</div><div class="article-image-byline">Foto: Ada Moor/TT</div></div>',
        "Färjan i dimman.",
        "Ada Moor/TT",
    ),
    (
        "methode",
        "it",
        f'<div class="foto-articolo">{IMG}<p class="didascalia">Il molo nella nebbia (foto Ada Moor)</p></div>',
        "Il molo nella nebbia",
        "Ada Moor",
    ),
    (
        "polopoly",
        "da",
        f'<div class="media image">{IMG}<div class="image-text"><span class="caption">Færgen i tågen.</span> <span class="photographer">Foto: Ada Moor/Ritzau Scanpix</span></div></div>',
        "Færgen i tågen.",
        "Ada Moor/Ritzau Scanpix",
    ),
    (
        "labrador",
        "no",
        f'<figure data-element-guid="a1"><div class="img fullwidthTarget"><picture>{IMG}</picture></div><figcaption itemprop="caption"><span class="caption-text">Fergen i tåken.</span> <span class="caption-byline" itemprop="author">Foto: Ada Moor / NTB</span></figcaption></figure>',
        "Fergen i tåken.",
        "Ada Moor / NTB",
    ),
    (
        "custom image element",
        "no",
        '<div class="article-img"><click-enlarge><brick-image-v3 data-srcset="https://img.example/pier-900.jpg 900w" data-src="https://img.example/pier.jpg"></brick-image-v3></click-enlarge><div class="article-img-caption-wrap c-x1"><span>FORSINKET: Fergen i tåken.</span> <span class="image-photographer">Foto: Ada Moor (Avisen)</span></div></div>',
        "FORSINKET: Fergen i tåken.",
        "Ada Moor (Avisen)",
    ),
    (
        "naviga",
        "fi",
        f'<figure class="article-image">{IMG}<figcaption><span class="kuvateksti">Lautta sumussa.</span><span class="kuvaaja">Kuva: Ada Moor / Lehtikuva</span></figcaption></figure>',
        "Lautta sumussa.",
        "Ada Moor / Lehtikuva",
    ),
    # Blox, Squarespace, Substack, Ghost, Medium, Webflow, Wix
    (
        "blox",
        "en",
        f'<figure class="photo layout-horizontal">{IMG}<figcaption class="caption"><span class="caption-text"><p>The pier at dawn.</p></span><span class="credit"><span class="tnt-byline">Ada Moor, Post-Courier</span></span></figcaption></figure>',
        "The pier at dawn.",
        "Ada Moor, Post-Courier",
    ),
    (
        "squarespace",
        "en",
        f'<div class="sqs-block image-block"><div class="image-block-outer-wrapper"><figure class="sqs-block-image-figure"><div class="image-block-wrapper">{IMG}</div><figcaption class="image-caption-wrapper"><div class="image-caption"><p>The pier at dawn. Photo by Ada Moor.</p></div></figcaption></figure></div></div>',
        "The pier at dawn.",
        "Ada Moor",
    ),
    (
        "substack",
        "en",
        f'<div class="captioned-image-container"><figure><a class="image-link image2" href="https://cdn.example/pier.png"><div class="image2-inset"><picture>{IMG}</picture></div></a><figcaption class="image-caption">The pier at dawn.</figcaption></figure></div>',
        "The pier at dawn.",
        None,
    ),
    (
        "ghost",
        "en",
        f'<figure class="kg-card kg-image-card kg-card-hascaption">{IMG}<figcaption><span style="white-space: pre-wrap;">The pier at dawn. Photo by Ada Moor / Unsplash</span></figcaption></figure>',
        "The pier at dawn.",
        "Ada Moor / Unsplash",
    ),
    (
        "medium",
        "en",
        f'<figure class="ml mm mn"><div role="button" tabindex="0" class="mo mp"><div class="mq"><picture>{IMG}</picture></div></div><figcaption class="na nb nc" data-selectable-paragraph="">The pier at dawn. Photo by <a href="https://unsplash.example/@ada">Ada Moor</a></figcaption></figure>',
        "The pier at dawn.",
        "Ada Moor",
    ),
    (
        "caption inside the picture element",
        "en",
        f'<figure><picture>{IMG}<figcaption>The pier at dawn. <span class="mr">Credit: Ada Moor/AFP/Getty</span></figcaption></picture></figure>',
        "The pier at dawn.",
        "Ada Moor/AFP/Getty",
    ),
    (
        "figure inside a button",
        "en",
        f'<div data-testid="image-group"><button type="button" class="viewer"><div><figure>{IMG}<div class="label"><span>View 6 Images</span></div></figure></div><figcaption data-testid="image-caption"><p data-testid="caption-title">The pier at dawn<cite data-testid="caption-credit">(Image: Ada Moor)</cite></p></figcaption></button></div>',
        "The pier at dawn",
        "Ada Moor",
    ),
    (
        "class hashes",
        "hi",
        '<div class="f3e032cb"><picture class="c62bd949"><img width="848" height="478" src="/pier.jpg" alt="घाट पर इंतजार करते यात्री - समाचार" class="f97587ba"></picture></div><div class="f46ba790"><span>घाट पर इंतजार करते यात्री</span></div>',
        "घाट पर इंतजार करते यात्री",
        None,
    ),
    (
        "css modules",
        "en",
        f'<div class="Image_wrapper__x1Yz2">{IMG}<div class="Image_captionWrapper__a8bC1"><p class="Image_caption__Qq1">The pier at dawn.</p><p class="Image_credit__Zz9">Ada Moor</p></div></div>',
        "The pier at dawn.",
        "Ada Moor",
    ),
    (
        "styled components",
        "de",
        f'<figure class="sc-1a2b3c">{IMG}<figcaption><span class="sc-9x caption">Der Anleger im Nebel.</span><span class="sc-8y">Bild: Ada Moor</span></figcaption></figure>',
        "Der Anleger im Nebel.",
        "Ada Moor",
    ),
    # lazy loading
    (
        "noscript",
        "en",
        '<figure><div class="lazy"></div><noscript><img src="https://img.example/pier.jpg" alt=""></noscript><figcaption>The pier at dawn. Ada Moor/AP</figcaption></figure>',
        "The pier at dawn.",
        "Ada Moor/AP",
    ),
    (
        "noscript inside picture",
        "de",
        '<figure class="asset-embed"><span class="responsive-asset"><picture class="responsive-image"><noscript><img alt="Der Anleger im Nebel, am Morgen." src="https://img.example/pier.jpg"></noscript></picture></span><div class="caption asset-embed__caption"><span class="caption__text">Der Anleger im Nebel, am Morgen.</span><span class="caption__credit">Foto: Ada Moor</span></div></figure>',
        "Der Anleger im Nebel, am Morgen.",
        "Ada Moor",
    ),
    (
        "lazy attribute",
        "pl",
        '<figure class="zdjecie"><img class="lazyload" src="data:image/gif;base64,R0" data-src="/pier.jpg"><figcaption>Przystań we mgle. Fot. Ada Moor / PAP</figcaption></figure>',
        "Przystań we mgle.",
        "Ada Moor / PAP",
    ),
    (
        "data attributes",
        "nl",
        '<figure class="media"><img src="/pier.jpg" width="900" data-caption="De pier in de mist" data-credit="Ada Moor/ANP"></figure>',
        "De pier in de mist",
        "Ada Moor/ANP",
    ),
    (
        "lightbox link",
        "en",
        '<a href="/pier-big.jpg" data-lightbox="set" data-sub-html="&lt;h4&gt;The pier at dawn. Photo: Ada Moor&lt;/h4&gt;"><img src="/pier.jpg" width="600" height="400"></a>',
        "The pier at dawn.",
        "Ada Moor",
    ),
    (
        "copyright attribute",
        "de",
        '<div class="bild"><img src="/pier.jpg" width="900" data-copyright="Ada Moor/dpa" alt="Der Anleger"></div>',
        None,
        "Ada Moor/dpa",
    ),
    (
        "credit in the alternative text",
        "de",
        '<div class="image-container"><picture><img src="/pier.jpg" alt="Der Anleger im Nebel © NDR Foto: Ada Moor" title="Der Anleger im Nebel"></picture></div>',
        None,
        "Ada Moor",
    ),
    # AMP
    (
        "amp figure",
        "pt",
        '<figure><amp-img src="/pier.jpg" width="1200" height="800" layout="responsive"></amp-img><figcaption>O cais ao amanhecer. Foto: Ada Moor/Reuters</figcaption></figure>',
        "O cais ao amanhecer.",
        "Ada Moor/Reuters",
    ),
    # other CMSs and languages
    (
        "bbc",
        "en",
        f'<figure><div data-component="image-block">{IMG}<span class="visually-hidden">Image source, </span><span role="text"><span class="visually-hidden">Image source, </span>Ada Moor</span></div><div data-component="caption-block"><figcaption><span class="visually-hidden">Image caption, </span><p>The pier at dawn</p></figcaption></div></figure>',
        "The pier at dawn",
        "Ada Moor",
    ),
    (
        "npr",
        "en",
        f'<div class="bucketwrap image large"><div class="imagewrap">{IMG}<div class="credit-caption"><div class="caption-wrap"><div class="caption"><p>The pier at dawn.</p><b class="credit">Ada Moor/Getty Images</b><b class="hide-caption"><b>hide caption</b></b></div><b class="toggle-caption"><b>toggle caption</b></b></div><span class="credit">Ada Moor/Getty Images</span></div></div></div>',
        "The pier at dawn.",
        "Ada Moor/Getty Images",
    ),
    (
        "label in an element of its own",
        "en",
        f"<figure>{IMG}<figcaption><p>The pier at dawn.</p><p><span>Credit</span></p><p>Ada Moor</p></figcaption></figure>",
        "The pier at dawn.",
        "Ada Moor",
    ),
    (
        "credit glued to the caption",
        "en",
        f'<figure>{IMG}<figcaption class="news__caption"><span class="text-sm">The pier at dawn was empty.<span class="text-xxs uppercase">Moor’s Team</span></span></figcaption></figure>',
        "The pier at dawn was empty.",
        "Moor’s Team",
    ),
    (
        "licence class",
        "de",
        f'<figure>{IMG}<figcaption>Der Anleger im Nebel. <span class="media-license">Gemeinfrei-ähnlich freigegeben durch Ada Moor</span></figcaption></figure>',
        "Der Anleger im Nebel.",
        "Gemeinfrei-ähnlich freigegeben durch Ada Moor",
    ),
    (
        "caption and attribution",
        "en",
        f'<div class="content-image-container">{IMG}</div><p class="content-caption-and-attribution"><span class="content-image-caption">The pier at dawn.</span><span class="content-image-attribution">Courtesy of Ada Moor.</span></p>',
        "The pier at dawn.",
        "Courtesy of Ada Moor",
    ),
    (
        "microdata",
        "en",
        f'<div itemprop="image" itemscope itemtype="https://schema.org/ImageObject">{IMG}<span itemprop="caption">The pier at dawn</span><span itemprop="creditText">Ada Moor/AP</span></div>',
        "The pier at dawn",
        "Ada Moor/AP",
    ),
    (
        "old table",
        "ru",
        f'<table align="right" width="220"><tr><td>{IMG}</td></tr><tr><td><font size="1">Паром в тумане. Фото: Ада Мур / ТАСС</font></td></tr></table>',
        "Паром в тумане.",
        "Ада Мур / ТАСС",
    ),
    (
        "old table without credit",
        "en",
        f'<table width="220" cellpadding="2"><tr><td>{IMG}</td></tr><tr><td><font size="1">The pier at dawn, seen from the north</font></td></tr></table>',
        "The pier at dawn, seen from the north",
        None,
    ),
    (
        "centred",
        "es",
        f"<center>{IMG}<br><small>El muelle al amanecer. Foto: Ada Moor</small></center>",
        "El muelle al amanecer.",
        "Ada Moor",
    ),
    (
        "definition list",
        "fr",
        f'<dl class="spip_document"><dt>{IMG}</dt><dd class="spip_doc_descriptif">Le quai dans la brume.</dd></dl>',
        "Le quai dans la brume.",
        None,
    ),
    (
        "typo3",
        "de",
        f'<div class="csc-textpic"><div class="csc-textpic-imagewrap"><figure class="csc-textpic-image">{IMG}<figcaption class="csc-textpic-caption">Der Anleger im Nebel. | Foto: Ada Moor</figcaption></figure></div></div>',
        "Der Anleger im Nebel.",
        "Ada Moor",
    ),
    (
        "joomla",
        "el",
        f'<div class="itemImageBlock"><span class="itemImage">{IMG}</span><span class="itemImageCaption">Η προβλήτα στην ομίχλη.</span><span class="itemImageCredits">Άντα Μουρ/EPA</span></div>',
        "Η προβλήτα στην ομίχλη.",
        "Άντα Μουρ/EPA",
    ),
    (
        "arabic",
        "ar",
        f'<figure class="article-featured-image">{IMG}<figcaption>العبارة في الضباب صباح الثلاثاء (رويترز)</figcaption></figure>',
        "العبارة في الضباب صباح الثلاثاء",
        "رويترز",
    ),
    (
        "arabic div",
        "ar",
        f'<div class="img-cont">{IMG}<div class="img-caption">العبارة في الضباب صباح الثلاثاء</div></div>',
        "العبارة في الضباب صباح الثلاثاء",
        None,
    ),
    (
        "chinese",
        "zh",
        f'<div class="image"><div class="img_box">{IMG}</div><p class="image-caption">雾中的码头。新华社记者李明摄</p></div>',
        "雾中的码头。",
        "新华社记者李明",
    ),
    (
        "japanese",
        "ja",
        f'<div class="photo-box"><figure>{IMG}<figcaption>霧の中の桟橋＝１３日、横浜市（共同）</figcaption></figure></div>',
        "霧の中の桟橋＝１３日、横浜市",
        "共同",
    ),
    (
        "korean",
        "ko",
        f'<div class="img_desc_wrap"><span class="end_photo_org">{IMG}<em class="img_desc">안개 속의 부두. 연합뉴스</em></span></div>',
        "안개 속의 부두.",
        "연합뉴스",
    ),
    (
        "turkish",
        "tr",
        f'<figure class="haber-resim">{IMG}<figcaption>Sisteki iskele. (Fotoğraf: AA)</figcaption></figure>',
        "Sisteki iskele.",
        "AA",
    ),
    (
        "czech",
        "cs",
        f'<div class="opener-in"><div class="opener-foto">{IMG}</div><div class="foto-popisek">Molo v mlze. Foto: Ada Moor, ČTK</div></div>',
        "Molo v mlze.",
        "Ada Moor, ČTK",
    ),
    (
        "hungarian",
        "hu",
        f"<figure>{IMG}<figcaption>A móló a ködben. Fotó: Moor Ada / MTI</figcaption></figure>",
        "A móló a ködben.",
        "Moor Ada / MTI",
    ),
    (
        "title of the link",
        "en",
        '<p><a href="/pier-big.jpg" title="The pier in the fog of Monday | Ada Moor"><img src="/pier.jpg" width="900" height="600" alt="A pier"></a></p>',
        "The pier in the fog of Monday",
        "Ada Moor",
    ),
    (
        "job behind a sentence",
        "en",
        f"<figure>{IMG}<figcaption>Ada Moor waits on the pier. Sr. Data Architect</figcaption></figure>",
        "Ada Moor waits on the pier. Sr. Data Architect",
        None,
    ),
    (
        "office behind a sentence",
        "en",
        f"<figure>{IMG}<figcaption>Ada Moor waits on the pier. Mayor</figcaption></figure>",
        "Ada Moor waits on the pier. Mayor",
        None,
    ),
    (
        "source behind a sentence",
        "de",
        f"<figure>{IMG}<figcaption>Das Boot wartet am Kai. Privat</figcaption></figure>",
        "Das Boot wartet am Kai.",
        "Privat",
    ),
    (
        "ukrainian",
        "uk",
        f'<div class="photo_wrap">{IMG}<div class="photo_text"><span class="photo_title">Паром у тумані</span> <span class="photo_author">Фото: Ада Мур</span></div></div>',
        "Паром у тумані",
        "Ада Мур",
    ),
    (
        "indonesian",
        "id",
        f'<div class="photo__wrap">{IMG}<div class="photo__caption">Dermaga dalam kabut. (Foto: Ada Moor/Antara)</div></div>',
        "Dermaga dalam kabut.",
        "Ada Moor/Antara",
    ),
]


def read(snippet: str, lang: str = "en", head: str = "") -> Article:
    page = PAGE.replace("{lang}", lang).replace("{head}", head).replace("{inner}", snippet)
    return parse(page, "https://harbour.example/ferry")


@pytest.mark.parametrize(
    ("lang", "snippet", "caption", "credit"),
    [form[1:] for form in FORMS],
    ids=[f[0] for f in FORMS],
)
def test_form(lang: str, snippet: str, caption: str | None, credit: str | None) -> None:
    article = read(snippet, lang)
    assert [(image.caption, image.credit) for image in article.images] == [(caption, credit)]
    assert article.images[0].url
    assert len(article.paragraphs) == 5


NO_PICTURES = [
    (
        "type size",
        '<div class="box"><p class="text-caption">With my registration I agree to the terms.</p></div>',
    ),
    (
        "newsletter",
        '<div class="inline-signup"><img src="/n.jpg" width="300" alt="Get the news every day."><p>Get the news every day.</p></div>',
    ),
    (
        "announcement",
        '<figure class="teaser"><div>Lest auch</div><img src="/n.jpg" width="200" height="200"><div>Noch eine Geschichte vom Hafen</div></figure>',
    ),
    (
        "linked card",
        '<div class="card"><a href="/other"><img src="/n.jpg" width="300" height="200"><span>Another story of the harbour and its gulls</span></a></div>',
    ),
    (
        "video",
        '<figure><div class="video-player" data-video-id="1"></div><figcaption>How the ferry left the pier</figcaption></figure>',
    ),
    (
        "post",
        '<figure class="wp-block-embed is-provider-twitter"><blockquote>So much fog today</blockquote><figcaption>Posted by a passenger</figcaption></figure>',
    ),
    (
        "quotation",
        '<figure class="quote"><blockquote>Fog is only weather.</blockquote><figcaption>The captain</figcaption></figure>',
    ),
    (
        "data table",
        "<figure class='wp-block-table'><table><tr><td>Monday</td><td>9</td></tr><tr><td>Tuesday</td><td>12</td></tr></table><figcaption>Minutes late</figcaption></figure>",
    ),
    (
        "portrait",
        '<div class="author-box"><img src="/mara.jpg" width="300" height="300"><p>Mara Quill writes about ferries.</p></div>',
    ),
    ("small portrait", '<p><img src="/mara-96x96.jpg"> Written by Mara Quill</p>'),
    ("pixel", '<img src="https://count.example/p?x=1" width="1" height="1" alt="">'),
    ("icon", '<div><img src="/icons/clock.svg"> 5 minutes</div>'),
    (
        "nested article",
        '<article class="promo-item"><a href="/o"><picture><img src="/o.jpg" width="276"></picture></a><h3>Another story</h3></article>',
    ),
]


@pytest.mark.parametrize(
    "snippet", [s for _, s in NO_PICTURES], ids=[name for name, _ in NO_PICTURES]
)
def test_no_picture_of_the_story(snippet: str) -> None:
    assert read(snippet).images == ()


def test_player_text_and_calls_to_action_are_no_caption() -> None:
    snippet = f'<figure>{IMG}<div class="player-loading">Player wird geladen</div><a href="/g" class="x-cta">Fotostrecke ansehen</a></figure>'
    (image,) = read(snippet, "de").images
    assert (image.caption, image.credit) == (None, None)


def test_gallery_that_a_script_builds() -> None:
    items = '[{"src": "/a.jpg", "caption": "The pier at dawn.", "credit": "Ada Moor"}, {"src": "/b.jpg", "caption": "The pier at noon."}]'
    images = read(f"<div class='photo-gallery' data-items='{items}'></div>").images
    assert [(i.url, i.caption, i.credit) for i in images] == [
        ("https://harbour.example/a.jpg", "The pier at dawn.", "Ada Moor"),
        ("https://harbour.example/b.jpg", "The pier at noon.", None),
    ]


def test_picture_above_the_headline() -> None:
    page = PAGE.replace("{lang}", "en").replace("{head}", "").replace("{inner}", "")
    hero = f'<div class="hero"><figure class="wp-caption">{IMG}<figcaption>The pier at dawn. Ada Moor/AP</figcaption></figure></div><div class="cats">News</div>'
    page = page.replace('<main><article class="post">', f'<main>{hero}<article class="post">')
    (image,) = parse(page, "https://harbour.example/ferry").images
    assert (image.caption, image.credit, image.is_lead) == (
        "The pier at dawn.",
        "Ada Moor/AP",
        True,
    )


def _data(caption: str, extra: str = "") -> str:
    return (
        '<meta property="og:description" content="Fog keeps the boat in the harbour for hours.">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The ferry is late for the third'
        ' time this week", "image": {"@type": "ImageObject", "url": "/pier.jpg", "caption": "'
        + caption
        + '"'
        + extra
        + "}}</script>"
    )


@pytest.mark.parametrize(
    ("told", "caption"),
    [
        ("The pier at dawn &amp;amp; the fog", "The pier at dawn & the fog"),
        ("Fog keeps the boat in the harbour for hours. And more.", None),  # the description
        ("The ferry is late for the third time this week", None),  # the headline
        ("A pier", None),  # the alternative text
        ("pier_2041", None),  # a file name
    ],
)
def test_captions_of_the_data(told: str, caption: str | None) -> None:
    (image,) = read(f"<div class='lead'>{IMG}</div>", head=_data(told)).images
    assert image.caption == caption


def test_data_describe_no_picture_with_their_description() -> None:
    head = _data("", ', "description": "A boat in the fog, seen from above"')
    (image,) = read(f"<div class='lead'>{IMG}</div>", head=head).images
    assert image.caption is None


def test_live_posts_keep_their_pictures() -> None:
    texts = (
        "The harbour office said once more that the fog would stay until noon, or longer.",
        "Two ferries turned back at the second buoy, and their captains asked for pilots.",
        "By the evening the quay was clear, and the first boat left for the islands at seven.",
    )
    posts = "".join(
        f'<article class="post-{n}"><p>{texts[n]}</p><figure><img src="/l{n}.jpg"><figcaption>The pier, hour {n}.</figcaption></figure></article>'
        for n in range(3)
    )
    assert [i.caption for i in read(posts).images] == [f"The pier, hour {n}." for n in range(3)]
