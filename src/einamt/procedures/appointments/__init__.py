"""Supply of time at the counters, and booking it: find, hold, confirm, change, cancel."""
