"""The images of the story."""
