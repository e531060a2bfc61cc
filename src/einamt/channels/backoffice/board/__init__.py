"""The board of who manages an office: who waits, which counter does what, how the day goes on, and two levers."""
