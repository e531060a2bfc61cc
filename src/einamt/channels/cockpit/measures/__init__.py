"""Measures: a list, the record of one with its verdict, and the forms."""
