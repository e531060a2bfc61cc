"""Booking by programs: free times, holding, confirming, changing, cancelling, the waitlist."""
