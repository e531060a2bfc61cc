"""The record behind every matter: reference, service, organisation, channel, promise and append-only history."""
