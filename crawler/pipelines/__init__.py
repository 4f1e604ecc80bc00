"""From a page fetched to rows in the archive: reading in workers, saving by one writer."""
