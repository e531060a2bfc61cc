"""Identity cards and passports from the application to the hand-over, as the specialist system reports it."""
