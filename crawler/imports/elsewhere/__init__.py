"""Pages that archives elsewhere keep: Common Crawl's news, and what CDX servers list."""
