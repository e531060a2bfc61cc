"""Whether a capacity row says what holds and appointments say, and what its plan says: plain Python.

The bytes of a row are a second account of what is booked (docs/adr/0002-capacity-row.md). Here the first one is added
up again. What is read, and under which locks, stands in `operations.auditing`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import zip_longest

from einamt.kernel.errors import N_
from einamt.procedures.appointments.rules import DayPlan


class Account(StrEnum):
    """What was compared."""

    SHAPE = "shape"
    """How many steps a row has, beside what its header says. Where they differ, nothing else is compared."""
    PLANNED = "planned"
    """The counters that serve (`total`), beside what the records of supply make of the day."""
    RESERVED = "reserved"
    """What is kept for urgent services, beside what the rules make of the day."""
    OUTSIDE = "outside"
    """What is taken at minutes that the row does not have."""
    FREE = "free"
    OVER = "over"


SENTENCES: Mapping[Account, str] = {
    Account.SHAPE: N_("%(place)s: Die Zeile ist beschädigt, ihr Kopf passt nicht zu ihren %(kept)s Schritten."),
    Account.PLANNED: N_("%(place)s: In der Zeile bedienen %(kept)s Schalter, nach dem Plan %(should_be)s."),
    Account.RESERVED: N_(
        "%(place)s: In der Zeile sind %(kept)s für Dringendes zurückgehalten, nach den Regeln %(should_be)s."
    ),
    Account.OUTSIDE: N_("%(place)s: %(kept)s vergeben, aber diese Zeit hat die Zeile nicht."),
    Account.FREE: N_("%(place)s: In der Zeile sind %(kept)s frei, richtig ist %(should_be)s."),
    Account.OVER: N_("%(place)s: In der Zeile sind %(kept)s zu viel vergeben, richtig ist %(should_be)s."),
}
"""German msgids; `place` is office, group, day and clock time."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a row keeps in one step or several in a row, from one minute of the day to another, and what it should."""

    capacity_day_id: int
    account: Account
    begins_minute: int
    ends_minute: int
    kept: int
    should_be: int


def differences_of_account(
    *, capacity_day_id: int, plan: DayPlan, places: Iterable[tuple[int, int]], is_erased: bool
) -> Iterator[Difference]:
    """Where `free` and `over` of a row are not what `places` make of its `total`.

    `places` are first minute and steps of all that takes capacity there. Where `is_erased`, appointments of the day may
    have been erased since: then the row may say that more is taken, never that less is.
    """
    taken, outside = [0] * len(plan.total), Counter[int]()
    for start_minute, steps in places:
        first, rest = divmod(start_minute - plan.first_minute, plan.step_minutes)
        for step in range(first, first + steps):
            if rest or not 0 <= step < len(taken):
                outside[start_minute + (step - first) * plan.step_minutes] += 1
            else:
                taken[step] += 1
    if is_erased:
        taken = [max(pair) for pair in zip(taken, plan.taken, strict=True)]
    left = [total - count for total, count in zip(plan.total, taken, strict=True)]
    free, over = [max(0, each) for each in left], [max(0, -each) for each in left]
    if not outside and free == list(plan.free) and over == list(plan.over):
        return
    for account, figures in (
        (Account.OUTSIDE, {minute: (count, 0) for minute, count in sorted(outside.items())}),
        (Account.FREE, _by_minute(plan, zip(plan.free, free, strict=True))),
        (Account.OVER, _by_minute(plan, zip(plan.over, over, strict=True))),
    ):
        yield from _runs(capacity_day_id, account, figures, plan.step_minutes)


def differences_of_plan(*, capacity_day_id: int, plan: DayPlan, intended: Sequence[DayPlan]) -> Iterator[Difference]:
    """Where a row's counters are what none of `intended` says, or its reserved ones what the last of them does not.

    The last is told beside it. There may be several: a row whose last appointment was cancelled keeps its steps until
    it is planned anew.
    """
    if is_same_supply(plan, intended[-1]):
        pairs = zip_longest(plan.reserved, intended[-1].reserved, fillvalue=0)
        yield from _runs(capacity_day_id, Account.RESERVED, _by_minute(plan, pairs), plan.step_minutes)
        return
    kept, wanted = _counters(plan), [_counters(each) for each in intended]
    if kept in wanted:
        return
    minutes = sorted(kept.keys() | wanted[-1].keys())
    figures = {minute: (kept.get(minute, 0), wanted[-1].get(minute, 0)) for minute in minutes}
    yield from _runs(capacity_day_id, Account.PLANNED, figures, intended[-1].step_minutes)


def is_same_supply(one: DayPlan, other: DayPlan) -> bool:
    """Whether two plans let the same counters serve in the same steps."""
    return (one.first_minute, one.step_minutes, one.total) == (other.first_minute, other.step_minutes, other.total)


def _counters(plan: DayPlan) -> dict[int, int]:
    """How many serve, by minute, where any do: a row may be longer than its counters serve."""
    return {
        plan.first_minute + step * plan.step_minutes: counters for step, counters in enumerate(plan.total) if counters
    }


def _by_minute(plan: DayPlan, figures: Iterable[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    return {plan.first_minute + step * plan.step_minutes: pair for step, pair in enumerate(figures)}


def _runs(
    capacity_day_id: int, account: Account, figures: Mapping[int, tuple[int, int]], step_minutes: int
) -> Iterator[Difference]:
    """The steps (by minute, in order) whose two figures differ; those in a row with the same figures as one."""
    run: Difference | None = None
    for minute, (kept, should_be) in figures.items():
        if run and (run.ends_minute, run.kept, run.should_be) == (minute, kept, should_be):
            run = replace(run, ends_minute=minute + step_minutes)
            continue
        if run:
            yield run
        ends = minute + step_minutes
        run = Difference(capacity_day_id, account, minute, ends, kept, should_be) if kept != should_be else None
    if run:
        yield run
