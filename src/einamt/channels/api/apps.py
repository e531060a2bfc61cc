"""The room of the interface for programs."""

from django.apps import AppConfig

from einamt.kernel.errors import N_
from einamt.platform.shell import navigation


class ApiConfig(AppConfig):
    """Says in the foot of every page where the interface is described."""

    name = "einamt.channels.api"
    label = "api"

    def ready(self) -> None:
        """Register."""
        navigation.add(area="foot", label=N_("Daten für Programme"), url_name="api:reference", order=50)
