"""All that can be done with appointments and their supply; each function is one transaction.

Locks are taken in one order, everywhere: counter groups (planning only), contact, case, appointment, hold, and last the
capacity rows by their ids.
"""

from einamt.procedures.appointments.operations.booking import book_slot, confirm_booking
from einamt.procedures.appointments.operations.bulk import BookingOrder, book_many
from einamt.procedures.appointments.operations.changing import cancel_appointment, change_appointment
from einamt.procedures.appointments.operations.checking import check_rules, take_rule_finding
from einamt.procedures.appointments.operations.extending import extend_hold
from einamt.procedures.appointments.operations.holding import expire_holds, hold_slot, release_hold
from einamt.procedures.appointments.operations.holidays import add_holiday, record_holidays
from einamt.procedures.appointments.operations.measuring import (
    count_failed_search,
    publish_failed_searches,
    record_waits,
)
from einamt.procedures.appointments.operations.no_shows import measure_no_shows
from einamt.procedures.appointments.operations.regulating import (
    accept_proposal,
    propose_rules,
    reject_proposal,
    set_rules,
    withdraw_rules,
)
from einamt.procedures.appointments.operations.reminding import remind_people
from einamt.procedures.appointments.operations.shortening import leave_out
from einamt.procedures.appointments.operations.supply import (
    Closed,
    close_office,
    extend_capacity,
    plan_capacity,
    reopen_office,
)
from einamt.procedures.appointments.queries import Booked
from einamt.procedures.appointments.rules import ContactDetails

__all__ = [
    "Booked",
    "BookingOrder",
    "Closed",
    "ContactDetails",
    "accept_proposal",
    "add_holiday",
    "book_many",
    "book_slot",
    "cancel_appointment",
    "change_appointment",
    "check_rules",
    "close_office",
    "confirm_booking",
    "count_failed_search",
    "expire_holds",
    "extend_capacity",
    "extend_hold",
    "hold_slot",
    "leave_out",
    "measure_no_shows",
    "plan_capacity",
    "propose_rules",
    "publish_failed_searches",
    "record_holidays",
    "record_waits",
    "reject_proposal",
    "release_hold",
    "remind_people",
    "reopen_office",
    "set_rules",
    "take_rule_finding",
    "withdraw_rules",
]
