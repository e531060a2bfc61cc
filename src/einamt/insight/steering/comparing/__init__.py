"""Comparing parts of the city fairly: what is to be expected of their matters, and what chance explains."""
