"""All that can be done with appointments and their supply; each function is one transaction.

Locks are taken in one order, everywhere: counter groups (planning only), contact, case, appointment, offer, hold, the
capacity rows by their ids, and last the entries of the backlog. A draw and the entries of the waitlist come before all.
"""

from einamt.procedures.appointments.operations.backlog import offer_times, tell_losses, tick_off_call
from einamt.procedures.appointments.operations.booking import book_slot, confirm_booking
from einamt.procedures.appointments.operations.bulk import BookingOrder, book_many
from einamt.procedures.appointments.operations.changing import cancel_appointment, change_appointment
from einamt.procedures.appointments.operations.drawing import announce_draws, run_draws
from einamt.procedures.appointments.operations.extending import extend_hold
from einamt.procedures.appointments.operations.holding import expire_holds, hold_slot, release_hold
from einamt.procedures.appointments.operations.holidays import add_holiday, record_holidays
from einamt.procedures.appointments.operations.offering import accept_offer, decline_offer, end_offers
from einamt.procedures.appointments.operations.planning import SavedPlan, change_group, save_plan, withdraw_plan
from einamt.procedures.appointments.operations.supply import (
    Closed,
    close_office,
    extend_capacity,
    plan_capacity,
    reopen_office,
)
from einamt.procedures.appointments.operations.waiting import (
    confirm_entry,
    end_entries,
    join_waitlist,
    leave_waitlist,
    offer_to_waitlist,
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
    "announce_draws",
    "book_many",
    "book_slot",
    "cancel_appointment",
    "change_appointment",
    "change_group",
    "close_office",
    "confirm_booking",
    "confirm_entry",
    "decline_offer",
    "end_entries",
    "end_offers",
    "expire_holds",
    "extend_capacity",
    "extend_hold",
    "hold_slot",
    "join_waitlist",
    "leave_waitlist",
    "offer_times",
    "offer_to_waitlist",
    "plan_capacity",
    "record_holidays",
    "release_hold",
    "reopen_office",
    "run_draws",
    "save_plan",
    "tell_losses",
    "tick_off_call",
    "withdraw_plan",
]
