"""The waitlist and the draw, as citizens see them."""
