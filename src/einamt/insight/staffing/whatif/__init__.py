"""A model of supply and demand by the day: measured on the facts, tried on weeks held back, asked what would be."""
