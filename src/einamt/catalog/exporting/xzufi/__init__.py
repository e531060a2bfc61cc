"""A transfer message of the whole catalogue, in either version, written as a stream."""
