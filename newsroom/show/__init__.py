"""What a person looks at: results in, tables, pictures and documents out. Asks nothing and decides nothing."""
