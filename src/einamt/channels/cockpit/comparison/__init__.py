"""Districts or offices compared fairly: a funnel, its table, and what chance explains."""
