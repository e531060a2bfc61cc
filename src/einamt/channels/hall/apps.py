"""The room of the hall's pages."""

from django.apps import AppConfig
from django.urls import reverse

from einamt.kernel.errors import N_
from einamt.platform import links
from einamt.platform.shell import navigation


class HallConfig(AppConfig):
    """Says where somebody follows their visit, and puts the rule of the line into the foot."""

    name = "einamt.channels.hall"
    label = "hall"

    def ready(self) -> None:
        """Fill the registries."""
        links.provide(name="visit", path=lambda parameters: reverse("hall:visit", args=[parameters["token"]]))
        links.provide(
            name="hall-arrival",
            path=lambda parameters: reverse("hall:arrive-with-code", args=[parameters["office"], parameters["code"]]),
        )
        links.provide(
            name="hall-display",
            path=lambda parameters: reverse("hall:display-with-code", args=[parameters["office"], parameters["key"]]),
        )
        navigation.add(area="foot", label=N_("So rufen wir auf"), url_name="hall:rule", order=15)
