"""The room of the counter's pages."""

from django.apps import AppConfig
from django.urls import reverse

from einamt.platform import links


class CounterConfig(AppConfig):
    """Provides the page on which staff set their password."""

    name = "einamt.channels.counter"

    def ready(self) -> None:
        """Register named links."""
        links.provide(
            name="staff-password",
            path=lambda parameters: reverse("counter:set-password", kwargs={"token": parameters["token"]}),
        )
