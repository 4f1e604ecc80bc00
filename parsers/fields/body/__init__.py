"""The paragraphs of the story."""
