"""The charts of a report, each with its SQL."""
