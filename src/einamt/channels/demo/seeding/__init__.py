"""Filling an empty installation with a demo city: content from files, the rest made up with a fixed seed around today."""
