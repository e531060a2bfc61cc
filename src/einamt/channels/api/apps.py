"""The room of the interface for programs."""

from django.apps import AppConfig

from einamt.kernel.errors import N_
from einamt.platform.shell import navigation


class ApiConfig(AppConfig):
    """Says in the foot of every page where the interface is described, and answers programs where a page would."""

    name = "einamt.channels.api"
    label = "api"

    def ready(self) -> None:
        """Register."""
        from einamt.channels.api import door  # noqa: PLC0415 - needs the models
        from einamt.platform.web import refusals  # noqa: PLC0415

        refusals.register(root="/api/v1/", refuse=door.unsound)
        navigation.add(area="foot", label=N_("Daten für Programme"), url_name="api:reference", order=50)
