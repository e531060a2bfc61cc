"""What only a demo has: who to sign in as, and the mails that were sent."""
