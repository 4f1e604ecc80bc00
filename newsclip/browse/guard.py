"""What every answer must have, and which requests are answered at all."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from newsclip.browse.limits import excess, parameters

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""The Content-Security-Policy: files of this server only, and nothing inline."""

_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::\d{1,5})?", re.ASCII)
"""A Host header in lower case: a name or an address, and a port."""

_ELSEWHERE = frozenset({b"cross-site", b"same-site"})
"""What browsers say of a request that another site's page has made them send."""

TEXT_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""The policy of a stored page, which is sent as plain text."""

NOTES_PATH = re.compile(r"/article/\d{1,18}/notes")
"""Where forms write what people note."""
MOST_POSTED = 400_000
"""Bytes of a form."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on *host*."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """Answers *app*'s readers, if they asked for this server by a name it has.

    A page elsewhere can make its own name lead to this machine (DNS rebinding) and would then
    read the archive as if it were its own. Its name gives it away, so other names are refused.
    """

    def __init__(self, app: App, host: str, *, tools: bool, notes: bool = False) -> None:
        self.app = app
        self.host = host.lower()
        self.tools = tools
        """Whether Datasette's pages about itself are shown."""
        self.notes = notes
        """Whether forms may write what people note."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        if refusal := self._refusal(scope):
            await _answer(send, *refusal)
            return

        async def guarded(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message = dict(message, headers=_headers(message.get("headers", [])))
            await send(message)

        await self.app(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        hosts = _header(scope, b"host")
        if len(hosts) != 1 or not self.is_mine(hosts[0].decode("latin-1")):
            return 421, "This server is asked for by another name. See: newsclip browse --help"
        path, query = str(scope["path"]), bytes(scope["query_string"])
        if self.notes and scope["method"] == "POST" and NOTES_PATH.fullmatch(path):
            return _refused_form(scope)
        if scope["method"] not in ("GET", "HEAD"):
            return 405, "This archive can only be read."
        if path.startswith(("//", "/\\")):  # it would be answered with a redirect to another host
            return 404, "Not found"
        if path.startswith("/-/") and not path.startswith("/-/static/") and not self.tools:
            return 404, "Not found"
        if too_much := excess(query):
            return 400, too_much
        if _is_from_elsewhere(scope) and not _is_plain_visit(scope, query):
            return 403, "Another site's page asked for this. Open the address yourself to see it."
        return None

    def is_mine(self, host: str) -> bool:
        """Whether the Host header *host* names this server."""
        found = _HOST.fullmatch(host.lower())
        if found is None:
            return False
        name = found[1].strip("[]")
        if name in ("localhost", self.host):
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return not is_loopback(self.host) and name == socket.gethostname().lower()
        return address.is_loopback or not is_loopback(self.host)


def _refused_form(scope: Scope) -> tuple[int, str] | None:
    """Why a form is not taken: it comes from elsewhere, or is none.

    A browser says of each form which page sent it (``Origin``, ``Sec-Fetch-Site``); who says
    neither is no browser of today, and has to know nothing of these forms.
    """
    origins, sites = _header(scope, b"origin"), _header(scope, b"sec-fetch-site")
    own = [b"http://" + _header(scope, b"host")[0]]
    is_own = (sites or [b"same-origin"]) == [b"same-origin"] and (origins or own) == own
    if not is_own or not (origins or sites):
        return 403, "Only forms of these pages are taken."
    kinds = [kind.partition(b";")[0].strip() for kind in _header(scope, b"content-type")]
    if kinds != [b"application/x-www-form-urlencoded"] or _header(scope, b"transfer-encoding"):
        return 415, "This is no form."
    (length,) = _header(scope, b"content-length") or [b"0"]
    if not length.isdigit() or int(length[:10]) > MOST_POSTED:
        return 413, f"A form has at most {MOST_POSTED:,} bytes."
    return None


def _header(scope: Scope, wanted: bytes) -> list[bytes]:
    return [value for name, value in scope["headers"] if name.lower() == wanted]


def _is_from_elsewhere(scope: Scope) -> bool:
    return any(value in _ELSEWHERE for value in _header(scope, b"sec-fetch-site"))


def _is_plain_visit(scope: Scope, query: bytes) -> bool:
    """Whether a person followed a link to a page, and no question in SQL comes with it.

    A link to an article or to a search is as good as any; one with SQL, or with what Datasette
    makes SQL of, would let another site's author keep this machine busy.
    """
    if _header(scope, b"sec-fetch-mode") != [b"navigate"]:
        return False
    if _header(scope, b"sec-fetch-dest") != [b"document"]:
        return False
    return not any(name == "sql" or name.startswith("_") for name, _ in parameters(query))


def _headers(given: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """*given* and what every answer has; a page's own policy stays, it is the stricter one."""
    names = {bytes(name).lower() for name, _ in given}
    more = [(k.encode(), v.encode()) for k, v in HEADERS.items() if k.encode() not in names]
    return [*given, *more]


async def _answer(send: Send, status: int, text: str) -> None:
    body = f"{text}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    headers += [(b"allow", b"GET, HEAD")] if status == 405 else []
    await send({"type": "http.response.start", "status": status, "headers": _headers(headers)})
    await send({"type": "http.response.body", "body": body})
