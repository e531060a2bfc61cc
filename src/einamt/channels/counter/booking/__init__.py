"""Booking, moving and cancelling for somebody who stands at a counter or has called."""
