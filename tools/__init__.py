"""Set-up and checks of a checkout. Everything `make` calls is here; nothing here is part of the product."""
