"""Of what a figure speaks: all, a kind, a place, more of the same."""
