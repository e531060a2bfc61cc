"""Editing offices and what they serve. A change counts at once; it is written down and can be taken back."""
