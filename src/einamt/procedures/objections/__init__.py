"""Objections (Widersprüche): a matter of its own against a decision, with its deadline and its decision."""
