"""How many articles there are of something, by time, place and origin."""
