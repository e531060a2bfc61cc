"""Which help can be had when, and who needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city, words
from einamt.procedures.appointments.errors import HelpNotOffered, TooShortNotice
from einamt.procedures.appointments.helping import NOTHING, Help, Particulars, read
from einamt.procedures.appointments.models import Appointment, AppointmentParticulars, ArrangedHelp


def help_offered() -> Mapping[Help, int]:
    """The kinds of help that the city arranges, with the days of notice that each needs."""
    known = {each.value for each in Help}
    rows = ArrangedHelp.objects.order_by("pk").values_list("kind", "notice_days")
    return {Help(kind): notice_days for kind, notice_days in rows if kind in known}


def check_help(*, particulars: Particulars, starts_at: datetime, now: datetime) -> None:
    """Refuse help that cannot be there in time.

    :raises HelpNotOffered: the city does not arrange it.
    :raises TooShortNotice: the time is too near.
    """
    if not particulars.help:
        return
    offered = help_offered()
    if any(each not in offered for each in particulars.help):
        raise HelpNotOffered
    zone = city.zone()
    day = local_date(moment=now, zone=zone) + timedelta(days=max(offered[each] for each in particulars.help))
    if local_date(moment=starts_at, zone=zone) < day:
        raise TooShortNotice({"day": words.date_long(day)})


def particulars_of(appointment: Appointment) -> Particulars:
    """What was said about an appointment; read once, and not at all where `particulars` came with it."""
    return read(appointment.particulars.content) if hasattr(appointment, "particulars") else NOTHING


@dataclass(frozen=True, slots=True)
class NeededHelp:
    """An appointment at which somebody has to interpret."""

    appointment_id: UUID
    reference: str
    starts_at: datetime
    ends_at: datetime
    particulars: Particulars


def help_to_arrange(*, office_id: int, first_day: date, last_day: date) -> list[NeededHelp]:
    """The appointments of an office from `first_day` to `last_day` that need help, by time; one query."""
    rows = AppointmentParticulars.objects.select_related("appointment__case").filter(
        appointment__capacity_day__group__office_id=office_id,
        appointment__capacity_day__day__range=(first_day, last_day),
        appointment__cancelled_at=None,
    )
    found = [
        NeededHelp(
            appointment_id=row.appointment_id,
            reference=row.appointment.case.reference,
            starts_at=row.appointment.starts_at,
            ends_at=row.appointment.ends_at,
            particulars=read(row.content),
        )
        for row in rows.order_by("appointment__starts_at", "pk")
    ]
    return [each for each in found if each.particulars.help]
