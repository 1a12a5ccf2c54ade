"""What each command does once its words are understood: parts wired together, results handed to `newsroom.show`."""
