"""A page opened once: everything that the fields read from."""
