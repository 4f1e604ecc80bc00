"""When the story was published and modified."""
