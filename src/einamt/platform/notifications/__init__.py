"""Telling people: kinds of messages, their texts, and sending them once."""
