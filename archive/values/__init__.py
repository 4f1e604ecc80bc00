"""What single values of an archive are: addresses, times, texts, rows."""
