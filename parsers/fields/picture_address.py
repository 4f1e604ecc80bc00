"""The address of a picture: the best that ``srcset``, lazy loading and ``src`` offer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from selectolax.lexbor import LexborNode

Attributes = Mapping[str, str | None]

_LAZY = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-full-src",
    "data-large-file",
    "data-lazy",
    "data-url",
    "data-image",
    "data-img-url",
    "data-hi-res-src",
    "data-orig-file",
    "data-zoom-image",
    "data-echo",
    "data-td-src",
)
_SETS = ("srcset", "data-srcset", "data-lazy-srcset", "data-original-set", "data-bgset")
_CANDIDATE = re.compile(r"([^\s,]\S*[^\s,])(?:\s+(\d+(?:\.\d+)?)([wxh]))?\s*(?:,|$)")
_EMPTY = re.compile(
    r"^data:|/(?:blank|spacer|pixel|transparent|1x1|placeholder|grey|gray|loading|lazy)[\w-]*\.\w+"
    r"|\bpixel\.(?:gif|png)",
    re.I,
)
_ICON = re.compile(
    r"(?:logo|avatar|gravatar|icon|sprite|favicon|badge|emoji|spinner|placeholder|tracking|beacon|"
    r"/flags?/|share|social|button|paywall|app-?store|google-?play|newsletter|author|headshot)"
    r"[^/]*$|/(?:icons?|avatars?|authors?|emojis?|logos?|ads?|badges?)/",
    re.I,
)
_SMALL = 110  # pixels: what is narrower is an icon, a portrait, a pixel
_SRC_WIDTH = re.compile(r"[?&/_-](?:w|width|resize|imwidth)[=:_-](\d{2,4})\b", re.I)


def addresses(node: LexborNode) -> list[str]:
    """Every address an ``img``, ``amp-img`` or ``video`` offers, the best first."""
    attributes = node.attributes
    sized: list[tuple[float, str]] = []
    plain: list[str] = []
    for source in (*_sources(node), attributes):
        for name in _SETS:
            sized.extend(_candidates(source.get(name) or ""))
    for name in (*_LAZY, "src", "poster"):
        value = (attributes.get(name) or "").strip()
        if value and not value.startswith("{"):
            plain.append(value)
    sized.sort(key=lambda one: -one[0])
    ordered = [address for _, address in sized] + plain
    return [address for address in ordered if not _EMPTY.search(address)]


def _sources(node: LexborNode) -> Iterator[Attributes]:
    around = node.parent
    if around is None or around.tag != "picture":
        return
    child = around.first_child
    while child is not None:
        if child.tag == "source":
            yield child.attributes
        child = child.next


def _candidates(srcset: str) -> Iterator[tuple[float, str]]:
    if srcset and ", " in srcset and not srcset.endswith(","):
        for part in srcset.split(", "):
            address, _, size = part.strip().rpartition(" ")
            if size[:-1].isdecimal() and size[-1] in "wx" and address:
                yield int(size[:-1]) * (1000.0 if size[-1] == "x" else 1.0), address.strip()
            elif not address and size:
                yield 1000.0, size
        return
    for match in _CANDIDATE.finditer(srcset):
        address, number, unit = match.groups()
        width = float(number or 1)
        yield (width * 1000 if unit == "x" else width), address


def is_small(attributes: Attributes) -> bool:
    """Whether the page says that the picture is as small as an icon."""
    for name in ("width", "height"):
        number = re.match(r"\s*(\d+)(?:px)?\s*$", attributes.get(name) or "")
        if number and 0 < int(number.group(1)) < _SMALL:
            other = attributes.get("height" if name == "width" else "width") or ""
            large = re.match(r"\s*(\d+)", other)
            # "16" by "9" is a shape, not a size
            if not (large and int(large.group(1)) >= 3 * _SMALL) and int(number.group(1)) > 20:
                return True
            if large and int(large.group(1)) <= 2:
                return True
    return False


def is_icon(address: str) -> bool:
    """Whether an address names a logo, an avatar, a pixel."""
    return bool(_ICON.search(address.partition("?")[0]))
