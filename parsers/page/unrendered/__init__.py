"""What a page shows only by a script: shadow roots, streamed and hidden text."""
