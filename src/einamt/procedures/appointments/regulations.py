"""Models of what the city lays down about its appointments, by whom and from when, and where it is not kept.

Rows in force are never edited: a change is a row of its own, with its day, its author and its reasons. What each rule
means and what holds it stands in docs/rules/appointments.md.
"""

from typing import ClassVar

from django.db import models

from einamt.catalog.models import Office, Organisation, PublicService
from einamt.platform.retention.policy import Policy, Until
from einamt.procedures.appointments.proposals import Proposal, four_eyes
from einamt.procedures.appointments.ruleset import STEPS_OF_AN_HOUR

AUTHORSHIP = Policy(
    owner="appointments",
    personal=True,
    keep=Until.REPLACED,
    reason="who answers for a rule of the city, with the rule's history; no figure about anybody's work is made of it",
)

MOST_OVERBOOKED_PERCENT = 30
"""Beyond this an office does not make up for people who stay away, it lets those wait who come."""


def one_day_before() -> list[int]:
    """When people are reminded where the city says nothing else."""
    return [24]


class BookingRules(models.Model):
    """The city's rules of booking, dated: the row with the latest `valid_from` that has come is in force."""

    policy: ClassVar[Policy] = AUTHORSHIP

    valid_from = models.DateField(unique=True)

    step_minutes = models.PositiveSmallIntegerField()
    horizon_days = models.PositiveSmallIntegerField()
    release_minute = models.PositiveSmallIntegerField(default=0)
    """At which minute after midnight, by the wall clock, the horizon's new day opens."""
    lead_minutes = models.PositiveSmallIntegerField(default=10)
    """How long before its start a time is last offered."""
    promise_days = models.PositiveSmallIntegerField()
    hold_minutes = models.PositiveSmallIntegerField()
    appointments_per_contact = models.PositiveSmallIntegerField()
    is_open_on_all_channels = models.BooleanField(default=True)
    """Whether every time can be had by portal, counter, hotline and API alike."""

    late_share_percent = models.PositiveSmallIntegerField(default=0)
    """How much of a day is kept back for urgent services until `late_release_hours` before it begins; 0: nothing."""
    late_release_hours = models.PositiveSmallIntegerField(default=48)
    """So long before its start a time that was kept back opens for urgent services."""
    late_open_hours = models.PositiveSmallIntegerField(default=24)
    """So long before its start what is left of it opens for all services."""
    urgent_services = models.ManyToManyField(PublicService, related_name="+")

    late_arrival_minutes = models.PositiveSmallIntegerField(default=10)
    """Whoever arrives later than this after the appointed time has lost the place in front."""
    no_show_minutes = models.PositiveSmallIntegerField(default=10)
    """Whoever has not arrived so long after the appointed time may be marked as not come."""
    reminder_hours = models.JSONField(default=one_day_before)
    """List of hours before an appointment at which people are reminded of it, the longest in front."""
    overbook_percent_max = models.PositiveSmallIntegerField(default=0)
    """By how much an office may overbook at most, by its measured share of people who do not come; 0: not at all."""

    staff_hours_tolerance_percent = models.PositiveSmallIntegerField(default=20, db_default=20)
    """By so much the times that an office offers on a day may differ from the hours of counters it has staffed."""

    offer_minutes = models.PositiveSmallIntegerField(default=120)
    """How long an offer to somebody on the waitlist stands."""
    offer_ahead_hours = models.PositiveSmallIntegerField(default=24)
    """Only times that begin at least so long from now are offered to the waitlist."""
    offers_unanswered = models.PositiveSmallIntegerField(default=3)
    """After so many offers without an answer somebody leaves the waitlist: times would be kept for nothing."""
    backlog_offer_hours = models.PositiveSmallIntegerField(default=24)
    """How long a time is held for somebody who has lost theirs."""
    backlog_ahead_hours = models.PositiveSmallIntegerField(default=3)
    """Only times that begin at least so long from now are offered to them."""
    backlog_nearer_days = models.PositiveSmallIntegerField(default=7)
    """So many days later than elsewhere may the first time in their own office be, and still be offered."""
    backlog_offers = models.PositiveSmallIntegerField(default=3)
    """After so many offers that were declined or not answered, somebody rings."""
    draw_minutes = models.PositiveSmallIntegerField(default=0)
    """So many minutes after a bulk release wishes are collected, then drawn by lot; 0: first come, first served."""
    bulk_release_minimum = models.PositiveIntegerField(default=200)
    """So many new times at once make a bulk release."""

    proof_fewest = models.PositiveIntegerField(default=150)
    """How many numbers a browser tries at least to show that it is not a script."""
    proof_most = models.PositiveIntegerField(default=2400)
    """How many at most, however suspicious the requests: an old phone must manage them while somebody types."""

    source = models.CharField(max_length=200)
    """The regulation behind the row as a whole."""
    sources = models.JSONField(default=dict)
    """Citation by the code of a rule (`ruleset.NAMES`), where it has one of its own."""
    explanation = models.TextField(blank=True)
    """What the city says to its citizens about these rules, in German."""
    explanation_en = models.TextField(blank=True)
    author = models.CharField(max_length=120, blank=True)
    """Who put them in force, as `kind:id`; empty: with the city's first content."""
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(step_minutes__in=STEPS_OF_AN_HOUR), name="rules_step_divides_an_hour"
            ),
            models.CheckConstraint(condition=models.Q(release_minute__lt=1440), name="rules_release_within_day"),
            models.CheckConstraint(condition=models.Q(late_share_percent__lte=100), name="rules_late_share"),
            models.CheckConstraint(
                condition=models.Q(late_open_hours__lte=models.F("late_release_hours")), name="rules_late_order"
            ),
            models.CheckConstraint(
                condition=models.Q(overbook_percent_max__lte=MOST_OVERBOOKED_PERCENT), name="rules_overbook"
            ),
            models.CheckConstraint(
                condition=models.Q(proof_fewest__gte=1, proof_most__gte=models.F("proof_fewest")),
                name="rules_proof_order",
            ),
            models.CheckConstraint(condition=models.Q(bulk_release_minimum__gte=1), name="rules_bulk_release"),
        ]

    def __str__(self) -> str:
        return f"from {self.valid_from}"


