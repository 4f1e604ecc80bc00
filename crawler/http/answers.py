"""One request, one answer: what Scrapy's and httpx's clients have in common."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent: the body as received, still in its content coding."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(repr=False)
    cookies: tuple[str, ...] = field(default=(), repr=False)
    """The ``Set-Cookie`` headers, which stand apart: they are never kept with the others."""
    has_end: bool = True
    """Whether the server said where the body ends: by length or by chunks."""

    def header(self, name: str) -> str | None:
        """The first header called *name*, in any capitals."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)
