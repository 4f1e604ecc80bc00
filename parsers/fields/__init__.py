"""One generic rule a file: each reads one field of any page."""
