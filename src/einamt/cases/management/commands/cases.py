"""`einamt cases`: what is known about cases, as reference pages."""

from argparse import ArgumentParser

from einamt.cases.reference import states_page, telling_page
from einamt.platform.commands import HouseCommand

_PAGES = {"states": states_page, "telling": telling_page}


class Command(HouseCommand):
    """Prints the states of every kind of case, or who is told what."""

    help = (
        "Print a page of the reference as it follows from the code: the states of every kind of case with their edges, "
        "or what may be told to whom."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which page."""
        parser.add_argument("page", choices=sorted(_PAGES))

    def handle(self, *_: object, page: str, **__: object) -> None:
        """Print it."""
        self.stdout.write(_PAGES[page](), ending="")
