"""What is booked while somebody is signed in is in their account at once."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from einamt.channels.portal.account.acting import acting
from einamt.channels.portal.account.session import sign_in_of, signed_in
from einamt.citizens.acting.operations import note_acted
from einamt.citizens.operations import take_case


def take_booked(request: HttpRequest, *, case_id: UUID, now: datetime) -> None:
    """Let the account hold it, where somebody is signed in; again changes nothing.

    Whoever acts for somebody holds it by the representation, and as long as that is in force.
    """
    account = signed_in(request)
    if account is None:
        return
    by = acting(request, account=account)
    sign_in = sign_in_of(request, account=account)
    if by and note_acted(representation_id=by.pk, sign_in=sign_in, case_id=case_id, now=now):
        return
    take_case(account_id=account.pk, case_id=case_id, now=now)
