"""The city's rules of booking: in force, to come, and as they were."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.platform.transactions import require_transaction
from einamt.procedures.appointments.errors import RulesMissing
from einamt.procedures.appointments.keeping import CHECKS
from einamt.procedures.appointments.models import BookingRules, MinimumSupply, RuleFinding, RulesProposal
from einamt.procedures.appointments.rules import horizon_end
from einamt.procedures.appointments.ruleset import NUMBERS, Minimum, RuleSet


def city_rules(*, on: date) -> BookingRules:
    """The rules in force on a day.

    :raises RulesMissing: none has come into force yet.
    """
    rules = BookingRules.objects.filter(valid_from__lte=on).order_by("-valid_from").first()
    if rules is None:
        raise RulesMissing
    return rules


def rules_at(*, now: datetime) -> BookingRules:
    """The rules in force at a moment, by the city's calendar.

    :raises RulesMissing: none has come into force yet.
    """
    return city_rules(on=local_date(moment=now, zone=city.zone()))


def late_hours(*, rules: BookingRules, service_ids: Collection[int]) -> int:
    """So long before it begins, a reserved step opens for a visit for these services: all are urgent, or not."""
    urgent = set(rules.urgent_services.filter(pk__in=list(service_ids)).values_list("pk", flat=True))
    return rules.late_release_hours if urgent >= set(service_ids) else rules.late_open_hours


def last_bookable_day(*, now: datetime) -> date:
    """The last day of the horizon that is open at a moment.

    :raises RulesMissing: none has come into force yet.
    """
    rules = rules_at(now=now)
    end = horizon_end(now=now, horizon_days=rules.horizon_days, release_minute=rules.release_minute, zone=city.zone())
    return end - timedelta(days=1)


def rule_set(*, rules: BookingRules) -> RuleSet:
    """All that a row lays down, with what hangs on it."""
    return RuleSet(
        **{code: getattr(rules, code) for code in NUMBERS},
        is_open_on_all_channels=rules.is_open_on_all_channels,
        urgent_service_ids=tuple(rules.urgent_services.order_by("pk").values_list("pk", flat=True)),
        reminder_hours=tuple(rules.reminder_hours),
        minimum_supply=tuple(
            Minimum(minimum.organisation_id, minimum.per_day, minimum.per_1000_residents)
            for minimum in MinimumSupply.objects.filter(rules=rules).order_by("organisation_id")
        ),
        source=rules.source,
        sources=rules.sources,
        explanation=rules.explanation,
        explanation_en=rules.explanation_en,
    )


@dataclass(frozen=True, slots=True)
class DatedRules:
    """Rules with the day they hold from, and who put them in force; `author` as `kind:id`, empty: with the city."""

    id: int
    valid_from: date
    values: RuleSet
    author: str
    recorded_at: datetime | None
    reason: str
    proposed_by: str


def rules_to_come(*, on: date) -> list[DatedRules]:
    """The rules that come into force after a day, the next in front."""
    return _dated(BookingRules.objects.filter(valid_from__gt=on).order_by("valid_from"))


def rules_until(*, on: date) -> list[DatedRules]:
    """The rules that have come into force by a day, those in force in front."""
    return _dated(BookingRules.objects.filter(valid_from__lte=on).order_by("-valid_from"))


def _dated(rows: Iterable[BookingRules]) -> list[DatedRules]:
    found = []
    for row in rows:
        proposal = RulesProposal.objects.filter(rules=row).first()
        found.append(
            DatedRules(
                id=row.pk,
                valid_from=row.valid_from,
                values=rule_set(rules=row),
                author=row.author,
                recorded_at=row.recorded_at,
                reason=proposal.reason if proposal else "",
                proposed_by=proposal.author if proposal else "",
            )
        )
    return found


def write_rules(*, valid_from: date, values: RuleSet, author: str, now: datetime | None) -> BookingRules:
    """Write rules down as they are; `author` as `kind:id`. What they may say is checked by the operation around it."""
    require_transaction()
    rules = BookingRules.objects.create(
        valid_from=valid_from,
        **{code: values.number(code) for code in NUMBERS},
        is_open_on_all_channels=values.is_open_on_all_channels,
        reminder_hours=list(values.reminder_hours),
        source=values.source,
        sources=dict(values.sources),
        explanation=values.explanation,
        explanation_en=values.explanation_en,
        author=author,
        recorded_at=now,
    )
    rules.urgent_services.set(values.urgent_service_ids)
    MinimumSupply.objects.bulk_create(
        MinimumSupply(
            rules=rules,
            organisation_id=minimum.organisation_id,
            per_day=minimum.per_day,
            per_1000_residents=minimum.per_1000_residents,
        )
        for minimum in values.minimum_supply
    )
    return rules


def proposals() -> list[RulesProposal]:
    """All proposals, the latest day in front."""
    return list(RulesProposal.objects.order_by("-valid_from", "-proposed_at"))


def proposal_of(*, proposal_id: int) -> RulesProposal | None:
    """One proposal."""
    return RulesProposal.objects.filter(pk=proposal_id).first()


def open_rule_findings() -> list[RuleFinding]:
    """Where rules are not kept now, the gravest and oldest in front, with their places."""
    found = RuleFinding.objects.filter(ended_at=None).select_related("office", "organisation", "previous")
    order = list(CHECKS)
    return sorted(
        found,
        key=lambda row: (order.index(row.rule) if row.rule in order else len(order), row.first_seen_at, row.pk),
    )


def rule_finding(*, finding_id: int) -> RuleFinding | None:
    """One finding, open or ended, with its place."""
    return RuleFinding.objects.select_related("office", "organisation", "previous").filter(pk=finding_id).first()


def ended_rule_findings(
    *, limit: int, office_ids: Collection[int] | None = None, organisation_ids: Collection[int] = ()
) -> list[RuleFinding]:
    """Those that ended last, with their places; `office_ids` and `organisation_ids` narrow, None means all."""
    ended = RuleFinding.objects.exclude(ended_at=None).select_related("office", "organisation", "previous")
    if office_ids is not None:
        ended = ended.filter(Q(office__in=office_ids) | Q(organisation__in=organisation_ids))
    return list(ended.order_by("-ended_at", "-pk")[:limit])
