"""Filling an empty installation with a demo city: content from files, the rest made up around today, by fixed dice."""
