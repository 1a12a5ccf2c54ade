"""What each piece of evidence weighs."""
