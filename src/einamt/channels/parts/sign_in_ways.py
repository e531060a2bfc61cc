"""The ways in which citizens come into their account, and how surely they were seen there, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext

from einamt.citizens.models import AccountAct
from einamt.citizens.rules import Act
from einamt.kernel.assurance import Level
from einamt.kernel.errors import N_

_LEVELS: Mapping[Level | None, str] = {
    None: N_("wie sicher, sagt er nicht"),
    Level.LOW: N_("Vertrauensniveau niedrig"),
    Level.SUBSTANTIAL: N_("Vertrauensniveau substanziell"),
    Level.HIGH: N_("Vertrauensniveau hoch"),
}
_ACTS: Mapping[Act, str] = {
    Act.FETCH: N_("Bescheid abgerufen"),
    Act.OBJECTION: N_("Widerspruch eingelegt"),
    Act.WITHDRAWAL: N_("Widerspruch zurückgenommen"),
    Act.BEGUN_FOR: N_("Vorgang für jemanden begonnen"),
}


@dataclass(frozen=True, slots=True)
class ActLine:
    """Something that somebody did who was signed in: what, when, and how they were seen."""

    what: str
    at: datetime
    how: str


def way_name(*, issuer: str) -> str:
    """What people call the service at which somebody signs in; an empty issuer is the link of a mail. A service that is
    connected no longer is told by its host.
    """
    openid, bundid = settings.CITIZEN_OPENID, settings.BUNDID
    if not issuer:
        return gettext("Link per E-Mail")
    if bundid is not None and issuer == bundid.entity:
        return "BundID"
    if openid is not None and issuer == openid.issuer:
        return str(openid.name or gettext("Anmeldedienst"))
    return gettext("früherer Anmeldedienst (%(host)s)") % {"host": urlsplit(issuer).hostname or issuer}


def how_seen(*, level: int | None, issuer: str) -> str:
    """By which way somebody was signed in, and how surely they were seen there; `level` is that of a `Level`."""
    way = way_name(issuer=issuer)
    return f"{way}, {gettext(_LEVELS[Level(level) if level else None])}" if issuer else way


def act_lines(acts: Sequence[AccountAct]) -> list[ActLine]:
    """What was done so, in words; of messages it stands beside them (`conversation`)."""
    return [
        ActLine(gettext(_ACTS[Act(each.act)]), each.done_at, how_seen(level=each.level, issuer=each.issuer))
        for each in acts
        if Act(each.act) in _ACTS
    ]
