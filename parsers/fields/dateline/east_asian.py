"""Datelines as Chinese, Japanese and Korean papers print them."""

from __future__ import annotations

import re
from datetime import date

from parsers.fields.dateline.parts import Cut
from parsers.fields.dates.days import find_day
from parsers.fields.names.places import is_city, is_country

_HAN = r"\u3400-\u9fff"
_XINHUA = re.compile(
    # 新华社北京4月24日电（记者张三） … 中新网上海11月3日电 … 本报北京11月3日讯
    rf"(?P<text>(?P<agency>新华社|新華社|新华网|中新社|中新网|中新網|中央社|人民网|人民網|央视网|光明网|中国网|"
    rf"新华财经|参考消息网|[{_HAN}]{{2,6}}[社网網报報]|本报|本報|本社)\s*"
    rf"(?P<place>(?:[{_HAN}·]{{2,12}}?)??)\s*(?P<day>(?:\d{{4}}年)?(?:\d{{1,2}}月)?\d{{1,2}}日)\s*"
    rf"(?:专)?[电電讯訊消](?:息)?"
    rf"(?:\s*[（(](?:[^（()）]{{0,12}}?)(?:记者|記者|通讯员)?\s*(?P<reporter>[{_HAN}、·\s]{{2,20}}?)[)）])?)"
    rf"[\s:：，,　—-]*"
)
_CNA = re.compile(
    # （中央社記者陳某某台北29日電）
    rf"(?P<text>[（(](?P<agency>中央社|[{_HAN}]{{2,5}}社)(?:记者|記者)?(?P<who>[{_HAN}]{{0,4}}?)"
    rf"(?P<place>[{_HAN}]{{2,6}})(?P<day>(?:\d{{1,2}}月)?\d{{1,2}}日)"
    rf"(?:综合外电报导|綜合外電報導|专电|專電|电|電)[)）])\s*"
)
_TAIWAN = re.compile(
    # 〔記者陳某某／台北報導〕
    rf"(?P<text>[〔［【\[（(]?(?:(?P<agency>[{_HAN}A-Z]{{2,8}}?)\s?)?(?:记者|記者|特派員|實習記者)\s?"
    rf"(?P<reporter>[{_HAN}、]{{2,16}})\s?[／/]\s?(?P<place>[{_HAN}]{{2,8}}?)(?:[即综綜]合?時?)?"
    rf"(?:报道|報導|報道|专题报道|專題報導)[〕］】\])）]?)[\s:：　]*"
)
_LOCAL = re.compile(
    # 【本報台北訊】
    rf"(?P<text>[【〔\[](?:本报|本報|本社)?(?P<agency>[{_HAN}]{{2,5}}社)?(?P<place>[{_HAN}]{{2,6}}?)"
    rf"(?:讯|訊|电|電|综合报道|綜合報導)[】〕\]])\s*"
)
_JAPAN = re.compile(
    # 【ソウル＝小池和樹】 【ワシントン共同】 【北京時事】
    rf"(?P<text>【(?P<place>[{_HAN}ァ-ヶー・ﾞﾟ]{{2,20}}?)"
    rf"(?:\s?[＝=]\s?(?P<who>[{_HAN}ぁ-んァ-ヶー・　 、]{{2,30}})|"
    rf"(?P<agency>共同|時事|ロイター(?:時事)?|"
    rf"AFP時事|ＡＦＰ時事|AP|ＡＰ|ＡＦＰ|AFP|ロイター|共同通信|CNS))】)\s*"
)
_WIRE = re.compile(
    # ［東京　６日　ロイター］ -　 [ソウル 6日 聯合ニュース]
    rf"(?P<text>[［\[〔](?P<place>[{_HAN}ァ-ヶー・／/]{{2,20}}?)[\s　]+"
    r"(?P<day>(?:[0-9０-９]{1,2}月)?[0-9０-９]{1,2}日)"
    rf"[\s　]*(?P<agency>[{_HAN}ァ-ヶーA-ZＡ-Ｚ]{{2,12}})[］\]〕])[\s　]*[-－–—―]*[\s　]*"
)
_KOREA = re.compile(
    # (서울=연합뉴스) 홍길동 기자 =
    r"(?P<text>[(\[【]\s?(?P<place>[가-힣A-Za-z·ㆍ‧,/ "
    r"]{2,20}?)\s?[=＝]\s?(?P<agency>[가-힣A-Za-z0-9]{2,12})\s?[)\]】]"
    r"(?:\s*(?P<reporter>[가-힣][가-힣\s·,]{1,30}?)\s?(?:특파원|통신원|인턴기자|수습기자|선임기자|기자))?)\s*"
    r"(?:[=＝]\s*|(?=\S))"
)


def cut_eastern(text: str, published: date | None) -> Cut | None:
    """The dateline that a text in Chinese, Japanese or Korean begins with."""
    if not text or text.isascii():
        return None
    for pattern in (_XINHUA, _CNA, _TAIWAN, _LOCAL, _JAPAN, _WIRE, _KOREA):
        match = pattern.match(text)
        if match is None:
            continue
        parts = match.groupdict()
        place = (parts["place"] or "").strip() or None
        supplier = parts.get("agency")
        reporter = parts.get("reporter")
        who = parts.get("who")
        if who:
            if pattern is _CNA:
                place, reporter = _divided(who + (place or ""))
            elif who in ("共同", "時事", "ロイター", "AP", "AFP"):
                supplier = who
            else:
                reporter = who
        elif pattern is _CNA and place:
            place, reporter = _divided(place)
        if not place:
            continue
        if pattern is _LOCAL and not (is_city(place) or is_country(place)):
            continue
        if supplier in ("本报", "本報", "本社"):
            supplier = None
        day = find_day(parts["day"], published) if parts.get("day") else None
        rest = text[match.end() :]
        if not rest.strip():
            continue
        shown = match.group("text").strip()
        return Cut(shown, place, day.date if day else None, supplier, _tidy(reporter), rest)
    return None


def _divided(text: str) -> tuple[str, str | None]:
    """A reporter's name and a place that stand together: the place is the known part."""
    for cut in (3, 2, 4, 0):
        if len(text) - cut >= 2 and (is_city(text[cut:]) or is_country(text[cut:])):
            return text[cut:], text[:cut] or None
    if len(text) >= 5:  # names of three, mostly
        return text[3:], text[:3]
    return text, None


def _tidy(reporter: str | None) -> str | None:
    return (reporter or "").strip(" 　、·,") or None
