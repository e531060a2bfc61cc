"""The mail with the link by which somebody signs in, or proves an address for their account."""

from datetime import datetime
from uuid import UUID

from einamt.citizens.mailed import links_to
from einamt.citizens.operations import ask_for_link
from einamt.kernel.errors import N_
from einamt.kernel.identifiers import new_id
from einamt.platform import links
from einamt.platform.notifications.operations import send_mail
from einamt.platform.notifications.registry import MessageKind

LINK = MessageKind(
    code="portal.account-link",
    subject_template="portal/mail/account_link_subject.txt",
    text_template="portal/mail/account_link.txt",
    needs=frozenset({"is_new_address", "link"}),
    in_sight=frozenset(),
    name=N_("Link zum Anmelden"),
)


def send_link(*, address: str, browser: str, account_id: UUID | None, language: str, now: datetime) -> None:
    """Send it. Whether somebody here has the address makes no difference to mail, answer or work.

    :raises OSError: our mail server does not take it for now.
    """
    token = ask_for_link(address=address, browser=browser, account_id=account_id, now=now)
    send_mail(
        kind=LINK,
        to=address,
        language=language,
        context={
            "is_new_address": account_id is not None,
            "link": links.absolute(name="account-link", parameters={"token": token}, language=language),
        },
        command_id=new_id(),
        about=links_to(address=address),
        now=now,
        is_asked_for=True,
    )
