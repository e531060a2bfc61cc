"""Checking in by the reference of the confirmation, for a phone and for a terminal: guessing is limited, the same way.

Rule: docs/rules/visits.md#checking-in.
"""

from datetime import datetime, timedelta
from uuid import UUID

from einamt.kernel.channels import Channel
from einamt.platform.ratelimit.operations import count_attempt, forgive_attempt
from einamt.procedures.visits.arriving import case_expected_here, check_in
from einamt.procedures.visits.errors import WrongHallCode
from einamt.procedures.visits.hall_codes import is_hall_code

ATTEMPTS, PER = 30, timedelta(minutes=10)
"""Wrong ones by one `who`; then one more every 20 seconds. What is right is given back, so a full hall that shares a
network, or one terminal, does not use it up."""


def arrive_by_reference(
    *,
    who: str,
    reference: str,
    hall_code: str | None,
    office_id: int,
    channel: Channel,
    command_id: UUID,
    now: datetime,
) -> UUID:
    """Let somebody check in at an office, and say for which case: the one that goes on here, where another office has
    sent them on. `who` is what attempts are counted by: a network or a
    terminal. `hall_code` is what they read on the wall; None for a device that stands in the hall itself.

    :raises TooManyAttempts: somebody is guessing.
    :raises WrongHallCode: the code does not stand on the wall.
    :raises CheckInNotFound: nobody is expected here today by that reference; what is wrong is not said.
    :raises DomainError: what `check_in` refuses.
    """
    attempt = f"arrive:{who}"
    count_attempt(key=attempt, limit=ATTEMPTS, per=PER, now=now)
    if hall_code is not None and not is_hall_code(office_id=office_id, code=hall_code, now=now):
        raise WrongHallCode
    case_id = case_expected_here(reference=reference, office_id=office_id, now=now)
    visit = check_in(case_id=case_id, office_id=office_id, channel=channel, command_id=command_id, now=now)
    forgive_attempt(key=attempt, limit=ATTEMPTS, per=PER)
    return visit.case_id
