"""What an address is: an article, a front, an alternate of another page, a trap."""
