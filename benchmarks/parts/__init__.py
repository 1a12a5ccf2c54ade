"""What one part costs: reading bytes, finding copies, reading claims, knowing places."""
