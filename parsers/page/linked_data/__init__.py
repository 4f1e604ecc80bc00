"""What a page says of itself as JSON-LD: loaded, mended where it is broken, searched."""
