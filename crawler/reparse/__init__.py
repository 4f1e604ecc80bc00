"""Stored pages read again, by today's parser and by what a site taught meanwhile."""
