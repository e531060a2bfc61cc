"""Which help can be had when, and who needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from einamt.kernel.localtime import local_date
from einamt.platform.crypto.secrets import keyed_hash
from einamt.platform.shell import city, words
from einamt.platform.writing.statements import Statement, fetch
from einamt.procedures.appointments.errors import HelpNotOffered, TooShortNotice
from einamt.procedures.appointments.helping import NOTHING, Help, Particulars, read
from einamt.procedures.appointments.models import Appointment, AppointmentParticulars, ArrangedHelp, HelpOrder


def help_offered() -> Mapping[Help, int]:
    """The kinds of help that the city arranges, with the days of notice that each needs."""
    known = {each.value for each in Help}
    return {Help(kind): notice_days for kind, notice_days in fetch(_OFFERED) if kind in known}


_OFFERED = Statement(f"SELECT kind, notice_days FROM {ArrangedHelp._meta.db_table} ORDER BY id")  # noqa: S608 - our own


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


class OrderState(StrEnum):
    """How far a help is."""

    TO_ORDER = "to-order"
    ORDERED = "ordered"
    TO_CALL_OFF = "to-call-off"
    """Ordered for an appointment that has been moved or cancelled since."""


@dataclass(frozen=True, slots=True)
class HelpTask:
    """A help at an appointment: what is to be done about it, and until which day."""

    appointment_id: UUID
    reference: str
    starts_at: datetime
    ends_at: datetime
    kind: Help
    language: str
    state: OrderState
    due_date: date
    """The last day on which the help can still be there in time, as the city has laid it down; for what is to be
    called off, the day of the appointment."""
    is_overdue: bool
    ordered_at: datetime | None = None
    ordered_by: str = ""


def order_id(*, appointment_id: UUID, starts_at: datetime, kind: Help) -> str:
    """The key of the order of a help for one begin of an appointment."""
    return keyed_hash(text=f"{appointment_id} {starts_at.timestamp()} {kind}", purpose="appointments.help-order")


def help_tasks(*, office_id: int, now: datetime) -> list[HelpTask]:
    """What help an office has to see to from today on: what is due first in front; three queries."""
    today = local_date(moment=now, zone=city.zone())
    notice = help_offered()
    orders = list(
        HelpOrder.objects.filter(office_id=office_id, called_off_at=None, starts_at__gte=now).select_related(
            "appointment__case", "appointment__particulars", "appointment__capacity_day__group"
        )
    )
    by_id = {order.pk: order for order in orders}
    needed = AppointmentParticulars.objects.select_related("appointment__case").filter(
        appointment__capacity_day__group__office_id=office_id,
        appointment__starts_at__gte=now,
        appointment__cancelled_at=None,
    )
    tasks = [
        _task(row.appointment, kind, read(row.content).language, order=by_id, notice=notice, today=today)
        for row in needed
        for kind in read(row.content).help
    ]
    tasks += [_superfluous(order, today=today) for order in orders if not _is_needed(order, office_id=office_id)]
    return sorted(tasks, key=lambda task: (task.state is OrderState.ORDERED, task.due_date, task.starts_at, task.kind))


def ordered_help(*, appointment: Appointment) -> set[Help]:
    """What has been ordered for an appointment as it stands."""
    orders = HelpOrder.objects.filter(appointment=appointment, starts_at=appointment.starts_at, called_off_at=None)
    return {Help(order.kind) for order in orders}


def _task(
    appointment: Appointment,
    kind: Help,
    language: str,
    *,
    order: Mapping[str, HelpOrder],
    notice: Mapping[Help, int],
    today: date,
) -> HelpTask:
    found = order.get(order_id(appointment_id=appointment.pk, starts_at=appointment.starts_at, kind=kind))
    day = local_date(moment=appointment.starts_at, zone=city.zone())
    due_date = day - timedelta(days=notice.get(kind, 0))
    return HelpTask(
        appointment_id=appointment.pk,
        reference=appointment.case.reference,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        kind=kind,
        language=language if kind is Help.INTERPRETER else "",
        state=OrderState.ORDERED if found else OrderState.TO_ORDER,
        due_date=due_date,
        is_overdue=found is None and due_date < today,
        ordered_at=found.ordered_at if found else None,
        ordered_by=found.ordered_by if found else "",
    )


def _is_needed(order: HelpOrder, *, office_id: int) -> bool:
    appointment = order.appointment
    return (
        appointment.cancelled_at is None
        and appointment.starts_at == order.starts_at
        and appointment.capacity_day.group.office_id == office_id
    )


def _superfluous(order: HelpOrder, *, today: date) -> HelpTask:
    day = local_date(moment=order.starts_at, zone=city.zone())
    return HelpTask(
        appointment_id=order.appointment_id,
        reference=order.appointment.case.reference,
        starts_at=order.starts_at,
        ends_at=order.starts_at,
        kind=Help(order.kind),
        language=particulars_of(order.appointment).language,
        state=OrderState.TO_CALL_OFF,
        due_date=day,
        is_overdue=day < today,
        ordered_at=order.ordered_at,
        ordered_by=order.ordered_by,
    )
