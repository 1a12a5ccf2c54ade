"""Claims on one figure in; the words of each claimant out, and which of them a correction set aside."""
