"""What editors ask of the store: what their words name and became, and what had been published by a time."""
