"""All that can be done with appointments and their supply; each function is one transaction.

Locks are taken in one order, everywhere: counter groups (planning only), contact, case, appointment, offer, hold, the
capacity rows by their ids, and last the entries of the backlog. A draw and the entries of the waitlist come before all.
"""

from einamt.procedures.appointments.operations.auditing import audit_capacity
from einamt.procedures.appointments.operations.backlog import offer_times, tell_losses, tick_off_call
from einamt.procedures.appointments.operations.booking import book_home_visit, book_slot, confirm_booking
from einamt.procedures.appointments.operations.bulk import BookingOrder, book_many
from einamt.procedures.appointments.operations.changing import cancel_appointment, change_appointment
from einamt.procedures.appointments.operations.checking import answer_rule_finding, check_rules, take_rule_finding
from einamt.procedures.appointments.operations.deadlines import remove_deadline, set_deadline
from einamt.procedures.appointments.operations.drawing import announce_draws, run_draws
from einamt.procedures.appointments.operations.extending import extend_hold
from einamt.procedures.appointments.operations.helping import call_off_help, order_help, take_back_order
from einamt.procedures.appointments.operations.holding import (
    expire_holds,
    hold_home_visit,
    hold_slot,
    hold_time,
    release_hold,
)
from einamt.procedures.appointments.operations.holidays import add_holiday, record_holidays
from einamt.procedures.appointments.operations.measuring import (
    count_failed_search,
    publish_failed_searches,
    record_waits,
)
from einamt.procedures.appointments.operations.no_shows import measure_no_shows
from einamt.procedures.appointments.operations.offering import accept_offer, decline_offer, end_offers
from einamt.procedures.appointments.operations.planning import SavedPlan, change_group, save_plan, withdraw_plan
from einamt.procedures.appointments.operations.regulating import (
    accept_proposal,
    propose_rules,
    reject_proposal,
    set_rules,
    withdraw_rules,
)
from einamt.procedures.appointments.operations.reminding import remind_people
from einamt.procedures.appointments.operations.restoring import settle_served
from einamt.procedures.appointments.operations.shortening import leave_out
from einamt.procedures.appointments.operations.supply import (
    Closed,
    close_office,
    extend_capacity,
    plan_capacity,
    reopen_office,
)
from einamt.procedures.appointments.operations.touring import set_up_tour
from einamt.procedures.appointments.operations.unreached import note_unreached
from einamt.procedures.appointments.operations.waiting import (
    change_wishes,
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
    "accept_proposal",
    "add_holiday",
    "announce_draws",
    "answer_rule_finding",
    "audit_capacity",
    "book_home_visit",
    "book_many",
    "book_slot",
    "call_off_help",
    "cancel_appointment",
    "change_appointment",
    "change_group",
    "change_wishes",
    "check_rules",
    "close_office",
    "confirm_booking",
    "confirm_entry",
    "count_failed_search",
    "decline_offer",
    "end_entries",
    "end_offers",
    "expire_holds",
    "extend_capacity",
    "extend_hold",
    "hold_home_visit",
    "hold_slot",
    "hold_time",
    "join_waitlist",
    "leave_out",
    "leave_waitlist",
    "measure_no_shows",
    "note_unreached",
    "offer_times",
    "offer_to_waitlist",
    "order_help",
    "plan_capacity",
    "propose_rules",
    "publish_failed_searches",
    "record_holidays",
    "record_waits",
    "reject_proposal",
    "release_hold",
    "remind_people",
    "remove_deadline",
    "reopen_office",
    "run_draws",
    "save_plan",
    "set_deadline",
    "set_rules",
    "set_up_tour",
    "settle_served",
    "take_back_order",
    "take_rule_finding",
    "tell_losses",
    "tick_off_call",
    "withdraw_plan",
    "withdraw_rules",
]
