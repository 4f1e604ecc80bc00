"""The stored pages, byte for byte."""
