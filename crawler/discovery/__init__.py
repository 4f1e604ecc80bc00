"""Where a site tells of its articles: sitemaps, feeds, and links that are hard to see."""
