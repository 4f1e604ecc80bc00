"""What readers saw of an article, capture by capture."""
