"""The coming months of an indicator: a forecast, its interval, and how often such intervals have held."""
