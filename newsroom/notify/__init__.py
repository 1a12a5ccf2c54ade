"""Changes in, messages to receivers out: which rule wants which, what is folded into one, and what was acknowledged."""
