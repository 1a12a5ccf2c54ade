"""Who says a figure."""
