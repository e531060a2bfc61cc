"""The page that describes the interface to people."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from einamt.catalog.errors import LifeEventNotFound, OfficeNotFound, ServiceNotFound
from einamt.channels.api.booking.errors import ClientUnknown, ProofOfWorkMissing, TimeWithoutZone
from einamt.channels.api.description import ROOT, operations, shapes
from einamt.channels.api.door import MAX_AGE_SECONDS
from einamt.channels.api.errors import InvalidParameter, MethodNotAllowed, NothingHere, TooLarge, Unsound
from einamt.channels.api.limits import ALLOWED
from einamt.platform.idempotency.errors import KeyUsedOtherwise
from einamt.platform.ratelimit.errors import TooManyAttempts
from einamt.procedures.appointments.errors import (
    AlreadyCancelled,
    AppointmentNotFound,
    ChangedMeanwhile,
    HelpNotOffered,
    HoldExpired,
    HoldUnknown,
    HoldUsed,
    NoLongerServed,
    NothingLeft,
    NotOffered,
    OfficeClosed,
    RulesMissing,
    SlotTaken,
    TimePassed,
    TooLate,
    TooManyAppointments,
    TooManyPersons,
    TooShortNotice,
)
from einamt.procedures.appointments.fairness.errors import LastDayPassed

REFUSALS = (
    *(ServiceNotFound, OfficeNotFound, LifeEventNotFound, NothingHere),
    *(InvalidParameter, MethodNotAllowed, Unsound, TooLarge, TooManyAttempts),
    *(TimeWithoutZone, ClientUnknown, ProofOfWorkMissing, KeyUsedOtherwise),
    *(SlotTaken, HoldExpired, HoldUnknown, HoldUsed, NotOffered, TooManyPersons, OfficeClosed, NoLongerServed),
    *(TooManyAppointments, AppointmentNotFound, AlreadyCancelled, TooLate, ChangedMeanwhile, NothingLeft),
    *(TooShortNotice, HelpNotOffered, TimePassed, RulesMissing, LastDayPassed),
)


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Addresses, parameters, answers and refusals."""
    context = {
        "root": ROOT,
        "public_url": settings.PUBLIC_URL,
        "operations": operations(),
        "shapes": shapes(),
        "refusals": [(error.code, int(error.status)) for error in REFUSALS],
        "requests": ALLOWED["api"].anybody,
        "requests_of_clients": ALLOWED["api"].clients,
        "max_age": MAX_AGE_SECONDS,
    }
    return render(request, "api/reference.html", context)
