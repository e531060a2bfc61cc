"""Measures: recorded before they start, changed until then, and judged by what the indicators did."""
