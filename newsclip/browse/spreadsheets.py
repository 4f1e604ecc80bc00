"""CSV for spreadsheets: of any address that ends in ``.csv`` and has ``_for=spreadsheets``."""

from __future__ import annotations

import codecs
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from archive.reading.export.spreadsheet_csv import SpreadsheetRows

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

PARAMETER = b"_for=spreadsheets"


class ForSpreadsheets:
    """An ASGI application before another one, whose CSV it rewrites where that is asked for."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        parameters = scope.get("query_string", b"").split(b"&") if scope["type"] == "http" else []
        if PARAMETER not in parameters or not scope["path"].endswith(".csv"):
            await self._app(scope, receive, send)
            return
        rest = b"&".join(one for one in parameters if one != PARAMETER)
        answer = _Answer(send)
        await self._app({**scope, "query_string": rest}, receive, answer.send)


class _Answer:
    def __init__(self, send: Send) -> None:
        self._send = send
        self._rows: SpreadsheetRows | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    async def send(self, message: Message) -> None:
        """Pass a message on; the body of CSV rewritten."""
        if message["type"] == "http.response.start":
            headers = message.get("headers", [])
            kind = next((value for name, value in headers if name == b"content-type"), b"")
            if message["status"] == 200 and kind.startswith((b"text/csv", b"text/plain")):
                self._rows = SpreadsheetRows()
                kept = [pair for pair in headers if pair[0] != b"content-length"]
                message = {**message, "headers": kept}
        elif message["type"] == "http.response.body" and self._rows:
            is_last = not message.get("more_body")
            text = self._rows.take(self._decoder.decode(message.get("body", b""), is_last))
            if is_last:
                text += self._rows.end()
            message = {**message, "body": text.encode()}
        await self._send(message)
