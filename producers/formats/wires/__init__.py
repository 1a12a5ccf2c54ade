"""What wires send: items with versions, statuses and kills to articles."""
