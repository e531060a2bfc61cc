"""When a decision has effect, and until when one can object. Plain Python; the law: docs/rules/decisions.md.

Days are the city's calendar days. `is_holiday` says whether the law of the Land or of the municipality makes a day a
public holiday; Saturdays and Sundays are known here.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum

IsHoliday = Callable[[date], bool]

DAYS_BY_POST = timedelta(days=4)
"""§ 41(2) VwVfG, § 37(2) SGB X, § 122(2) no. 1 AO, each since 1 January 2025."""
DAYS_TO_FETCH = timedelta(days=10)
"""§ 41(2a) VwVfG."""
MONTHS_TO_OBJECT, MONTHS_TO_OBJECT_FROM_ABROAD = 1, 3
"""§§ 70(1), 74(1) VwGO, §§ 84(1), 87(1) SGG; from abroad only where the social courts decide."""
MONTHS_WITHOUT_REMEDY = 12
"""§ 58(2) VwGO, § 66(2) SGG."""
MONTHS_TO_DECIDE = 3
"""§ 75 VwGO, § 88(2) SGG: after that one may go to court without a decision on the objection."""
MONTHS_TO_REINSTATE = 12
"""§ 60(3) VwGO, § 67(3) SGG: after that no missed deadline is forgiven any more."""


class Law(StrEnum):
    """Which law of procedure a decision follows: since when it has effect. Which courts there are, `Court` says."""

    GENERAL = "general"
    """VwVfG of the Land."""
    SOCIAL = "social"
    """SGB X: all that § 68 SGB I makes a part of the Sozialgesetzbuch."""
    TAX = "tax"
    """AO, by the law of municipal taxes (KAG)."""


class Court(StrEnum):
    """Which courts decide in the end, and with them which law the remedy follows."""

    ADMINISTRATIVE = "administrative"
    """Verwaltungsgericht, VwGO: whatever no other law gives to other courts (§ 40(1) VwGO). Among social matters
    housing benefit, child care, advance maintenance and student grants.
    """
    SOCIAL = "social"
    """Sozialgericht, SGG: what § 51 SGG lists."""


COURTS: Mapping[Law, frozenset[Court]] = {
    Law.GENERAL: frozenset(Court),
    Law.SOCIAL: frozenset(Court),
    Law.TAX: frozenset({Court.ADMINISTRATIVE}),
}
"""Which go together. The general law goes with the social courts for asylum seekers' benefits (§ 51(1) no. 6a SGG)."""


class Way(StrEnum):
    """How a decision is made known."""

    POST = "post"
    """A letter; within Germany it counts as received on a day that the law says."""
    PORTAL = "portal"
    """Laid ready, to be fetched by whom it is for."""
    IN_PERSON = "in-person"
    """Handed over at the counter."""
    SERVED = "served"
    """Served in form (VwZG): the day is the one that the certificate says."""


class Remedy(StrEnum):
    """What one can do against a decision, as it says itself."""

    OBJECTION = "objection"
    """Widerspruch."""
    ACTION = "action"
    """Klage: against a decision on an objection, and where the Land has abolished the objection."""
    NONE = "none"
    """The decision does not say (a Land may leave it out where what was asked for is granted)."""


class ArrivalReason(StrEnum):
    """Why a day of arrival that was noted is put right."""

    MISTAKE = "mistake"
    """It was typed in wrongly."""
    PROOF = "proof"
    """A certificate or receipt says another day."""
    CREDIBLE = "credible"
    """The person has made it credible that it came later."""


def effect_of_post(
    *,
    law: Law,
    posted_on: date,
    is_abroad: bool,
    arrived_on: date | None,
    is_holiday: IsHoliday,
    is_disputed: bool = False,
) -> date | None:
    """The day on which a letter makes a decision known; None: only who can prove when it arrived, knows.

    `arrived_on` is when it arrived, where somebody knows: a day after the supposed one counts, one before does not.
    `is_disputed`: its person says that it never came. Then nothing is supposed until the authority proves the arrival
    (§ 41(2) sentence 3 VwVfG, § 37(2) sentence 3 SGB X, § 122(2) AO).
    """
    if is_disputed and arrived_on is None:
        return None
    supposed = _supposed_arrival(law=law, posted_on=posted_on, is_abroad=is_abroad)
    if supposed is None:
        return arrived_on
    if law is Law.TAX:  # § 108(3) AO; the others have nothing like it for this day
        supposed = _moved_on(supposed, is_holiday)
    return max(supposed, arrived_on) if arrived_on else supposed


def effect_of_portal(
    *, law: Law, notified_on: date | None, fetched_on: date | None, is_holiday: IsHoliday
) -> date | None:
    """The day on which a decision on the portal is made known; None: not yet, and perhaps never on this way.

    § 41(2a) VwVfG asks when it was fetched; § 37(2a) SGB X and § 122a(4) AO ask when the person was told that it lies
    ready (`notified_on`), and only where that cannot be proved, when it was fetched.
    """
    if law is Law.GENERAL:
        return fetched_on + timedelta(days=1) if fetched_on else None
    if notified_on is None:
        return fetched_on
    supposed = notified_on + DAYS_BY_POST
    return _moved_on(supposed, is_holiday) if law is Law.TAX else supposed


def last_day_to_fetch(*, notified_on: date, is_holiday: IsHoliday) -> date:
    """Until when a decision lies ready: ten days after the person was told (§ 41(2a) VwVfG), by § 31(3) VwVfG."""
    return _moved_on(notified_on + DAYS_TO_FETCH, is_holiday)


def last_day_to_object(
    *, court: Court, remedy: Remedy, is_remedy_wrong: bool, is_abroad: bool, effective_on: date, is_holiday: IsHoliday
) -> date:
    """The last day on which an objection, or an action, is in time.

    § 57(2) VwGO, § 222 ZPO, §§ 187(1), 188(2) and (3), 193 BGB: the day of the effect does not count, the month ends on
    the day of the same number or on its last one, and not on a Saturday, Sunday or public holiday.
    """
    if remedy is Remedy.NONE or is_remedy_wrong:
        months = MONTHS_WITHOUT_REMEDY
    elif court is Court.SOCIAL and is_abroad:
        months = MONTHS_TO_OBJECT_FROM_ABROAD
    else:
        months = MONTHS_TO_OBJECT
    return _moved_on(months_after(effective_on, months), is_holiday)


def months_after(day: date, months: int) -> date:
    """The day of the same number `months` later; where that month is shorter, its last day (§ 188(3) BGB)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def is_late(*, received_on: date, last_day: date | None) -> bool:
    """Whether an objection comes after its deadline; where none has begun to run, nothing is late."""
    return last_day is not None and received_on > last_day


def _supposed_arrival(*, law: Law, posted_on: date, is_abroad: bool) -> date | None:
    if not is_abroad:
        return posted_on + DAYS_BY_POST
    # § 122(2) no. 2 AO; neither the VwVfG nor the SGB X supposes anything of letters abroad
    return months_after(posted_on, 1) if law is Law.TAX else None


def _moved_on(day: date, is_holiday: IsHoliday) -> date:
    """The next day that is no Saturday, Sunday or public holiday; `day` itself, if it is none."""
    while day.weekday() >= 5 or is_holiday(day):
        day += timedelta(days=1)
    return day
