"""Offering closed cases to the archive before they are erased. Rule: docs/rules/archive.md."""
