"""The room of accounts."""

from django.apps import AppConfig

from einamt.platform import links


class AccountsConfig(AppConfig):
    """Says which page its links lead to, and to the catalogue who edits."""

    name = "einamt.accounts"

    def ready(self) -> None:
        """Require the page on which staff set their password; fill the catalogue's registry."""
        from einamt.accounts.queries import editors_among  # noqa: PLC0415 - models can be loaded only now
        from einamt.catalog.linting import registry  # noqa: PLC0415

        links.require("staff-password")
        registry.know_editors(editors_among)
