"""What captions and credits are put together from, in many languages. All of it is invented."""

from __future__ import annotations

from typing import NamedTuple


class Language(NamedTuple):
    """What credits are put together from. A caption has its full stop where the language has."""

    captions: tuple[str, ...]
    labels: tuple[str, ...]
    names: tuple[str, ...]
    suppliers: tuple[str, ...]


LANGUAGES = {
    "en": Language(
        ("The ferry waits at the pier.", "The mayor (left) waits, Monday, Nov. 6, 2023."),
        ("Photo: ", "Photo by ", "Image: ", "Picture: ", "Photo credit: ", "Credit: ", "Source: "),
        ("Jane Doe", "Wren K. Bridge", "J.R. Quay"),
        ("AP", "Reuters", "Getty Images", "AAP", "PA"),
    ),
    "de": Language(
        ("Die Fähre wartet am Steg.", "Die Fähre wartet am 3. November 2024 (Archiv)."),
        ("Foto: ", "Foto von ", "Bild: ", "Quelle: ", "Bildquelle: ", "Archivfoto: "),
        ("Jan Kutter", "Jörg von der Maren"),
        ("dpa", "Keystone", "APA", "picture alliance", "IMAGO"),
    ),
    "fr": Language(
        ("Le bac attend au quai, le 3 novembre 2024.", "Le maire (à droite) attend."),
        ("Photo : ", "Photo ", "Crédit photo : ", "Crédit : ", "Photo d'archives : "),
        ("Odile Mouette", "Odile de la Tour"),
        ("AFP", "SIPA", "Belga", "Hans Lucas"),
    ),
    "es": Language(
        ("El barco espera en el muelle (archivo).", "El barco espera."),
        ("Foto: ", "Fotografía de ", "Crédito: ", "Imagen: ", "Fuente: "),
        ("Nuño Barca", "María del Puerto"),
        ("EFE", "Europa Press", "Cuartoscuro"),
    ),
    "pt": Language(
        ("O barco espera no cais.",),
        ("Foto: ", "Crédito: ", "Imagem: ", "Fonte: "),
        ("Inês Farol", "João da Barra"),
        ("Lusa", "Agência Brasil", "Folhapress"),
    ),
    "it": Language(
        ("Il traghetto aspetta al molo.",),
        ("Foto: ", "Foto di ", "Crediti: ", "Fonte: "),
        ("Gino Porto",),
        ("ANSA", "LaPresse"),
    ),
    "nl": Language(
        ("De veerboot wacht aan de kade.",),
        ("Foto: ", "Beeld: ", "Beeld ", "Fotograaf: ", "Bron: "),
        ("Joost Kade", "Anna van den Berg"),
        ("ANP", "Belga"),
    ),
    "pl": Language(
        ("Prom czeka przy nabrzeżu.",),
        ("Fot. ", "fot. ", "Zdj. ", "Zdjęcie: ", "Źródło: "),
        ("Jan Latarnia",),
        ("PAP", "East News"),
    ),
    "nordic": Language(
        ("Färjan väntar vid kajen.", "Lautta odottaa laiturissa."),
        ("Foto: ", "Bild: ", "Kuva: ", "FOTO: "),
        ("Lena Hamn", "Mads Havn", "Aino Satama"),
        ("TT", "NTB", "Ritzau Scanpix", "Lehtikuva"),
    ),
    "ru": Language(
        ("Паром ждёт у причала.", "Паром чекає біля причалу."),
        ("Фото: ", "Источник: "),
        ("Иван Маяков",),
        ("ТАСС", "РИА Новости", "УНІАН"),
    ),
    "tr": Language(
        ("Vapur iskelede bekliyor.",),
        ("Fotoğraf: ", "Foto: ", "Kaynak: "),
        ("Deniz Fener",),
        ("AA", "DHA", "İHA"),
    ),
    "ar": Language(
        ("العبارة تنتظر على الرصيف.",),
        ("تصوير: ", "صورة: ", "المصدر: "),
        ("سامح المنارة",),
        ("رويترز", "أ ف ب", "الأناضول"),
    ),
    "fa": Language(("کشتی منتظر است.",), ("عکس: ", "عکاس: "), ("علی فانوس",), ("ایسنا", "ایرنا")),
    "he": Language(("המעבורת מחכה ברציף.",), ("צילום: ",), ("דני פנס",), ("רויטרס", "AP")),
    "hi": Language(
        ("नाव घाट पर खड़ी है।",), ("फोटो: ", "फ़ोटो: ", "तस्वीर: "), ("राम दीपक",), ("पीटीआई", "एएनआई")
    ),
    "zh": Language(
        ("渡船在码头等候。",),
        ("图/", "图：", "摄影：", "图片来源："),
        ("张三",),
        ("新华社", "视觉中国"),
    ),
    "ja": Language(
        ("フェリーが桟橋で待つ。",),
        ("写真：", "写真＝", "撮影："),
        ("小川太郎",),
        ("共同", "ロイター"),
    ),
    "ko": Language(
        ("배가 부두에서 기다린다.",), ("사진=", "사진: "), ("홍길동",), ("연합뉴스", "뉴시스")
    ),
    "cs": Language(("Přívoz čeká.",), ("Foto: ", "Zdroj: "), ("Jan Maják",), ("ČTK", "TASR")),
    "hu": Language(("A komp vár.",), ("Fotó: ", "Forrás: "), ("Kovács Tamás",), ("MTI",)),
    "ro": Language(("Bacul așteaptă.",), ("Foto: ", "Sursa: "), ("Ion Faru",), ("Agerpres",)),
    "el": Language(("Το πλοίο περιμένει.",), ("Φωτο: ", "Πηγή: "), ("Νίκος Φάρος",), ("ΑΠΕ-ΜΠΕ",)),
    "lt": Language(("Keltas laukia.",), ("Nuotr. ",), ("Jonas Uostas",), ("BNS",)),
    "id": Language(("Kapal menunggu.",), ("Foto: ", "Gambar: "), ("Budi Suar",), ("ANTARA",)),
    "vi": Language(("Phà đang chờ.",), ("Ảnh: ", "Nguồn: "), ("Nguyễn Hải",), ("TTXVN",)),
    "af zu": Language(
        ("Die veerboot wag.",), ("Foto: ", "Isithombe: "), ("Sipho Mkhumbi",), ("Gallo Images",)
    ),
}
