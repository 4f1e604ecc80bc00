"""Why a page gave no article.

ReadingError
├── NotAnArticle      it opened well, but there is no article in it
└── UnreadablePage    it could not be opened at all

SiteFileError         a site file of one's own cannot be used
└── RuleFailed        one of its rules failed at a page
"""

from __future__ import annotations

NOT_FOUND = "it says that the page was not found"
"""The ``reason`` of an error page that comes as if all was well (a soft 404)."""


class ReadingError(Exception):
    """A page gave no article. ``url`` is its address, ``reason`` says why in a few words."""

    advice = ""

    def __init__(self, url: str | None, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(f"{url or 'the page'}: {reason}. {self.advice}")

    def __reduce__(self) -> tuple[type[ReadingError], tuple[str | None, str]]:
        """Errors travel between worker processes."""
        return type(self), (self.url, self.reason)


class NotAnArticle(ReadingError):
    """A home page, a section front, a soft 404, an empty page: nothing to keep."""

    advice = (
        "See what was found on it: newsclip parse --explain. If it is an article all the same, "
        "a file for its site helps: docs/adding-a-site.md"
    )


class UnreadablePage(ReadingError):
    """Binary, too large, or hostile beyond the limits."""

    advice = "Nothing of it was read"


class SiteFileError(Exception):
    """A site file of one's own that cannot be used: no page is read before it is mended."""

    def __init__(self, file: str, reason: str) -> None:
        self.file = file
        self.reason = reason
        super().__init__(f"{file}: {reason}")

    def __reduce__(self) -> tuple[type[SiteFileError], tuple[str, str]]:
        """Errors travel between worker processes."""
        return type(self), (self.file, self.reason)


class RuleFailed(SiteFileError):
    """A rule of a site file that ended with an error, or gave what its field cannot be.

    It is no fault of the page's: the page can be read as soon as the rule is mended.
    """

    def __init__(self, file: str, site: str, rule: str, told: str, url: str | None) -> None:
        self.site = site
        self.rule = rule
        self.told = told
        self.url = url
        super().__init__(file, f"the rule {rule!r} of {site} failed at {url or 'a page'}: {told}")

    def __reduce__(self) -> tuple[type[RuleFailed], tuple[str, str, str, str, str | None]]:  # type: ignore[override]
        """Errors travel between worker processes."""
        return type(self), (self.file, self.site, self.rule, self.told, self.url)
