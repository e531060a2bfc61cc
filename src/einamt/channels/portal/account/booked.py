"""What is booked while somebody is signed in is in their account at once."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from einamt.channels.portal.account.session import signed_in
from einamt.citizens.operations import take_case


def take_booked(request: HttpRequest, *, case_id: UUID, now: datetime) -> None:
    """Let the account hold it, where somebody is signed in; again changes nothing."""
    if account := signed_in(request):
        take_case(account_id=account.pk, case_id=case_id, now=now)
