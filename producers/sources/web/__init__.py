"""Feeds and pages on the web as sources: one look after another, each from where the last one stood."""
