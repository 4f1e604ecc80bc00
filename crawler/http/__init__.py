"""What a server sends: answers, content codings, and the addresses that are public."""
