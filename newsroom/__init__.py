"""The command line, settings, and the one place where parts are wired together."""
