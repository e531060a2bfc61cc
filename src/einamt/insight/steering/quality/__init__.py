"""How far figures can be trusted: which office delivers late, incomplete or implausible ones."""
