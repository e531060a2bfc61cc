"""The channel for programs: the public catalogue, read-only, described by OpenAPI 3.1."""
