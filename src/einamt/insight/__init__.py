"""What the city learns about itself."""
