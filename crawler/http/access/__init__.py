"""Whom a run may ask, through whom, and with whose cookies and headers."""
