"""A running story as plain lines: headings, datelines and times to updates."""
