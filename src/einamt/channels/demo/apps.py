"""The demo's pages at start."""

from django.apps import AppConfig
from django.conf import settings

from einamt.kernel.errors import N_
from einamt.platform.shell import navigation


class DemoConfig(AppConfig):
    """Adds the demo's pages to the foot of every page."""

    name = "einamt.channels.demo"

    def ready(self) -> None:
        """Fill the registries."""
        if settings.MODE == "demo":
            navigation.add(area="foot", label=N_("Demo: Zugänge"), url_name="demo:people", order=90)
            navigation.add(area="foot", label=N_("Demo: Post"), url_name="demo:mailbox", order=91)
