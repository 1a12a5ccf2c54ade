"""A text as sentences with their numbers and predicates marked."""
