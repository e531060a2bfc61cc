"""Who gets a time that many want: the waitlist, and the draw after a bulk release."""
