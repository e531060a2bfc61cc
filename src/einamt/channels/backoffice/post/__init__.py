"""What goes to people: letters to be posted, messages that did not arrive, and the texts."""
