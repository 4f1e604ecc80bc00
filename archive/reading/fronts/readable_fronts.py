"""What an archive can be asked of front pages."""

from __future__ import annotations

from datetime import datetime

from archive.reading.fronts import front_queries
from archive.reading.fronts.front_records import FrontPage, Records, Stay, StoredFront
from archive.schema.open_files import OpenFiles


class ReadableFronts(OpenFiles):
    """Front pages over time."""

    def fronts(
        self,
        target: str | None = None,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
    ) -> Records[StoredFront]:
        """The front pages of a site (``"bbc.co.uk"``), or the one at an address, newest first.

        Each stands for a time in which it showed the same; with a period, those seen within it.
        ``to_dataframe()`` makes a table of them.
        """
        return front_queries.listed(self.connection, target, since=since, until=until, limit=limit)

    def front(self, target: str, at: datetime | None = None) -> FrontPage | None:
        """A site's front page, or the front at an address, as it stood *at* a moment.

        That is as it was seen last before; without a moment, as it was seen last. ``None``: it
        was not seen. Its ``stories`` have a ``to_dataframe()``.
        """
        return front_queries.at(self.connection, target, at)

    def placements(self, id_or_url: int | str) -> Records[Stay]:
        """Where an article stood on front pages, how long, and under which headlines.

        *id_or_url* may be the address of a story that the archive has not. ``to_dataframe()``
        makes a table of what comes back.
        """
        return front_queries.placements(self.connection, id_or_url)
