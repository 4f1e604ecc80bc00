"""What is measured of a whole page."""
