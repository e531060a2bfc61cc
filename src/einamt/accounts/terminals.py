"""The self-service screens of an office: added by who manages it, paired once with a browser, removed when lost.

Why a device and no key in the address: docs/adr/0026-terminals-are-devices.md.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from einamt.accounts.errors import PairingNotUsable
from einamt.accounts.models import Terminal
from einamt.accounts.tokens import new_token, pairing_hash, terminal_hash

PAIRING_VALID = timedelta(hours=1)
"""So long the link of a new terminal can be opened: the way from the desk to the screen."""


@dataclass(frozen=True, slots=True)
class Added:
    """A terminal that waits for its browser, with the secret of the link (known only now)."""

    terminal: Terminal
    token: str


@transaction.atomic
def add_terminal(*, office_id: int, name: str, has_printer: bool, now: datetime) -> Added:
    """A new self-service screen; the browser in which the link is opened within the hour becomes it."""
    token = new_token()
    terminal = Terminal.objects.create(
        office_id=office_id,
        name=name.strip(),
        has_printer=has_printer,
        pairing_hash=pairing_hash(token=token),
        pairing_until=now + PAIRING_VALID,
        added_at=now,
    )
    return Added(terminal, token)


@transaction.atomic
def pair_terminal(*, token: str, now: datetime) -> str:
    """Make the browser that knows `token` the terminal; gives the secret that it shows from now on. Once.

    :raises PairingNotUsable: the link is unknown, used or too old, or the terminal was removed.
    """
    secret = new_token()
    paired = Terminal.objects.filter(
        pairing_hash=pairing_hash(token=token), pairing_until__gt=now, removed_at=None
    ).update(pairing_hash="", pairing_until=None, secret_hash=terminal_hash(secret=secret), paired_at=now)
    if not paired:
        raise PairingNotUsable
    return secret


@transaction.atomic
def remove_terminal(*, terminal_id: int, office_id: int, now: datetime) -> bool:
    """Let a terminal of the office be none any more, at once; whether it was one until now."""
    known = Terminal.objects.filter(pk=terminal_id, office_id=office_id, removed_at=None)
    return bool(known.update(removed_at=now, pairing_hash="", secret_hash=""))


def waiting_terminal(*, token: str, now: datetime) -> Terminal:
    """The terminal that a link would pair.

    :raises PairingNotUsable: the link is unknown, used or too old.
    """
    found = Terminal.objects.select_related("office").filter(
        pairing_hash=pairing_hash(token=token), pairing_until__gt=now, removed_at=None
    )
    terminal = found.first()
    if terminal is None:
        raise PairingNotUsable
    return terminal


def terminal_of(*, secret: str) -> Terminal | None:
    """The terminal that shows `secret`, with its office; one query, none where nothing is shown."""
    if not secret:
        return None
    return Terminal.objects.select_related("office").filter(secret_hash=terminal_hash(secret=secret)).first()


def terminals_of(*, office_id: int) -> list[Terminal]:
    """The office's terminals that were not removed, by name."""
    return list(Terminal.objects.filter(office_id=office_id, removed_at=None).order_by("name", "pk"))
