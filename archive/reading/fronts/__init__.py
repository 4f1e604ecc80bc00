"""Front pages over time, and what stood on them."""
