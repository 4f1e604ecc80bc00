"""What commands print: tables, articles, summaries, progress."""
