"""Backups: database, facts, files and keys as they were at one moment, and the way back."""
