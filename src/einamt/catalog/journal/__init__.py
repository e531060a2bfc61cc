"""Who has changed what in offices, offers and rules of responsibility, and how a change is taken back."""
