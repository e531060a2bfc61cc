"""The cockpit at start."""

from django.apps import AppConfig
from django.urls import reverse

from einamt.accounts.rights import Right
from einamt.kernel.errors import N_
from einamt.platform import links
from einamt.platform.shell import navigation


class CockpitConfig(AppConfig):
    """Adds the cockpit's pages to the staff's navigation."""

    name = "einamt.channels.cockpit"

    def ready(self) -> None:
        """Fill the registries."""
        navigation.add(
            area="staff",
            label=N_("Zahlen im Überblick"),
            url_name="cockpit:glance",
            order=50,
            needs=Right.SEE_STEERING,
            section=N_("Steuerung"),
        )
        navigation.add(
            area="staff",
            label=N_("Kennzahlen"),
            url_name="cockpit:indicators",
            order=51,
            needs=Right.SEE_STEERING,
            section=N_("Steuerung"),
        )
        navigation.add(
            area="staff",
            label=N_("Maßnahmen"),
            url_name="cockpit:measures",
            order=52,
            needs=Right.SEE_STEERING,
            section=N_("Steuerung"),
        )
        navigation.add(
            area="staff",
            label=N_("Regelprüfung"),
            url_name="cockpit:monitoring",
            order=53,
            needs=Right.MANAGE_OFFICE,
            section=N_("Steuerung"),
        )
        navigation.add(
            area="staff",
            label=N_("Berichte"),
            url_name="cockpit:reports",
            order=54,
            needs=Right.SEE_STEERING,
            section=N_("Steuerung"),
        )
        navigation.add(
            area="staff",
            label=N_("Personalbedarf"),
            url_name="cockpit:staffing",
            order=55,
            needs=Right.SEE_STEERING,
            section=N_("Steuerung"),
        )
        links.provide(name="rule-monitoring", path=lambda _: reverse("cockpit:monitoring"))
