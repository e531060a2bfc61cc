"""The back office of the catalogue's editors: write, translate, compare, review, publish, and see what is wrong."""
