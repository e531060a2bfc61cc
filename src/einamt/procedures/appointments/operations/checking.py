"""The daily check of the city's rules: reading what is, and keeping what is found."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from einamt.catalog.models import Office, Organisation, ServiceOffer
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.platform.shell.words import clock
from einamt.procedures.appointments.keeping import CHECKS, Broken, Observed, OfficeSeen, OrganisationSeen, broken_rules
from einamt.procedures.appointments.late_release import free_beyond, reserved_from
from einamt.procedures.appointments.models import (
    BookingRules,
    CapacityDay,
    Closure,
    CounterGroup,
    OpeningEnd,
    OpeningRule,
    RuleFinding,
)
from einamt.procedures.appointments.operations.staff_hours import staff_hours
from einamt.procedures.appointments.planning.models import holidays_in_force, in_force
from einamt.procedures.appointments.queries import ancestors
from einamt.procedures.appointments.rule_errors import RuleFindingAnswered, RuleFindingNotFound
from einamt.procedures.appointments.rulebook import last_bookable_day, rule_set, rules_at
from einamt.procedures.appointments.ruleset import RuleSet
from einamt.procedures.appointments.search import free_starts

KEEP_ENDED = timedelta(days=365)
FRIDAY = 5


def check_rules(*, now: datetime) -> int:
    """Run every check; what is kept again ends, what is not is recorded or confirmed. How many findings are open.

    :raises RulesMissing: the city has no rules of booking.
    """
    broken = broken_rules(observed(now=now))
    _record(broken, today=local_date(moment=now, zone=city.zone()), now=now)
    return len(broken)


@transaction.atomic
def take_rule_finding(*, finding_id: int, person: str, note: str) -> RuleFinding:
    """Say who sees to a finding; an empty `person` gives it back. It ends by itself, never by hand.

    :raises RuleFindingNotFound: there is none, or it has ended.
    """
    finding = RuleFinding.objects.select_for_update().filter(pk=finding_id, ended_at=None).first()
    if finding is None:
        raise RuleFindingNotFound
    finding.owner = person
    finding.note = note.strip()
    finding.save(update_fields=["owner", "note"])
    return finding


@transaction.atomic
def answer_rule_finding(
    *, finding_id: int, answer: str, seen_at: datetime | None, person: str, now: datetime
) -> RuleFinding:
    """Say for the place why a rule is not kept and what is done; the finding stays until the check is green.

    `seen_at` is when the answer was given that the person has read (None: there was none).

    :raises RuleFindingNotFound: there is none, or it has ended.
    :raises RuleFindingAnswered: somebody else has answered since.
    """
    finding = RuleFinding.objects.select_for_update().filter(pk=finding_id, ended_at=None).first()
    if finding is None:
        raise RuleFindingNotFound
    if finding.answered_at != seen_at:
        raise RuleFindingAnswered
    finding.answer, finding.answered_by, finding.answered_at = answer.strip(), person, now
    finding.save(update_fields=["answer", "answered_by", "answered_at"])
    return finding


@transaction.atomic
def _record(broken: Collection[Broken], *, today: date, now: datetime) -> None:
    """What is found anew refers to the finding before; of two checks at once, both leave one finding."""
    held = {(row.rule, row.subject): row for row in RuleFinding.objects.select_for_update().filter(ended_at=None)}
    wanted = {(each.check, each.subject): each for each in broken}
    for key, row in held.items():
        found = wanted.get(key)
        if found is None:
            row.ended_at = now
        else:
            row.last_seen_at = now
            row.message, row.params = found.message, dict(found.params)
            row.due_date = row.due_date or _due(found, today=today)
    fields = ["ended_at", "last_seen_at", "message", "params", "due_date"]
    RuleFinding.objects.bulk_update(held.values(), fields, batch_size=200)
    ended = RuleFinding.objects.exclude(ended_at=None).order_by("ended_at", "pk").values_list("rule", "subject", "pk")
    last = {(rule, subject): pk for rule, subject, pk in ended}
    new = [
        RuleFinding(
            rule=each.check,
            subject=each.subject,
            office_id=each.office_id,
            organisation_id=each.organisation_id,
            message=each.message,
            params=dict(each.params),
            first_seen_at=now,
            last_seen_at=now,
            due_date=_due(each, today=today),
            previous_id=last.get(key),
        )
        for key, each in wanted.items()
        if key not in held
    ]
    RuleFinding.objects.bulk_create(new, ignore_conflicts=True)
    RuleFinding.objects.filter(ended_at__lt=now - KEEP_ENDED).delete()


def _due(found: Broken, *, today: date) -> date:
    return today + timedelta(days=CHECKS[found.check].days)


def observed(*, now: datetime) -> Observed:
    """What the checks look at, from today to the end of the horizon.

    :raises RulesMissing: the city has no rules of booking.
    """
    rules = rule_set(rules=rules_at(now=now))
    today, last_day = local_date(moment=now, zone=city.zone()), last_bookable_day(now=now)
    days = [date.fromordinal(ordinal) for ordinal in range(today.toordinal(), last_day.toordinal() + 1)]
    reading = _Reading(days=days, rules=rules, now=now)
    return Observed(
        rules=rules,
        last_day=last_day,
        offices=reading.offices(),
        organisations=reading.organisations(),
        clock=clock,
    )


class _Reading:
    """Catalogue, planning and times of some days, in a few queries and one search a service."""

    def __init__(self, *, days: list[date], rules: RuleSet, now: datetime) -> None:
        self.days, self.rules, self.now = days, rules, now
        self.above = ancestors()
        self.groups = {
            group.pk: group for group in CounterGroup.objects.filter(tour=None).select_related("office").order_by("pk")
        }
        self.rows = list(_at_counters(days)) if days else []
        self.served: dict[int, set[int]] = defaultdict(set)
        for group_id, service_id in CounterGroup.services.through.objects.values_list(
            "countergroup_id", "publicservice_id"
        ):
            self.served[group_id].add(service_id)
        self.offers: dict[int, dict[int, ServiceOffer]] = defaultdict(dict)
        for offer in ServiceOffer.objects.filter(is_bookable=True).select_related("service"):
            self.offers[offer.office_id][offer.service_id] = offer
        rules_by_day = BookingRules.objects.order_by("-valid_from")
        self.shares = list(rules_by_day.values_list("valid_from", "late_share_percent"))
        self.shortest = {pk: self._shortest(group) for pk, group in self.groups.items()}
        self._read_closed_days()

    def organisations(self) -> dict[int, OrganisationSeen]:
        """The organisations that a minimum is laid down for."""
        wanted = [minimum.organisation_id for minimum in self.rules.minimum_supply]
        return {
            part.pk: OrganisationSeen(
                id=part.pk,
                name=part.name,
                residents=part.residents,
                working_days=[
                    day
                    for day in self.days
                    if day.isoweekday() <= FRIDAY
                    and day > self.days[0]  # of today a part is over
                    and not any((above, day) in self.holidays for above in self.above.get(part.pk, []))
                ],
            )
            for part in Organisation.objects.filter(pk__in=wanted)
        }

    def offices(self) -> list[OfficeSeen]:
        """All offices that have counters."""
        by_office: dict[int, list[CounterGroup]] = defaultdict(list)
        for group in self.groups.values():
            by_office[group.office_id].append(group)
        openings = self._openings()
        planned = self._planned()
        rows_of_office: dict[int, list[CapacityDay]] = defaultdict(list)
        for row in self.rows:
            rows_of_office[self.groups[row.group_id].office_id].append(row)
        hours = staff_hours(groups=self.groups, days=self.days[1:], rows=self.rows)  # of today a part is over
        startable, offered = self._startable(self.rows), self._offered()
        # whoever books or cancels meanwhile keeps nothing back
        again = self._startable(list(_at_counters(self.days)))
        startable = {pk: min(count, again.get(pk, 0)) for pk, count in startable.items()}
        return [
            OfficeSeen(
                id=office.pk,
                organisation_ids=self.above.get(office.organisation_id, []),
                is_public=office.is_public,
                opening_days=[
                    day
                    for day in self.days
                    if day not in self._closed(office)
                    and any(_opens(rule, until, day) for rule, until in openings[office.pk])
                ],
                planned=planned.get(office.pk, {}),
                closed=self._closed(office),
                opens_minute=min(
                    (
                        rule.opens_minute
                        for rule, until in openings[office.pk]
                        if any(_opens(rule, until, day) for day in self.days)
                    ),
                    default=None,
                ),
                startable=startable.get(office.pk, 0),
                offered=offered.get(office.pk, 0),
                reserved=sum(sum(bytes(row.reserved)) for row in rows_of_office[office.pk]),
                may_be_reserved=sum(self._may_be_reserved(row) for row in rows_of_office[office.pk]),
                hours=hours.get(office.pk, {}),
                unserved=self._unserved(office.pk, by_office[office.pk]),
            )
            for office in Office.objects.filter(pk__in=by_office).order_by("pk")
        ]

    def _openings(self) -> dict[int, list[tuple[OpeningRule, date | None]]]:
        """By office the rules in force, each with the day on which it ends."""
        ends: dict[int, date] = {}
        for end in in_force(OpeningEnd.objects.all()):
            ends[end.rule_id] = min(end.ends_on, ends.get(end.rule_id, end.ends_on))
        openings: dict[int, list[tuple[OpeningRule, date | None]]] = defaultdict(list)
        at_counters = in_force(OpeningRule.objects.all()).filter(counters__gt=0, group__tour=None)
        for rule in at_counters.select_related("group"):
            until = min((each for each in (rule.valid_until, ends.get(rule.pk)) if each), default=None)
            openings[rule.group.office_id].append((rule, until))
        return openings

    def _read_closed_days(self) -> None:
        if not self.days:
            self.closures, self.holidays = [], set()
            return
        closures = in_force(Closure.objects.all())
        self.closures = list(closures.filter(ends_on__gt=self.days[0], starts_on__lte=self.days[-1]))
        self.holidays = set(holidays_in_force().filter(day__in=self.days).values_list("organisation_id", "day"))

    def _closed(self, office: Office) -> set[date]:
        above = self.above.get(office.organisation_id, [])
        closed = {day for organisation_id, day in self.holidays if organisation_id in above}
        for closure in self.closures:
            if closure.office_id == office.pk or closure.organisation_id in above:
                closed |= {day for day in self.days if closure.starts_on <= day < closure.ends_on}
        return closed

    def _shortest(self, group: CounterGroup) -> tuple[int, int] | None:
        """The steps of the group's quickest service, and which that is; None where it serves none that is bookable."""
        offers = self.offers[group.office_id]
        return min(((offers[pk].steps, pk) for pk in self.served[group.pk] if pk in offers), default=None)

    def _planned(self) -> dict[int, dict[date, float]]:
        """By office and day: the counters' steps, over the steps that an appointment of the group takes on average."""
        planned: dict[int, dict[date, float]] = defaultdict(dict)
        for row in self.rows:
            steps = sum(bytes(row.total))
            group = self.groups[row.group_id]
            if steps:
                of_office = planned[group.office_id]
                of_office[row.day] = of_office.get(row.day, 0) + steps / self._average(group)
        return planned

    def _average(self, group: CounterGroup) -> float:
        offers = self.offers[group.office_id]
        steps = [offers[pk].steps for pk in self.served[group.pk] if pk in offers]
        return sum(steps) / len(steps) if steps else 1

    def _startable(self, rows: list[CapacityDay]) -> dict[int, int]:
        """By office: how often the quickest service of each group could begin after today, counted from the rows."""
        counts: dict[int, int] = defaultdict(int)
        for row in rows:
            if row.day <= self.days[0]:
                continue
            shortest = self.shortest[row.group_id]
            steps = shortest[0] if shortest else 1
            service_ids = {shortest[1]} if shortest else set()
            to_be_had = free_beyond(
                free=bytes(row.free),
                reserved=bytes(row.reserved),
                first_minute=row.first_minute,
                step_minutes=row.step_minutes,
                reserved_from_minute=self._reserved_from(row.day, service_ids),
            )
            counts[self.groups[row.group_id].office_id] += _runs(to_be_had, steps)
        return counts

    def _reserved_from(self, day: date, service_ids: set[int]) -> int:
        is_urgent = service_ids <= set(self.rules.urgent_service_ids)
        late_hours = self.rules.late_release_hours if is_urgent else self.rules.late_open_hours
        return reserved_from(day=day, late_hours=late_hours, zone=city.zone(), now=self.now)

    def _may_be_reserved(self, row: CapacityDay) -> int:
        """In steps of counters, by the rules that are in force on the row's day."""
        percent = next((share for valid_from, share in self.shares if valid_from <= row.day), 0)
        return sum(bytes(row.total)) * percent // 100

    def _offered(self) -> dict[int, int]:
        """The same by the search, as everybody gets it."""
        counts: dict[int, int] = defaultdict(int)
        tomorrow = self.days[0] + timedelta(days=1) if self.days else None
        for service_id in {shortest[1] for shortest in self.shortest.values() if shortest}:
            found = free_starts(wishes=[(service_id, 1)], first_day=tomorrow, now=self.now)
            for group_id, count in found.by_group().items():
                shortest = self.shortest[group_id]
                if shortest and shortest[1] == service_id:
                    counts[self.groups[group_id].office_id] += count
        return counts

    def _unserved(self, office_id: int, groups: list[CounterGroup]) -> list[str]:
        served = {pk for group in groups for pk in self.served[group.pk]}
        return [offer.service.slug for pk, offer in self.offers[office_id].items() if pk not in served]


def _at_counters(days: Collection[date]) -> QuerySet[CapacityDay]:
    """The capacity of some days but that of tours: what can be had of it depends on where somebody lives."""
    return CapacityDay.objects.filter(day__in=days, group__tour=None)


def _runs(free: bytes, steps: int) -> int:
    """At how many steps as many in a row begin that have a counter left."""
    return sum(all(free[begin : begin + steps]) for begin in range(len(free) - steps + 1))


def _opens(rule: OpeningRule, until: date | None, day: date) -> bool:
    return rule.weekday == day.isoweekday() and rule.valid_from <= day and (until is None or day < until)
