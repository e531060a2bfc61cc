"""`einamt roles`: who may do what, and who may enter where."""

from einamt.config.doors import roles_page
from einamt.platform.commands import HouseCommand


class Command(HouseCommand):
    """Prints the page of the reference."""

    help = "Print the reference page of roles, rights and doors as it follows from the code."

    def handle(self, *_: object, **__: object) -> None:
        """Print it."""
        self.stdout.write(roles_page(), ending="")
