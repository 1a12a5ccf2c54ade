"""What every format stands on: what a format is, XML read safely, text taken out of markup."""
