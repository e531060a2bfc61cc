"""People whose time was lost, and how each of them comes to a new one."""
