"""Booking, changing and cancelling an appointment, page by page."""
