"""The indicators: an overview, and a page for each."""
