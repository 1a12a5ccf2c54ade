"""Events of the topic `figures` in, changes that a person can be told out."""
