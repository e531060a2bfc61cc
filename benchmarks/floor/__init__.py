"""What the benchmark of the office floor is made of."""
