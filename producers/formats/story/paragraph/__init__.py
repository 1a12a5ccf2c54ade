"""A paragraph in; what it is by itself out: a row, a sentence, the page's own furniture."""
