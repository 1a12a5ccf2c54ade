"""Events to rows in the store, and the questions asked of it."""
