"""All that can be done with appointments and their supply; each function is one transaction.

Locks are taken in one order, everywhere: counter groups (planning only), contact, case, appointment, offer, hold, the
capacity rows by their ids, and last the entries of the backlog.
"""

from einamt.procedures.appointments.operations.booking import book_slot, confirm_booking
from einamt.procedures.appointments.operations.bulk import BookingOrder, book_many
from einamt.procedures.appointments.operations.changing import cancel_appointment, change_appointment
from einamt.procedures.appointments.operations.extending import extend_hold
from einamt.procedures.appointments.operations.holding import expire_holds, hold_slot, release_hold
from einamt.procedures.appointments.operations.holidays import add_holiday, record_holidays
from einamt.procedures.appointments.operations.backlog import offer_times, tell_losses, tick_off_call
from einamt.procedures.appointments.operations.offering import accept_offer, decline_offer, end_offers
from einamt.procedures.appointments.operations.planning import SavedPlan, save_plan, withdraw_plan
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
    "SavedPlan",
    "accept_offer",
    "add_holiday",
    "book_many",
    "book_slot",
    "cancel_appointment",
    "change_appointment",
    "close_office",
    "confirm_booking",
    "decline_offer",
    "end_offers",
    "expire_holds",
    "extend_capacity",
    "extend_hold",
    "hold_slot",
    "offer_times",
    "plan_capacity",
    "record_holidays",
    "release_hold",
    "reopen_office",
    "save_plan",
    "tell_losses",
    "tick_off_call",
    "withdraw_plan",
]
