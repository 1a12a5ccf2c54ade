"""A question that somebody typed, and the store: in goes its text, out comes the answer, or why it may not be asked."""
