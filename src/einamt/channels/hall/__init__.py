"""What hangs in an office's hall, and what those who wait hold in their hands."""
