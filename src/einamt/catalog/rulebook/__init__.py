"""Editing rules of responsibility. What a change would leave open or double is shown before it is saved."""
