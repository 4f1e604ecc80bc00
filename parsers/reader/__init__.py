"""The reading of a page, from its address and bytes to an article."""
