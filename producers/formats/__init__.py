"""One module per wire format: bytes to an Article, pure."""
