"""What the benchmark of the office floor is made of, and the simulation behind the rule of the line."""
