"""Single pages through httpx: added by hand, probed, or fetched to be shown."""