class MinimumSupply(models.Model):
    """How many appointments an organisation's offices must offer on a working day: so many, or so many per 1,000
    residents.
    """

    policy: ClassVar[Policy] = Policy(
        owner="appointments", personal=False, keep=Until.WITH_OWNER, reason="part of the city's rules"
    )

    rules = models.ForeignKey(BookingRules, on_delete=models.CASCADE, related_name="minimum_supply")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    per_day = models.PositiveIntegerField(null=True)
    per_1000_residents = models.DecimalField(max_digits=6, decimal_places=2, null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rules", "organisation"], name="minimum_supply_once"),
            models.CheckConstraint(
                condition=models.Q(per_day=None) ^ models.Q(per_1000_residents=None), name="minimum_supply_one_measure"
            ),
        ]

    def __str__(self) -> str:
        measure = f"{self.per_1000_residents} per 1,000 residents" if self.per_day is None else f"{self.per_day}"
        return f"{self.organisation_id}: {measure}"


class RulesProposal(Proposal):
    """Rules of booking that are proposed: the history of `BookingRules`. `values` as `RuleSet.plain` writes them."""

    policy: ClassVar[Policy] = AUTHORSHIP

    rules = models.OneToOneField(BookingRules, null=True, on_delete=models.SET_NULL, related_name="proposal")

    class Meta:
        constraints: ClassVar = four_eyes(name="rules_proposal")


class RuleFinding(models.Model):
    """That a rule of the city is not kept somewhere. It ends when the daily check finds it kept, in no other way."""

    policy: ClassVar[Policy] = Policy(
        owner="appointments",
        personal=True,
        keep=Until.REPLACED,
        reason="who has taken a task over or answered for a place; an ended finding is erased after a year",
    )

    rule = models.CharField(max_length=40)
    """Code of a check in `keeping.CHECKS`."""
    subject = models.CharField(max_length=40)
    """`office:3`, `organisation:2`, or `city`."""
    office = models.ForeignKey(Office, null=True, on_delete=models.CASCADE, related_name="rule_findings")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="rule_findings")
    message = models.TextField()
    """A German msgid with named placeholders."""
    params = models.JSONField(default=dict)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    owner = models.CharField(max_length=120, blank=True)
    """Who sees to it, as `kind:id`."""
    note = models.TextField(blank=True)
    due_date = models.DateField(null=True)
    """Until when the rule is to be kept again (`keeping.Check.days`)."""
    answer = models.TextField(blank=True, db_default="")
    """What the place's management says: why it is so, and what is done."""
    answered_by = models.CharField(max_length=120, blank=True, db_default="")
    """As `kind:id`."""
    answered_at = models.DateTimeField(null=True)
    previous = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="later")
    """The finding of the same rule and place that ended last: the rule has been kept in between."""
    told_at = models.DateTimeField(null=True)
    """When those who are responsible were told of it."""
    reminded_at = models.DateTimeField(null=True)
    """When they were told that the day has passed."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rule", "subject"], condition=models.Q(ended_at=None), name="rule_finding_open_once"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["rule", "subject", "first_seen_at"], name="rule_finding_history")]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject}"


class FailedSearch(models.Model):
    """How often a search for times found nothing, in one hour: a count, not one row for each person who searched."""

    policy: ClassVar[Policy] = Policy(
        owner="appointments", personal=False, keep=Until.DELIVERED, reason="becomes a fact when its hour is over"
    )

    hour = models.DateTimeField()
    """Its beginning."""
    service = models.CharField(max_length=80)
    """Identifier of the first service that was asked for."""
    district = models.CharField(max_length=80, blank=True)
    """Identifier of the office's organisation, where one office was asked for."""
    office = models.CharField(max_length=80, blank=True)
    is_narrowed = models.BooleanField()
    """Whether days, times or offices were asked for that left times elsewhere out."""
    count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["hour", "service", "district", "office", "is_narrowed"], name="failed_search_counted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hour}: {self.service} {self.count}"
