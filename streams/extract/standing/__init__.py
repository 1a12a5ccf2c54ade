"""Whether a figure is of now, of this event, and current."""
