"""Events to events, pure: copies, claims, incidents, figures. The desk puts them together."""
