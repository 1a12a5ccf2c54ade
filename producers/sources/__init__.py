"""Where documents come from: each source is looked at again and again, and remembers where it stood."""
