"""Claims in; which event each of them is about out."""
