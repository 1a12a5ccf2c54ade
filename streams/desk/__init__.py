"""One desk a country: an event in, what follows from it out, and a memory that is nothing but folded events."""
