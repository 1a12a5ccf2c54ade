"""Articles in, events for the log out: versions, recalls, embargoes, and what is remembered of them."""
