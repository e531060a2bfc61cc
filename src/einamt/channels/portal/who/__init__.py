"""Who is responsible for me: what, where, and then an answer with its reason."""
