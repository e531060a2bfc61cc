"""What people write to the city without an account."""
