"""What a parser made of one stored page, as it travels from the workers to the archive."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from archive.values import rows
from archive.values.fingerprint import content_hash, visible_fields
from parsers.records import Article, Marks


@dataclass(frozen=True, slots=True)
class ParsedCapture:
    """What today's parser made of one stored page."""

    capture_id: str
    article: Article | None = field(default=None, repr=False)
    reason: str | None = None
    """Why there is no article."""
    content_hash: str | None = None
    """:func:`content_hash_of` the article, where a worker has computed it already."""
    parser: str | None = None
    """The parser's full name, with what it left out as the site's."""
    marks: Marks | None = field(default=None, repr=False)
    """The marks of the page, from which is learned what its site repeats."""
    is_site_only: bool = False
    """Whether there is no article because all of the text is what the site repeats."""

    def to_text(self) -> str:
        """One line of JSON, for a file between two machines."""
        return json.dumps(
            {
                "capture_id": self.capture_id,
                "article": self.article.to_dict() if self.article else None,
                "reason": self.reason,
                "content_hash": self.content_hash,
            }
        )

    @classmethod
    def from_text(cls, line: str) -> ParsedCapture:
        """What :meth:`to_text` gave. Raises ``ValueError`` for any other line."""
        try:
            values = json.loads(line)
            record = values.pop("article")
            return cls(article=Article.from_dict(record) if record else None, **values)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"no parsed page: {error}") from error


def content_hash_of(article: Article) -> str:
    """The hash by which the archive compares what a reader sees of two captures."""
    return content_hash(visible_fields(rows.savable(article)[0]))
