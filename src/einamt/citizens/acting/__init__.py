"""Acting for somebody in an account: a child, a ward, or who gave a power of attorney; with proof, scope and end."""
