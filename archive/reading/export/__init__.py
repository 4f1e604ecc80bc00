"""Articles written to files for other programs."""
