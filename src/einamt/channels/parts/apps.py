"""The room of what channels share."""

from django.apps import AppConfig

from einamt.platform import links
from einamt.platform.shell import navigation


class PartsConfig(AppConfig):
    """Says who sees an entry of the staff's bar."""

    name = "einamt.channels.parts"

    def ready(self) -> None:
        """Register the guard."""
        from einamt.channels.parts.staff import may_see  # noqa: PLC0415 - models must be loaded first

        navigation.guard(allows=may_see)
        links.require("staff-sign-out")
