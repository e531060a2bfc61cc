"""Tours of the mobile office: visits to people who cannot come, with the way there and back in the supply."""
