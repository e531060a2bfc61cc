"""Editing what is said about services: drafts, four eyes, publication, and the way back. Why: docs/adr/0015."""
