"""What a person types, read as a query: syntax, tree, stems, words to mark."""
