"""What a user can get wrong, as one line each."""

from __future__ import annotations


class Failure(Exception):
    """Something that ends a command: one line that says what, where and what to do; exit code 1."""


class UsageFailure(Failure):
    """The command's words are off; exit code 2."""
