"""Limits on how often somebody may try something, shared by all processes."""
