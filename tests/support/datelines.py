"""Datelines assembled from parts, as the agencies of many languages write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Form:
    """How one language's datelines are put together."""

    templates: tuple[str, ...]
    places: tuple[str, ...]
    agencies: tuple[str, ...]
    stories: tuple[str, ...]
    months: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    """Months as agencies shorten them."""

    def assemble(self, template: str, place: str, day: date | None, agency: str) -> str:
        """The dateline with what stands between it and the story."""
        values = {"place": place, "agency": agency, "PLACE": place.upper()}
        if day:
            values |= {"day": str(day.day), "m": str(day.month)}
            if self.months:
                month = self.months[day.month - 1]
                values |= {"month": month, "MONTH": month.upper()}
            if self.short:
                short = self.short[day.month - 1]
                values |= {"mon": short, "MON": short.upper()}
        return template.format(**values)

    @staticmethod
    def printed(template: str, place: str) -> str:
        """The place as the template has it."""
        return place.upper() if "{PLACE}" in template else place


def months(text: str) -> tuple[str, ...]:
    """Twelve names."""
    names = tuple(text.split())
    assert len(names) == 12, names
    return names


LANGUAGES = {
    "en": Form(
        (
            "{PLACE} ({agency}) — ",
            "{PLACE}, {month} {day} ({agency}) - ",
            "{PLACE}, {mon} {day} ({agency}) – ",
            "{place}, {mon}. {day} ({agency}) -- ",
            "{place}: ",
            "{PLACE} — ",
        ),
        ("Oslo", "Nairobi", "Buenos Aires"),
        ("AP", "Reuters", "AFP", "PTI", "Xinhua", "WXYZ"),
        ("The ferry was late.", "“Late again,” he said.", "12 ferries were late."),
        months(
            "January February March April May June July August September October November December"
        ),
        months("Jan Feb March April May June July Aug Sept Oct Nov Dec"),
    ),
    "de": Form(
        (
            "{place} ({agency}) - ",
            "{place}, {day}. {month} ({agency}) - ",
            "{PLACE}, {day}. {month} ({agency}) - ",
            "{place} | ",
            "{place}. ",
        ),
        ("Bonn", "Köln", "Dresden"),
        ("dpa", "AFP", "APA", "epd", "Reuters"),
        ("Die Fähre kam zu spät.", "Zwölf Fähren kamen zu spät.", "„Schon wieder“, sagte er."),
        months(
            "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
        ),
    ),
    "fr": Form(
        (
            "{place}, {day} {month} ({agency}) - ",
            "{place}, {day} {mon} ({agency}) – ",
            "{place} ({agency}) – ",
            "{PLACE}, {day} {month} ({agency}) - ",
            "{place} - ",
        ),
        ("Paris", "Marseille", "Alger"),
        ("AFP", "Reuters", "APS", "Xinhua"),
        ("Le bac est arrivé en retard.", "« Encore en retard », dit-il."),
        months(
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
        ),
        months("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."),
    ),
    "es": Form(
        (
            "{place}, {day} {mon} ({agency}).- ",
            "{place}, {day} {mon} ({agency}) - ",
            "{PLACE}, {day} {MON} ({agency}) .- ",
            "{place}, {day} de {month} ({agency}).- ",
            "{PLACE}, {day} {mon}. ({agency}) - ",
            "{place} ({agency}).- ",
            "{place}.- ",
        ),
        ("Madrid", "San José", "Ciudad de México"),
        ("EFE", "EUROPA PRESS", "AFP", "Télam"),
        ("El transbordador llegó tarde.", "“Otra vez tarde”, dijo."),
        months(
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
            " diciembre"
        ),
        months("ene feb mar abr may jun jul ago sep oct nov dic"),
    ),
    "pt": Form(
        (
            "{place}, {day} {mon} 2024 ({agency}) – ",
            "{place}, {day} {mon} ({agency}) - ",
            "{place}, {day} de {month} ({agency}) - ",
            "{PLACE} ({agency}) — ",
        ),
        ("Lisboa", "São Paulo", "Luanda"),
        ("Lusa", "Reuters", "Agência Brasil"),
        ("O barco chegou tarde.", "“Outra vez”, disse ele."),
        months(
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro"
            " dezembro"
        ),
        months("jan fev mar abr mai jun jul ago set out nov dez"),
    ),
    "it": Form(
        (
            "({agency}) - {PLACE}, {day} {MON} - ",
            "{place}, {day} {mon}. ({agency}) - ",
            "{place}, {day} {month} ({agency}) - ",
            "{PLACE} - ",
        ),
        ("Roma", "Reggio Emilia", "L'Aquila"),
        ("ANSA", "Adnkronos", "AGI"),
        ("Il traghetto è arrivato tardi.", "“Ancora tardi”, ha detto."),
        months(
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
            " dicembre"
        ),
        months("gen feb mar apr mag giu lug ago set ott nov dic"),
    ),
    "nl": Form(
        ("{PLACE} ({agency}) - ", "{place}, {day} {month} ({agency}) - ", "{PLACE} - "),
        ("Den Haag", "Utrecht"),
        ("ANP", "Belga", "AFP"),
        ("De veerboot was te laat.", "“Weer te laat”, zei hij."),
        months(
            "januari februari maart april mei juni juli augustus september oktober november"
            " december"
        ),
    ),
    "pl": Form(
        ("{place}, {day} {month} ({agency}) - ", "{place} ({agency}) - "),
        ("Warszawa", "Łódź"),
        ("PAP", "Reuters"),
        ("Prom się spóźnił.", "„Znowu” - powiedział."),
        months(
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października"
            " listopada grudnia"
        ),
    ),
    "sv": Form(
        ("{PLACE} ({agency}) ", "{place} ({agency}) — ", "{place}, {day} {month} ({agency}) - "),
        ("Göteborg", "Luleå"),
        ("TT", "AFP"),
        ("Färjan kom för sent.", "Tolv färjor kom för sent."),
        months(
            "januari februari mars april maj juni juli augusti september oktober november december"
        ),
    ),
    "no": Form(
        ("{PLACE} ({agency}): ", "{place} ({agency}) — "),
        ("Tromsø", "Ålesund"),
        ("NTB", "AFP"),
        ("Fergen kom for sent.", "Tolv ferger kom for sent."),
    ),
    "ru": Form(
        (
            "{PLACE}, {day} {month}. /{agency}/. ",
            "{PLACE}, {day} {mon} — {agency}. ",
            "{PLACE}, {day} {month} ({agency}) — ",
            "{place}. {day} {month}. {agency}. ",
        ),
        ("Москва", "Нижний Новгород"),
        ("ТАСС", "РИА Новости", "Интерфакс"),
        ("Паром опоздал.", "Двенадцать паромов опоздали."),
        months("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
        months("янв фев мар апр мая июн июл авг сен окт ноя дек"),
    ),
    "uk": Form(
        ("{PLACE}, {day} {month} ({agency}) — ", "{place}. {day} {month}. {agency}. "),
        ("Київ", "Львів"),
        ("Укрінформ", "УНІАН"),
        ("Паром запізнився.",),
        months(
            "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня"
        ),
    ),
    "tr": Form(
        (
            "{PLACE} ({agency}) - ",
            "{PLACE}, {day} {month} ({agency}) - ",
            "{place}, {day} {month} ({agency}) – ",
        ),
        ("Ankara", "Trabzon"),
        ("AA", "DHA", "Reuters"),
        ("Vapur geç kaldı.", "“Yine geç” dedi."),
        months("Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"),
    ),
    "ar": Form(
        (
            "{place} ({agency}) - ",
            "{place} - {agency} - ",
            "{place} {day} {month} ({agency}) - ",
            "{place}، {day} {month} ({agency}) - ",
        ),
        ("القاهرة", "بيروت"),
        ("رويترز", "أ ف ب", "وام"),
        ("تأخرت العبارة.",),
        months("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"),
    ),
    "hi": Form(
        ("{place}, {day} {month} ({agency}) ", "{place} ({agency})। ", "{place}, {agency}। "),
        ("नई दिल्ली", "लखनऊ"),
        ("भाषा", "आईएएनएस", "एएनआई"),
        ("नौका देर से आई।",),
        months("जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर"),
    ),
    "zh": Form(
        ("{agency}{place}{m}月{day}日电 ", "{agency}{place}{m}月{day}日电　"),
        ("北京", "乌鲁木齐"),
        ("新华社", "中新社"),
        ("渡轮迟到了。",),
    ),
    "ja": Form(
        ("【{place}{agency}】", "【{place}＝{agency}】"),
        ("ソウル", "ニューヨーク"),
        ("共同", "時事"),
        ("フェリーが遅れた。",),
    ),
    "ko": Form(
        ("({place}={agency}) ", "[{place}={agency}] ", "({place}={agency}) = "),
        ("서울", "부산"),
        ("연합뉴스", "뉴시스", "뉴스1"),
        ("여객선이 늦었다.",),
    ),
    "vi": Form(
        ("{place}, ngày {day}/{m} ({agency}) - ", "{place} ({agency}) - "),
        ("Hà Nội", "Đà Nẵng"),
        ("TTXVN", "Reuters"),
        ("Chuyến phà đến muộn.",),
    ),
    "lt": Form(
        ("{place}, {month} {day} d. ({agency}). ", "{place}, {month} {day} d. ({agency}) - "),
        ("Vilnius", "Kaunas"),
        ("BNS", "ELTA"),
        ("Keltas vėlavo.",),
        months(
            "sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio"
            " lapkričio gruodžio"
        ),
    ),
    "id": Form(
        (
            "{PLACE}, {agency} - ",
            "{place} ({agency}) - ",
            "{PLACE}, {agency} – ",
        ),
        ("Jakarta", "Surabaya"),
        ("ANTARA", "KOMPAS.com"),
        ("Feri datang terlambat.",),
    ),
    "ro": Form(
        ("{place}, {day} {month} ({agency}) - ", "{place}, {day} {month} /{agency}/ - "),
        ("București", "Iași"),
        ("Agerpres", "Reuters"),
        ("Feribotul a întârziat.",),
        months(
            "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie"
            " noiembrie decembrie"
        ),
    ),
    "cs": Form(
        ("{place} {day}. {month} ({agency}) - ", "{place} ({agency}) - "),
        ("Praha", "Brno"),
        ("ČTK", "TASR"),
        ("Trajekt měl zpoždění.",),
        months(
            "ledna února března dubna května června července srpna září října listopadu prosince"
        ),
    ),
    "hu": Form(
        ("{place}, {month} {day}. ({agency}) - ", "{place} ({agency}) - "),
        ("Budapest", "Pécs"),
        ("MTI", "Reuters"),
        ("A komp késett.",),
        months(
            "január február március április május június július augusztus szeptember október"
            " november december"
        ),
    ),
    "el": Form(
        ("{place}, {day} {month} ({agency}) - ", "{PLACE} ({agency}) - "),
        ("Πάτρα", "Βόλος"),
        ("ΑΠΕ-ΜΠΕ", "Reuters"),
        ("Το πλοίο άργησε.",),
        months(
            "Ιανουαρίου Φεβρουαρίου Μαρτίου Απριλίου Μαΐου Ιουνίου Ιουλίου Αυγούστου Σεπτεμβρίου"
            " Οκτωβρίου Νοεμβρίου Δεκεμβρίου"
        ),
    ),
    "fa": Form(
        ("{place} ({agency}) - ", "{place} - {agency} - "),
        ("تهران", "اصفهان"),
        ("ایسنا", "ایرنا"),
        ("کشتی دیر رسید.",),
    ),
}
