"""Words and names of people's languages, as data."""
