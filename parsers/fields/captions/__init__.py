"""A caption block taken apart: caption, credit, copyright notice."""
