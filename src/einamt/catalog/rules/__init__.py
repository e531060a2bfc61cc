"""Rules of the catalogue: plain Python, no Django."""
