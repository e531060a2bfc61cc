"""The room of the citizens' pages."""

from collections.abc import Callable
from functools import cache

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import get_language

from einamt.kernel.errors import N_
from einamt.platform import links
from einamt.platform.shell import navigation


class PortalConfig(AppConfig):
    """Says where its pages are, to those who send people there, and what stands in the bar and the foot."""

    name = "einamt.channels.portal"
    label = "portal"

    def ready(self) -> None:
        """Register."""
        from einamt.channels.portal.account.mailing import LINK  # noqa: PLC0415 - models must be loaded first
        from einamt.channels.portal.booking.mailing import CONFIRM  # noqa: PLC0415
        from einamt.platform.notifications import registry  # noqa: PLC0415

        registry.register(CONFIRM)
        registry.register(LINK)
        links.provide(name="account-decision", path=_page("portal:account-decision", "document"))
        links.provide(name="account-link", path=_by_token("portal:account-link"))
        links.provide(name="account-representations", path=_page("portal:account-representations"))
        links.provide(name="account-service", path=_page("portal:account-service-arrived"))
        for name in ("account-bundid-answered", "account-bundid-metadata"):
            links.provide(name=name, path=_page(f"portal:{name}"))
        links.provide(name="account-sign-in", path=_page("portal:account-sign-in"))
        links.provide(name="appointment-cancel", path=_by_token("portal:cancel"))
        links.provide(name="appointment-change", path=_by_token("portal:change"))
        links.provide(name="objection-withdraw", path=_page("portal:withdraw-objection"))
        links.provide(name="objection-withdraw-by-link", path=_by_token("portal:withdraw-by-link"))
        links.provide(name="offer", path=_by_token("portal:offer"))
        links.provide(name="waitlist-entry", path=_by_token("portal:waitlist-entry"))
        links.provide(name="booking-confirm", path=_by_token("portal:confirm-by-mail"))
        links.provide(name="service", path=_page("portal:service", "slug"))
        links.provide(name="office", path=_page("portal:office", "slug"))
        links.provide(name="service-preview", path=_preview)
        links.provide(name="case-status", path=_status)
        links.provide(name="document-status", path=_page("portal:document"))
        links.provide(name="document-slip", path=_by_token("portal:slip"))
        links.provide(name="authenticity", path=_authenticity)
        links.provide(name="appointments", path=_page("portal:appointments"))
        links.provide(name="offices", path=_page("portal:offices"))
        links.provide(name="contact", path=_page("portal:contact"))
        links.provide(name="who-is-responsible", path=_page("portal:who"))
        for order, (label, page) in enumerate(
            (
                (N_("Leistungen"), "portal:services"),
                (N_("Termine"), "portal:appointments"),
                (N_("Ämter"), "portal:offices"),
                (N_("Mein Anliegen"), "portal:status"),
            ),
            start=1,
        ):
            navigation.add(area="citizen", label=label, url_name=page, order=10 * order)
        for order, (label, page) in enumerate(
            (
                (N_("Mein Konto"), "portal:account-sign-in"),
                (N_("So vergeben wir Termine"), "portal:booking-rules"),
                (N_("Dokument prüfen"), "portal:authenticity"),
                (N_("Kontakt"), "portal:contact"),
                (N_("Impressum"), "portal:imprint"),
                (N_("Datenschutz"), "portal:privacy"),
                (N_("Barrierefreiheit"), "portal:accessibility"),
                (N_("Einfache Sprache"), "portal:plain-language"),
            ),
            start=1,
        ):
            navigation.add(area="foot", label=label, url_name=page, order=10 * order)


def _page(name: str, *parameters: str) -> Callable[[dict[str, str]], str]:
    return lambda values: reverse(name, args=[values[parameter] for parameter in parameters])


def _by_token(name: str) -> Callable[[dict[str, str]], str]:
    """Of a page that a token leads to. Tokens are ours and written so that nothing of them is to be quoted, so the
    page's place is looked up once in each language: every booking tells two such links.
    """

    @cache
    def around(language: str) -> tuple[str, str]:  # noqa: ARG001 - it is the active one
        before, _, after = reverse(name, args=["TOKEN"]).partition("TOKEN")
        return before, after

    return lambda values: values["token"].join(around(get_language() or ""))


def _status(values: dict[str, str]) -> str:
    """The form of the status page, with the reference filled in where it is given; the code never stands in a link."""
    path = reverse("portal:status")
    return f"{path}?reference={values['reference']}" if values.get("reference") else path


def _authenticity(values: dict[str, str]) -> str:
    """Where a document is checked; with its code, the answer."""
    code = values.get("code")
    return reverse("portal:authenticity-of", args=[code]) if code else reverse("portal:authenticity")


def _preview(values: dict[str, str]) -> str:
    """The preview of a version, in a language that the pages themselves may not have."""
    path = reverse("portal:preview", args=[values["token"]])
    return f"{path}?sprache={values['language']}" if values.get("language") else path
