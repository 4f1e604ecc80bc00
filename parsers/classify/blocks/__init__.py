"""What is measured of blocks, and what is decided of them together."""
