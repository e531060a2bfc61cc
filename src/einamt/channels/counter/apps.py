"""The room of the counter's pages."""

from django.apps import AppConfig
from django.urls import reverse

from einamt.accounts.rights import Right
from einamt.kernel.errors import N_
from einamt.platform import links
from einamt.platform.shell import navigation


class CounterConfig(AppConfig):
    """Adds the counter to the staff's bar, and provides the pages that other rooms lead to."""

    name = "einamt.channels.counter"

    def ready(self) -> None:
        """Fill the registries."""
        navigation.add(
            area="staff",
            label=N_("Schalter"),
            url_name="counter:day",
            order=10,
            needs=Right.SERVE,
            section=N_("Schalter"),
        )
        navigation.add(
            area="staff",
            label=N_("Termine"),
            url_name="counter:times",
            order=12,
            needs=Right.BOOK,
            section=N_("Schalter"),
        )
        navigation.add(
            area="staff",
            label=N_("Bestellte Hilfe"),
            url_name="counter:help",
            order=14,
            needs=Right.SERVE,
            section=N_("Schalter"),
        )
        navigation.add(
            area="staff",
            label=N_("Hausbesuche"),
            url_name="counter:rounds",
            order=13,
            needs=Right.SERVE,
            section=N_("Schalter"),
        )
        navigation.add(
            area="staff",
            label=N_("Nachrichten"),
            url_name="counter:answers",
            order=16,
            needs=Right.SERVE,
            section=N_("Vorgänge"),
        )
        navigation.add(
            area="staff",
            label=N_("Widersprüche"),
            url_name="counter:objections",
            order=17,
            needs=Right.SERVE,
            section=N_("Vorgänge"),
        )
        navigation.add(
            area="staff",
            label=N_("Ausweise"),
            url_name="counter:documents",
            order=15,
            needs=Right.READ_CASES,
            section=N_("Vorgänge"),
        )
        navigation.add(
            area="staff",
            label=N_("Vertretungen"),
            url_name="counter:representations",
            order=17,
            needs=Right.CONFIRM_ACTING,
            section=N_("Vorgänge"),
        )
        links.provide(
            name="staff-password",
            path=lambda parameters: reverse("counter:set-password", kwargs={"token": parameters["token"]}),
        )
        links.provide(name="staff-directory", path=lambda _: reverse("counter:directory-arrived"))
        links.require("undelivered")
        links.provide(
            name="staff-case",
            path=lambda parameters: reverse("counter:case", kwargs={"reference": parameters["reference"]}),
        )
        links.provide(name="staff-sign-in", path=lambda _: reverse("counter:sign-in"))
        links.provide(name="staff-sign-out", path=lambda _: reverse("counter:sign-out"))
