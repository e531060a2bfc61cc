"""Staff that offices need, and what would be if supply or demand were others."""
