"""What happened, counted and never named: written with the operation, kept as Parquet by month, read by insight."""
