"""The clerks' pages at the counter."""
