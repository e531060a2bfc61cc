"""Who people are and what they may do; rights hold by organisation and role."""
