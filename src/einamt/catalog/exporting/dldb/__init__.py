"""The Berlin service database format, in the dialect that a source's own entries are in."""
