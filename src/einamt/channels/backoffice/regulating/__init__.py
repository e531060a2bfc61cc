"""The city's rules of booking: what holds, what is proposed, and where it is not kept."""
