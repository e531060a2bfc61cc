"""The room of the editors' pages."""

from django.apps import AppConfig
from django.urls import reverse

from einamt.accounts.rights import Right
from einamt.kernel.errors import N_
from einamt.platform import links
from einamt.platform.shell import navigation


class BackofficeConfig(AppConfig):
    """Adds the back office to the staff's bar, and says which pages of other channels it leads to."""

    name = "einamt.channels.backoffice"

    def ready(self) -> None:
        """Fill the registries."""
        navigation.add(
            area="staff",
            label=N_("Redaktion"),
            url_name="backoffice:services",
            order=30,
            needs=Right.EDIT_CATALOG,
            section=N_("Stadt"),
        )
        navigation.add(
            area="staff",
            label=N_("Lage"),
            url_name="board:offices",
            order=52,
            needs=Right.MANAGE_OFFICE,
            section=N_("Amt leiten"),
        )
        navigation.add(
            area="staff",
            label=N_("Regeln"),
            url_name="city-rules:book",
            order=60,
            needs=Right.SET_RULES,
            section=N_("Stadt"),
        )
        navigation.add(
            area="staff",
            label=N_("Protokoll"),
            url_name="reading-log:requests",
            order=70,
            needs=Right.READ_LOG,
            section=N_("Stadt"),
        )
        links.require("service", "service-preview", "office")
        navigation.add(
            area="staff",
            label=N_("Planung"),
            url_name="planning:offices",
            order=55,
            needs=Right.MANAGE_OFFICE,
            section=N_("Amt leiten"),
        )
        navigation.add(
            area="staff", label=N_("Post"), url_name="post:batches", order=16, needs=Right.SERVE, section=N_("Vorgänge")
        )
        links.require("staff-case")
        links.provide(name="undelivered", path=lambda _: reverse("post:undelivered"))
        navigation.add(
            area="staff",
            label=N_("Anrufe"),
            url_name="planning:calls",
            order=15,
            needs=Right.SERVE,
            section=N_("Vorgänge"),
        )
