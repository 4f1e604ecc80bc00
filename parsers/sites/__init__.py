"""One file a site that needs one: each holds a ``SITE`` and is found by being here."""
