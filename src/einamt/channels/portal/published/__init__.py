"""What the city publishes about its appointments: its rules, and how it keeps them."""
