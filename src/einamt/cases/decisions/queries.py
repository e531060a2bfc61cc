"""Reading decisions: where they are on their way, since when they have effect, until when one can object."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from einamt.cases.decisions import rules
from einamt.cases.decisions.calendars import holidays_at
from einamt.cases.decisions.errors import DecisionUnknown
from einamt.cases.decisions.models import Decision, Delivery, ServiceLaw
from einamt.cases.decisions.rules import Court, IsHoliday, Law, Remedy, Way
from einamt.cases.models import CaseEvent
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city


class Stage(StrEnum):
    """Where a decision is on its way to its person."""

    TO_FETCH = "to-fetch"
    """It lies ready on the portal."""
    TO_POST = "to-post"
    """The letter is printed next."""
    UNDER_WAY = "under-way"
    """The letter is with the post, and does not count as received yet."""
    TO_SERVE = "to-serve"
    """It is being served in form."""
    CAME_BACK = "came-back"
    """It has reached nobody, or its person says so, and nothing else is under way."""
    FETCHED = "fetched"
    """Fetched, and with effect from tomorrow."""
    KNOWN = "known"
    """It has effect."""


@dataclass(frozen=True, slots=True)
class Effect:
    """Since when a decision has effect, or will have, and the last day on which an objection is in time; None: nobody
    knows yet.
    """

    effective_on: date | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision as pages show it, without what stands in it."""

    document_id: UUID
    subject: str
    issued_at: datetime
    revoked_at: datetime | None
    law: Law
    court: Court
    remedy: Remedy
    is_remedy_wrong: bool
    stage: Stage
    effective_on: date | None
    last_day: date | None
    is_over: bool
    """The last day has passed."""
    fetch_until: date | None
    posted_on: date | None
    arrived_on: date | None
    """As it was noted last, of the try whose arrival can be noted."""
    can_arrive: bool
    """Its arrival can be noted or put right."""
    can_be_disputed: bool
    """The law supposes that it arrived, and nobody has proved or disputed it."""
    can_fetch: bool
    """It lies on the portal, not fetched; where the law asks for no fetching, also with effect, or after a dispute."""

    @property
    def is_shown(self) -> bool:
        """Whether its person may see what stands in it: it has been fetched, or has effect."""
        return self.stage in {Stage.FETCHED, Stage.KNOWN}

    @property
    def may_object(self) -> bool:
        """Whether its person is offered to object, late or not."""
        is_out = self.is_shown or self.stage is Stage.UNDER_WAY
        return is_out and self.remedy is not Remedy.ACTION and self.revoked_at is None


def decisions_of(*, case_id: UUID, now: datetime) -> list[DecisionView]:
    """The decisions on a case, the latest first."""
    found = Decision.objects.filter(document__case_id=case_id).select_related("document")
    ordered = found.order_by("-document__issued_at", "-pk").prefetch_related("deliveries")
    return [_view(each, now=now) for each in ordered]


def decision_in(*, case_id: UUID, document_id: UUID, now: datetime) -> DecisionView:
    """A decision on a case.

    :raises DecisionUnknown: the case has no such decision.
    """
    found = [each for each in decisions_of(case_id=case_id, now=now) if each.document_id == document_id]
    if not found:
        raise DecisionUnknown
    return found[0]


def decision_with(*, document_id: UUID) -> Decision:
    """The decision, with its document and case.

    :raises DecisionUnknown: there is none.
    """
    found = Decision.objects.select_related("document__case").filter(pk=document_id).first()
    if found is None:
        raise DecisionUnknown
    return found


def effect_of(*, decision: Decision) -> Effect:
    """The earliest day on which one of its deliveries makes it known, and the deadline that follows."""
    is_holiday = holidays_at(organisation_id=decision.document.organisation_id)
    return _effect(decision, list(decision.deliveries.all()), is_holiday)


def last_day_to_fetch(*, delivery: Delivery, organisation_id: int, now: datetime) -> date:
    """Until when a decision lies ready; counted from `now` where its person has not been told yet."""
    return rules.last_day_to_fetch(
        notified_on=_day(delivery.notified_at or now), is_holiday=holidays_at(organisation_id=organisation_id)
    )


def effect_of_word(*, decision: Decision, now: datetime) -> date:
    """Since when a decision has effect whose person is told `now` that it lies ready, where no fetching is asked for
    (§ 37(2a) SGB X, § 122a(4) AO).
    """
    effective_on = rules.effect_of_portal(
        law=Law(decision.law),
        notified_on=_day(now),
        fetched_on=None,
        is_holiday=holidays_at(organisation_id=decision.document.organisation_id),
    )
    if effective_on is None:
        message = "this law asks when it was fetched"
        raise ValueError(message)
    return effective_on


def law_of(*, service_id: int) -> ServiceLaw | None:
    """By which law decisions on a service are made, as the city has written down; None: it has not."""
    return ServiceLaw.objects.filter(service_id=service_id).first()


def notes_on(*, case_id: UUID, document_id: UUID) -> list[CaseEvent]:
    """What was noted about a decision on its way, in order."""
    found = CaseEvent.objects.filter(case_id=case_id, kind__startswith="decision-").order_by("occurred_at", "pk")
    return [event for event in found if event.data.get("document") == str(document_id)]


def to_arrive(*, deliveries: Collection[Delivery]) -> Delivery | None:
    """The latest try whose arrival can be noted: a letter that was posted, or what is served in form."""
    ways = {Way.POST.value, Way.SERVED.value}
    found = [
        each
        for each in deliveries
        if each.ended_at is None and each.way in ways and (each.way == Way.SERVED or each.posted_on is not None)
    ]
    return _last(found) if found else None


