"""The self-service screen in the hall: checking in, and numbers for whoever comes without an appointment."""
