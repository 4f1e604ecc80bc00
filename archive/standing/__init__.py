"""Standing text: paragraphs that a site repeats."""
