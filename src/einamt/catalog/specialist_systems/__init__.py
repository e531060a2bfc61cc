"""Specialist systems: which there are for a service, and the link that opens one with what is known."""
