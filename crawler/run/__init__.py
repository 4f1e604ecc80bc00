"""One crawl from its options to its report, and what all of its parts share."""
