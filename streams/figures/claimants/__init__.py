"""Which names are one voice."""
