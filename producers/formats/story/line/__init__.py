"""One line of a page: whether it is a heading, a stamp, a rule, furniture, or text of the story."""
