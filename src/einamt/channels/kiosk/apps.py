"""The room of the terminals."""

from django.apps import AppConfig
from django.urls import reverse

from einamt.platform import links


class KioskConfig(AppConfig):
    """Says where a browser becomes a terminal."""

    name = "einamt.channels.kiosk"
    label = "kiosk"

    def ready(self) -> None:
        """Fill the registry."""
        links.provide(
            name="terminal-pairing",
            path=lambda parameters: reverse("kiosk:pair", args=[parameters["office"], parameters["key"]]),
        )
