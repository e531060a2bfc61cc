"""The standing cast: rows with sensible values, one module a room. What a test is about, it says itself."""
