"""A city's own content kept as files (demo/README of each city says which): read, checked, and written whole."""
