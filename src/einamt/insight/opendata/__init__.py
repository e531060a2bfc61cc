"""What the city publishes of what it counts."""
