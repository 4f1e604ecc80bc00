"""What was kept, read back: articles, lists, differences."""
