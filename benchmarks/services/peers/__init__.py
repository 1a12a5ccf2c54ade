"""Workers as processes of their own, for `benchmarks.services.faust`: ours, and peers that drive the same desks."""
