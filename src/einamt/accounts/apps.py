"""The room of accounts."""

from django.apps import AppConfig

from einamt.platform import links


class AccountsConfig(AppConfig):
    """Says which page its links lead to."""

    name = "einamt.accounts"

    def ready(self) -> None:
        """Require the page on which staff set their password."""
        links.require("staff-password")
