"""What happened, counted and never named: facts are written with the operation, kept as Parquet by month, read by insight."""
