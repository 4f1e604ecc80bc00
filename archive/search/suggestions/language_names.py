"""The names of languages, in English and their own, and the codes that articles have."""

from __future__ import annotations

from archive.search.filters import comparable

_NAMES = """
af Afrikaans
am Amharic አማርኛ
ar Arabic العربية
az Azerbaijani Azərbaycan
be Belarusian Беларуская
bg Bulgarian Български
bn Bengali Bangla বাংলা
bs Bosnian Bosanski
ca Catalan Català
cs Czech Čeština
cy Welsh Cymraeg
da Danish Dansk
de German Deutsch
el Greek Ελληνικά
en English
es Spanish Español Castellano
et Estonian Eesti
eu Basque Euskara
fa Persian Farsi فارسی
fi Finnish Suomi
fil Filipino Tagalog
fr French Français
ga Irish Gaeilge
gl Galician Galego
gu Gujarati ગુજરાતી
ha Hausa
he Hebrew עברית
hi Hindi हिन्दी
hr Croatian Hrvatski
hu Hungarian Magyar
hy Armenian Հայերեն
id Indonesian Bahasa
ig Igbo
is Icelandic Íslenska
it Italian Italiano
ja Japanese 日本語
ka Georgian ქართული
kk Kazakh Қазақша
km Khmer ខ្មែរ
kn Kannada ಕನ್ನಡ
ko Korean 한국어
ku Kurdish Kurdî
ky Kyrgyz Кыргызча
lo Lao ລາວ
lt Lithuanian Lietuvių
lv Latvian Latviešu
mk Macedonian Македонски
ml Malayalam മലയാളം
mn Mongolian Монгол
mr Marathi मराठी
ms Malay Melayu
mt Maltese Malti
my Burmese မြန်မာ
nb Bokmål
ne Nepali नेपाली
nl Dutch Nederlands
nn Nynorsk
no Norwegian Norsk
pa Punjabi ਪੰਜਾਬੀ
pl Polish Polski
ps Pashto پښتو
pt Portuguese Português
ro Romanian Română
ru Russian Русский
rw Kinyarwanda
si Sinhala සිංහල
sk Slovak Slovenčina
sl Slovenian Slovenščina
so Somali Soomaali
sq Albanian Shqip
sr Serbian Српски Srpski
sv Swedish Svenska
sw Swahili Kiswahili
ta Tamil தமிழ்
te Telugu తెలుగు
tg Tajik Тоҷикӣ
th Thai ไทย
tr Turkish Türkçe
uk Ukrainian Українська
ur Urdu اردو
uz Uzbek Oʻzbek
vi Vietnamese Tiếng
yo Yoruba
zh Chinese Mandarin 中文
zu Zulu
"""

ENGLISH_NAMES = {line.split()[0]: line.split()[1] for line in _NAMES.strip().splitlines()}
"""The English name of each language, by its code."""

_CODES = {
    comparable(name): line.split()[0]
    for line in _NAMES.strip().splitlines()
    for name in line.split()[1:]
}


def code_of(name: str) -> str | None:
    """The code of the language called *name*, or ``None``; a code is no name."""
    return _CODES.get(comparable(name))


def name_of(code: str) -> str:
    """What a language is called: ``English`` for ``en``, ``English, GB`` for ``en-GB``."""
    language, _, region = code.partition("-")
    name = ENGLISH_NAMES.get(language.lower())
    if name is None:
        return code
    return f"{name}, {region}" if region else name
