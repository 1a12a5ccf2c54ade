"""Claims of one incident in; low, best and high under each policy out, with the steps that led there."""
