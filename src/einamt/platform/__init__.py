"""The ground the rooms stand on: outbox and worker, facts, keys, limits, mail, retention, page shell."""
