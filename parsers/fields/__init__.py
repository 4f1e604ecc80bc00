"""One folder a field: each reads its field of any page."""
