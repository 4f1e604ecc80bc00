"""What a page may ask of the HTML parser."""
