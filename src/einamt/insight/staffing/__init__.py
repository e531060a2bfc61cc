"""How many people an office needs for its promise, and what would be if supply or demand were others."""
