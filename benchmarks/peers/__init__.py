"""Workers as processes of their own, for `benchmarks.faust`: ours, and peers that drive the same desks."""
