"""Names that several fields know: agencies, persons, places."""