def to_dispute(*, decision: Decision, deliveries: Collection[Delivery]) -> list[Delivery]:
    """The tries of which the law supposes that they arrived, which its person can dispute (§ 41(2) sentence 3 VwVfG,
    § 37(2), (2a) SGB X, § 122(2), § 122a(4) AO): a letter without proof, word of what lies on the portal.
    """
    return [
        each
        for each in deliveries
        if each.ended_at is None
        and each.disputed_at is None
        and (
            (each.way == Way.POST and each.posted_on is not None and each.arrived_on is None)
            or (each.way == Way.PORTAL and is_supposed(each, law=Law(decision.law)))
        )
    ]


def is_supposed(delivery: Delivery, *, law: Law) -> bool:
    """Whether the law supposes, of what lies on the portal, that its person had word of it."""
    return law is not Law.GENERAL and delivery.notified_at is not None and delivery.fetched_at is None


def withheld(*, case_id: UUID, now: datetime) -> set[UUID]:
    """The documents of a case that its person may not see yet: they would take notice of what is not made known."""
    return {each.document_id for each in decisions_of(case_id=case_id, now=now) if not each.is_shown}


def _view(decision: Decision, *, now: datetime) -> DecisionView:
    document, deliveries = decision.document, list(decision.deliveries.all())
    is_holiday, today = holidays_at(organisation_id=document.organisation_id), _day(now)
    effect, last = _effect(decision, deliveries, is_holiday), _last(deliveries)
    stage = _stage(deliveries, effect=effect, today=today)
    lies_ready, arriving = stage is Stage.TO_FETCH, to_arrive(deliveries=deliveries)
    return DecisionView(
        document_id=document.pk,
        subject=decision.subject,
        issued_at=document.issued_at,
        revoked_at=document.revoked_at,
        law=Law(decision.law),
        court=Court(decision.court),
        remedy=Remedy(decision.remedy),
        is_remedy_wrong=decision.is_remedy_wrong,
        stage=stage,
        effective_on=effect.effective_on,
        last_day=effect.last_day,
        is_over=effect.last_day is not None and today > effect.last_day,
        fetch_until=(
            last_day_to_fetch(delivery=last, organisation_id=document.organisation_id, now=now) if lies_ready else None
        ),
        posted_on=last.posted_on,
        arrived_on=arriving.arrived_on if arriving else None,
        can_arrive=arriving is not None,
        can_be_disputed=bool(to_dispute(decision=decision, deliveries=deliveries)),
        can_fetch=document.revoked_at is None
        and (lies_ready or (decision.law != Law.GENERAL and any(_is_open_to_fetch(each) for each in deliveries))),
    )


def _is_open_to_fetch(delivery: Delivery) -> bool:
    return delivery.way == Way.PORTAL and delivery.ended_at is None and delivery.fetched_at is None


def _stage(deliveries: Collection[Delivery], *, effect: Effect, today: date) -> Stage:
    if effect.effective_on is not None and effect.effective_on <= today:
        return Stage.KNOWN
    if any(each.fetched_at for each in deliveries):
        return Stage.FETCHED
    last = _last(deliveries)
    if last.ended_at is not None or last.disputed_at is not None:
        return Stage.CAME_BACK
    match Way(last.way):
        case Way.PORTAL:
            return Stage.TO_FETCH
        case Way.POST:
            return Stage.UNDER_WAY if last.posted_on else Stage.TO_POST
        case _:
            return Stage.TO_SERVE


def _last(deliveries: Collection[Delivery]) -> Delivery:
    """The try that counts now: one that may reach its person goes before one that was over when it began."""
    return max(deliveries, key=lambda each: (each.begun_at, each.ended_at is None and each.disputed_at is None))


def _effect(decision: Decision, deliveries: Collection[Delivery], is_holiday: IsHoliday) -> Effect:
    law = Law(decision.law)
    days = [(day, each.is_abroad) for each in deliveries if (day := _effect_of(each, law, is_holiday))]
    if not days:
        return Effect(None, None)
    effective_on, is_abroad = min(days)
    last_day = rules.last_day_to_object(
        court=Court(decision.court),
        remedy=Remedy(decision.remedy),
        is_remedy_wrong=decision.is_remedy_wrong,
        is_abroad=is_abroad,
        effective_on=effective_on,
        is_holiday=is_holiday,
    )
    return Effect(effective_on, last_day)


def _effect_of(delivery: Delivery, law: Law, is_holiday: IsHoliday) -> date | None:
    match Way(delivery.way):
        case Way.POST:
            if delivery.posted_on is None or delivery.ended_at is not None:
                return None
            return rules.effect_of_post(
                law=law,
                posted_on=delivery.posted_on,
                is_abroad=delivery.is_abroad,
                arrived_on=delivery.arrived_on,
                is_holiday=is_holiday,
                is_disputed=delivery.disputed_at is not None,
            )
        case Way.PORTAL:
            was_told = delivery.notified_at is not None and delivery.ended_at is None and delivery.disputed_at is None
            return rules.effect_of_portal(
                law=law,
                notified_on=_day(delivery.notified_at) if was_told and delivery.notified_at else None,
                fetched_on=_day(delivery.fetched_at) if delivery.fetched_at else None,
                is_holiday=is_holiday,
            )
        case Way.IN_PERSON | Way.SERVED:
            return delivery.arrived_on


def _day(moment: datetime) -> date:
    return local_date(moment=moment, zone=city.zone())
