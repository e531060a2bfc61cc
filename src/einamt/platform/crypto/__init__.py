"""Personal data at rest: encrypted fields, blind indexes, and keys that are never in the database."""
