"""The room of what channels share."""

from django.apps import AppConfig

from einamt.platform import links
from einamt.platform.shell import navigation


class PartsConfig(AppConfig):
    """Says who sees an entry of the staff's bar, and which pages its links lead to."""

    name = "einamt.channels.parts"

    def ready(self) -> None:
        """Register the guard and the pages."""
        from einamt.channels.parts.own_pages import PAGE_NAMES  # noqa: PLC0415
        from einamt.channels.parts.staff import may_see  # noqa: PLC0415 - models must be loaded first

        navigation.guard(allows=may_see)
        links.require("staff-sign-out", *PAGE_NAMES)
