"""What to ask of each site next, from the archive's table of addresses."""
