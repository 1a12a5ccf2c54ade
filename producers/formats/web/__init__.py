"""What the web is made of: pages, live blogs and feeds to articles."""
