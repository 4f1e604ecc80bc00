"""A headless Chromium that tests look through, spoken to by its DevTools protocol."""

from __future__ import annotations

import base64
import itertools
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
    " --disable-dev-shm-usage --hide-scrollbars --remote-debugging-port=0"
).split()
PATIENCE = 60
"""Seconds for anything: machines that run tests are busy."""


def program() -> str | None:
    """Where a Chromium is on this machine, or ``None``."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Chromium:
    """The browser while its ``with`` block runs, with one page."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        found = program()
        assert found, "no Chromium here"
        self._process = subprocess.Popen(
            [found, *FLAGS, f"--user-data-dir={self._folder.name}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self.page = Page(self._address())
        except BaseException:
            self.close()
            raise

    def _address(self) -> str:
        """The browser writes its port into a file as soon as it listens."""
        told = Path(self._folder.name, "DevToolsActivePort")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise AssertionError(f"Chromium ended with {self._process.returncode}")
            if told.exists() and len(lines := told.read_text().split()) == 2:
                return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
            time.sleep(0.05)
        raise AssertionError("Chromium did not start")

    def close(self) -> None:
        """End the browser."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    def __enter__(self) -> Page:
        return self.page

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.page.close()
        self.close()


class Page:
    """One tab. ``said`` collects what the console says and what scripts fail at."""

    def __init__(self, address: str) -> None:
        self.said: list[str] = []
        self.requested: list[str] = []
        self._numbers = itertools.count(1)
        self._loads: list[str] = []
        self._session: str | None = None
        self._stack = ExitStack()
        self._socket: ClientConnection = self._stack.enter_context(
            connect(address, max_size=None, open_timeout=PATIENCE)
        )
        target = self._do("Target.createTarget", url="about:blank")["targetId"]
        attached = self._do("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._do(f"{domain}.enable")
        self._do("Page.setLifecycleEventsEnabled", enabled=True)
        self.size(1280, 900)

    def close(self) -> None:
        """Let go of the browser."""
        self._stack.close()

    def size(self, width: int, height: int, *, phone: bool = False) -> None:
        """Show pages in so many pixels; as a *phone* does, two real ones for each."""
        self._do(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=2 if phone else 1, mobile=phone,
        )  # fmt: skip

    def dark(self, yes: bool = True) -> None:
        """Prefer dark colours, or light ones."""
        value = "dark" if yes else "light"
        self._do(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": value}],
        )

    def go(self, url: str) -> None:
        """Open *url* and wait until it is loaded."""
        answer = self._do("Page.navigate", url=url)
        assert "errorText" not in answer, answer["errorText"]
        while answer["loaderId"] not in self._loads:
            self._hear(json.loads(self._socket.recv(PATIENCE)))

    def click(self, selector: str) -> None:
        """Click what *selector* finds and wait for the page that follows."""
        script = f"document.querySelector({json.dumps(selector)}).click()"
        self.follow(lambda: self.run(script))

    def follow(self, act: Callable[[], object]) -> None:
        """Do what leads to another page and wait until that is loaded."""
        before = len(self._loads)
        act()
        while len(self._loads) == before:
            self._hear(json.loads(self._socket.recv(PATIENCE)))

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression."""
        answer = self._do("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def text(self, selector: str = "body") -> str:
        """What a reader sees of the first element that *selector* finds."""
        return str(self.run(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''"))

    def press(self, key: str, code: str = "") -> None:
        """Press and release a key."""
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        for kind in ("keyDown", "keyUp"):
            self._do(
                "Input.dispatchKeyEvent", type=kind, key=key, code=code or key,
                windowsVirtualKeyCode={"Tab": 9, "Enter": 13}.get(key, 0),
                **({"text": text} if text and kind == "keyDown" else {}),
            )  # fmt: skip

    def picture(self) -> bytes:
        """What is seen, as PNG."""
        return base64.b64decode(self._do("Page.captureScreenshot", format="png")["data"])

    def tree(self) -> list[dict[str, Any]]:
        """The accessibility tree: what a screen reader is told."""
        nodes: list[dict[str, Any]] = self._do("Accessibility.getFullAXTree")["nodes"]
        return [node for node in nodes if not node["ignored"]]

    def _do(self, method: str, **values: Any) -> dict[str, Any]:
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": values}
        if self._session:
            message["sessionId"] = self._session
        self._socket.send(json.dumps(message))
        while True:
            heard = json.loads(self._socket.recv(PATIENCE))
            if heard.get("id") == number:
                assert "error" not in heard, (method, heard["error"])
                result: dict[str, Any] = heard["result"]
                return result
            self._hear(heard)

    def _hear(self, event: dict[str, Any]) -> None:
        values = event.get("params", {})
        match event.get("method"):
            case "Page.lifecycleEvent" if values["name"] == "load":
                self._loads.append(values["loaderId"])
            case "Page.javascriptDialogOpening":
                self.said.append(f"dialog: {values['message']}")
                self._socket.send(
                    json.dumps(
                        {"id": next(self._numbers), "method": "Page.handleJavaScriptDialog",
                         "params": {"accept": True}, "sessionId": self._session}
                    )
                )  # fmt: skip
            case "Network.requestWillBeSent":
                self.requested.append(values["request"]["url"])
            case "Runtime.exceptionThrown":
                self.said.append(f"exception: {values['exceptionDetails']}")
            case "Runtime.consoleAPICalled":
                self.said.append(f"console: {values['args']}")
            case "Log.entryAdded":
                self.said.append(f"{values['entry']['level']}: {values['entry']['text']}")
