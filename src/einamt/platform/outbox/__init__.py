"""What a transaction promises to do afterwards: written with it, done by the worker, retried, never lost."""
