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
    "data-lazyload",
    "data-pin-media",
    "data-runner-src",
    "data-src-large",
    "data-cfsrc",
    "data-ezsrc",
    "data-img-src",
)
_PLAIN = (*_LAZY, "src", "poster")
_SETS = frozenset(
    "srcset data-srcset data-lazy-srcset data-original-set data-bgset data-sizes-srcset".split()
)
_ADDRESS = re.compile(r"[^\s,]\S*")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)([wxh])")
_EMPTY = re.compile(
    r"/(?:blank|spacer|pixel|transparent|1x1|placeholder|grey|gray|loading|lazy)[\w-]*\.\w+", re.I
)
_PIXEL = re.compile(r"\bpixel\.(?:gif|png)", re.I)
_ICON_NAME = re.compile(
    r"logo|avatar|icon|sprite|badge|emoji|spinner|placeholder|tracking|beacon|share|social|"
    r"button|paywall|app-?store|google-?play|newsletter|author|headshot",
    re.I,
)
_ICON_FOLDER = re.compile(
    r"/(?:icons?|avatars?|authors?|emojis?|logos?|ads?|badges?|flags?)/", re.I
)
_LONGEST_SET = 50_000
"""Characters of a ``srcset`` that are read: a quote left open holds the rest of the page."""
_MAX_ADDRESSES = 12
_SMALL = 110  # pixels: what is narrower is an icon, a portrait, a pixel
_SIZE_IN_NAME = re.compile(r"[-_/](\d{2,3})x(\d{2,3})(?=[./_-]|$)")
_PIXELS = re.compile(r"\s*(\d+)(?:px)?\s*$")
_NUMBER = re.compile(r"\s*(\d+)")
_SIDES = (
    re.compile(r"(?:^|&)w(?:idth)?=\d{1,2}(?:&|$)"),
    re.compile(r"(?:^|&)h(?:eight)?=\d{1,2}(?:&|$)"),
)


def addresses(node: LexborNode) -> list[str]:
    """Every address an ``img``, ``amp-img`` or ``video`` offers, the best first."""
    attributes = node.attributes
    sized: list[tuple[float, str]] = []
    for source in (*_sources(node), attributes):
        for name, value in source.items():
            if value and name in _SETS:
                sized.extend(_candidates(value))
    ordered: list[str] = []
    if sized:
        sized.sort(key=_size, reverse=True)
        ordered = [address for _, address in sized]
    for name in _PLAIN:
        value = attributes.get(name)
        if value and value[0] != "{":
            ordered.append(value.strip())
    return [address for address in ordered[:_MAX_ADDRESSES] if not is_empty(address)]


def _size(one: tuple[float, str]) -> float:
    return one[0]


def is_empty(address: str) -> bool:
    """Whether an address is that of a placeholder: what is shown until the picture is loaded."""
    # Two patterns: the first is quick because it begins with a letter of its own.
    return (
        address.startswith("data:")
        or _EMPTY.search(address) is not None
        or ("ixel." in address.lower() and _PIXEL.search(address) is not None)
    )


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
    srcset = srcset[:_LONGEST_SET]
    if ", " in srcset and srcset[-1] != ",":
        for part in srcset.split(", "):
            address, _, size = part.strip().rpartition(" ")
            if size[:-1].isdecimal() and size[-1] in "wx" and address:
                yield int(size[:-1]) * (1000.0 if size[-1] == "x" else 1.0), address.strip()
            elif not address and size:
                yield 1000.0, size
        return
    # As a browser does it: an address runs to white space, its size from there to a comma.
    position = 0
    while match := _ADDRESS.search(srcset, position):
        position = match.end()
        address = match[0].rstrip(",")
        size = ""
        if address == match[0]:
            comma = srcset.find(",", position)
            size = srcset[position : comma if comma >= 0 else None].strip()
            position = comma if comma >= 0 else len(srcset)
        width = _SIZE.fullmatch(size)
        if width or not size:
            pixels = float(width[1]) if width else 1.0
            yield (pixels * 1000 if width and width[2] == "x" else pixels), address


def is_small(attributes: Attributes) -> bool:
    """Whether the page says that the picture is as small as an icon."""
    if not (attributes.get("width") or attributes.get("height")):
        return False
    for name in ("width", "height"):
        number = _PIXELS.match(attributes.get(name) or "")
        if number and 0 < int(number.group(1)) < _SMALL:
            other = attributes.get("height" if name == "width" else "width") or ""
            large = _NUMBER.match(other)
            # "16" by "9" is a shape, not a size
            if not (large and int(large.group(1)) >= 3 * _SMALL) and int(number.group(1)) > 20:
                return True
            if large and int(large.group(1)) <= 2:
                return True
    return False


def is_icon(address: str) -> bool:
    """Whether an address names a logo, an avatar, a pixel, or a size that only icons have."""
    path, _, query = address.partition("?")
    if path.endswith(".svg") or _ICON_NAME.search(path, path.rfind("/") + 1):
        return True
    if _ICON_FOLDER.search(path):
        return True
    size = _SIZE_IN_NAME.search(path)
    if size and max(int(size.group(1)), int(size.group(2))) <= 150:
        return True
    return bool(query) and all(side.search(query) for side in _SIDES)
