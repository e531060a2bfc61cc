"""How an installation is put together: the one floor that knows every other and is known by none."""
