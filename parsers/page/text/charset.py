"""Bytes to text: strict UTF-8 if it holds, else what server and page say, else detection."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from charset_normalizer import from_bytes
from w3lib.encoding import (
    html_body_declared_encoding,
    http_content_type_encoding,
    read_bom,
    resolve_encoding,
)

from parsers.page.text.charset_by_language import Guess, charset_by_language

_HIGH = re.compile(rb"[\x80-\xff]")
_MARKUP = re.compile(rb"<(?:script|style)\b.*?(?:</(?:script|style)|\Z)|<[^<>]*>|\s+", re.S | re.I)
_ISO_2022 = re.compile(rb"\x1b(?:\$[@B(]|\([BJI])")
_WESTERN = ("cp1252", "iso8859-1", "iso8859-15")
_SAMPLE = 20_000
_DETECTABLE = [
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "iso8859_2",
    "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr", "cp874",
]  # fmt: skip
"""What pages without a declaration are written in; UTF-8 has been ruled out before."""

_NOT_FOR_PAGES = frozenset(
    "idna punycode unicode-escape raw-unicode-escape undefined utf-7 hz".split()
)
"""Python knows them, browsers do not."""
_LATIN = ("cp1250", "cp1252", "cp1254", "iso8859_2")
_LANGUAGE = re.compile(rb"<html[^>]*\s(?:xml:)?lang\s*=\s*[\"']?([a-z]{2})\b", re.I)
_LATIN_OF = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "hr", "sl", "bs", "ro", "sq"), "cp1250"),
    "tr": "cp1254",
}
_SYMBOL_IN_WORD = re.compile(r"[^\W\d_][\u00a1-\u00a9\u00ab-\u00b9\u00bb-\u00bf×÷\ufffd][^\W\d_]")


_WIDE = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
"""How markup begins in UTF-16 without a byte-order mark; as bytes it would pass for UTF-8."""


def utf8_text(body: bytes) -> str | None:
    """The text of *body* if all of it is UTF-8 without a byte-order mark, as most pages are."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff", *_WIDE) or body[:3] == b"\xef\xbb\xbf":
        return None
    if b"\x1b" in body[:_SAMPLE] and _ISO_2022.search(
        body, 0, _SAMPLE
    ):  # seven-bit: it would pass as UTF-8
        return None
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return None


class Decoded(NamedTuple):
    """A text, and what is doubtful of how its bytes were read."""

    text: str
    doubt: str | None = None


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of *body*, as :func:`decoded` gives it."""
    return decoded(body, content_type).text


def decoded(body: bytes, content_type: str | None = None) -> Decoded:
    """The text of *body*. Never raises: what cannot be decoded becomes U+FFFD.

    A byte-order mark wins. Then UTF-8, if all of the body is valid UTF-8, whatever was
    declared: text in another encoding almost never is. Then the ``charset`` of the
    ``Content-Type`` header and the page's own declaration (WHATWG: encoding sniffing), the
    first that decodes without an error; then what reads well in the language that the page
    declares; then what the text looks like; windows-1252 last. What was only guessed is doubted.
    """
    encoding, bom = read_bom(body)
    if encoding and bom is not None:
        return Decoded(body[len(bom) :].decode(encoding, "replace"))
    if wide := _WIDE.get(body[:2]):
        return Decoded(body.decode(wide, "replace"))
    if b"\x1b" in body[:_SAMPLE] and _ISO_2022.search(
        body, 0, _SAMPLE
    ):  # seven-bit: it would pass as UTF-8
        return Decoded(body.decode("iso2022_jp_2", "replace"))
    try:
        return Decoded(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        flaw = error
    declared = (http_content_type_encoding(content_type), html_body_declared_encoding(body))
    candidates = [name for name in map(_known, declared) if name and name != "utf-8"]
    for name in candidates:
        try:
            text = body.decode(name)
        except UnicodeError:
            continue
        if name not in _WESTERN or not _overfull(body):
            return Decoded(text)
    if _mostly_utf8(body, flaw):
        return Decoded(body.decode("utf-8", "replace"))
    guess = _guessed(body) or Guess((candidates or ["cp1252"])[0], is_sure=False)
    text = body.decode(guess.name, "replace")
    if guess.is_sure:
        return Decoded(text)
    told = "it is not in the charset that it declares" if candidates else "it declares no charset"
    return Decoded(text, f"{told}; it was read as {_named(guess.name)}")


def _known(label: str | None) -> str | None:
    name = resolve_encoding(label) if label else None
    try:
        known = codecs.lookup(name).name if name else ""
        b"x".decode(known, "replace")  # some codecs, like hex, give no text
    except (LookupError, UnicodeError):
        return None
    return known if known and known.replace("_", "-") not in _NOT_FOR_PAGES else None


def _overfull(body: bytes) -> bool:
    """Whether more letters are foreign than in any text of western Europe."""
    text = _MARKUP.sub(b"", body[: 5 * _SAMPLE])
    return len(_HIGH.findall(text)) * 3 > len(text)


def _mostly_utf8(body: bytes, flaw: UnicodeDecodeError) -> bool:
    """Whether a page is UTF-8 with a few damaged places (a cut body, a pasted byte)."""
    broken = body.decode("utf-8", "replace").count("\ufffd")
    return broken * 10 < len(_HIGH.findall(body)) or flaw.start > len(body) - 4


def _guessed(body: bytes) -> Guess | None:
    """The charset of a page that says none, or one that it is not in."""
    text = _MARKUP.sub(b" ", body)
    first = _HIGH.search(text)
    sample = text[max(0, first.start() - 200) :][:_SAMPLE] if first else text[:_SAMPLE]
    said = _LANGUAGE.search(body, 0, 4096)
    language = said[1].decode().lower() if said else None
    if language and (guess := charset_by_language(sample, language)) and guess.is_sure:
        return guess
    best = from_bytes(sample, cp_isolation=_DETECTABLE, enable_fallback=False).best()
    if best is None:
        return None
    name = best.encoding
    if name in _LATIN:  # these differ in a few letters: the page's language knows better
        if language:
            name = _LATIN_OF.get(language, "cp1252")
        elif not _SYMBOL_IN_WORD.search(sample.decode("cp1252", "replace")):
            name = "cp1252"
    return Guess(name, is_sure=False)


def _named(name: str) -> str:
    """What a charset is called outside of Python."""
    if found := re.fullmatch(r"cp(125\d)", name):
        return f"windows-{found[1]}"
    if found := re.fullmatch(r"iso8859[-_](\d+)", name):
        return f"iso-8859-{found[1]}"
    return name.replace("_", "-")
