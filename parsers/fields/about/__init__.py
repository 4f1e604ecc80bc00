"""Language, section, keywords, publisher, paywall, kind, copyright notice."""
