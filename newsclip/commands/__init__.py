"""One module for each command, one short function in it."""
