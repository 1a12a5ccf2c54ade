"""Numbers bound to what they count."""
