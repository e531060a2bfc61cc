"""Planning supply: saved sets of changes, what they would do, and what they did."""
