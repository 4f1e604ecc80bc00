"""The line that says who wrote the story: its words, its names, its form in many languages."""
