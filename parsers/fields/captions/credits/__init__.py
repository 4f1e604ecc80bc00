"""Credit lines: where one begins in a caption, who made the picture, who supplied it."""
