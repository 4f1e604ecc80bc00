"""Full-text search: a query, a plan, filters."""
