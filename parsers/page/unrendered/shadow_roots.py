"""Declared shadow roots: ``<template shadowrootmode="open">`` is shown, any other is not.

The parser keeps what every template holds out of the page. A browser shows a declared shadow root
in place of what else its host holds; that stands where the root has a ``slot`` for it.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from parsers.page.limits.tag_scanner import tags

ROOT = "shadow-root"
"""The name that the template of a shadow root is given."""
_ANY = re.compile(rb"<template\b[^<>]{0,2000}\bshadowrootmode\b", re.I)
_DECLARED = re.compile(rb"""[\s"'/]shadowrootmode[\s]*=[\s]*["']?(?:open|closed)["'\s/>]""", re.I)
_HOSTS = frozenset(
    "article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section "
    "span".split()
)
_DEEPEST = 20
"""Roots in roots; those further in stay templates."""
_COPIED = 4
"""So often the page's length is put into slots at most: what hosts in hosts hold is copied with
each of them."""


def unfolded(html: bytes) -> bytes:
    """*html* with each declared shadow root as an element of its own."""
    if b"shadowrootmode" not in html or not _ANY.search(html):
        return html
    parts: list[bytes] = []
    position = 0
    roots = plain = 0  # open templates: roots, and in them others with all that these hold
    for name, is_end, start, name_end, after, _ in tags(html):
        if name != b"template":
            continue
        is_root = not plain
        if is_end:
            is_root = is_root and roots > 0
            roots -= is_root
            plain -= plain > 0
        else:
            is_root = (
                is_root and roots < _DEEPEST and _DECLARED.search(html, name_end, after) is not None
            )
            roots += is_root
            plain += not is_root
        if is_root:
            parts += (html[position : start + 1 + is_end], ROOT.encode())
            position = name_end
    return b"".join([*parts, html[position:]])


def show_shadows(tree: LexborHTMLParser, budget: int) -> None:
    """Put what hosts hold into the slots of their roots, and leave out what has no slot.
    *budget* is the length of the page."""
    budget *= _COPIED
    roots = tree.css(ROOT)
    hosts = [root.parent for root in roots]
    seen: set[int] = set()
    is_first = []
    for host in hosts:
        is_first.append(host is not None and host.mem_id not in seen and _is_host(host))
        if host is not None:
            seen.add(host.mem_id)
    # The last first, so that inner ones are done when what holds them is copied.
    for root, host, is_shown in reversed(list(zip(roots, hosts, is_first, strict=True))):
        if host is None or not is_shown:
            root.decompose()
            continue
        slots = root.css("slot")
        light = [node for node in _children(host) if node.mem_id != root.mem_id]
        budget -= sum([len(node.html or "") for node in light]) if slots else 0
        if budget < 0:
            return
        _fill(slots, light)
        for node in light:
            node.decompose()
        for slot in slots:
            slot.unwrap()


def _fill(slots: list[LexborNode], light: list[LexborNode]) -> None:
    """Copy the nodes of *light* into the first slot of each name. Others show what they hold."""
    by_name: dict[str, list[LexborNode]] = {}
    for node in light:
        name = (node.attributes.get("slot") or "") if node.is_element_node else ""
        by_name.setdefault(name, []).append(node)
    for slot in slots:
        held = by_name.pop(slot.attributes.get("name") or "", [])
        if any(node.is_element_node or (node.text_content or "").strip() for node in held):
            for old in _children(slot):
                old.decompose()
            for node in held:
                slot.insert_child(node)


def _is_host(node: LexborNode) -> bool:
    tag = node.tag or ""
    return tag in _HOSTS or "-" in tag


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=True, skip_empty=False))
