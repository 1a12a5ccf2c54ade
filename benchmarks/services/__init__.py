"""What services do: at full rate, from end to end, while a broker is away, beside readers."""
