"""Where a matter stands, by reference and code."""
