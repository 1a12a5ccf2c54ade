"""What a person types: words and options in, one command run, one line when it cannot."""
