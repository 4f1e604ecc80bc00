"""What goes along with a crawl: progress, limits, interrupts, health."""
