"""Processes that book against each other: `python -m tests.procedures.appointments.racing`.

Reads from standard input what they do, as JSON: `task` (a key of `TASKS`) with what it takes, `processes`, and perhaps
`is_unguarded` and `pause`. Says what each process gave, as a JSON list; one that failed gave its traceback as `failed`.
"""

import json
import multiprocessing
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import UUID, uuid4

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - Django first
from django.utils.translation import gettext  # noqa: E402

from einamt.kernel.actor import CITIZEN, SYSTEM  # noqa: E402
from einamt.kernel.channels import Channel  # noqa: E402
from einamt.kernel.errors import DomainError  # noqa: E402
from einamt.platform.writing import together  # noqa: E402
from einamt.platform.writing.statements import run  # noqa: E402
from einamt.procedures.appointments import capacity, jobs, operations, steps  # noqa: E402
from einamt.procedures.appointments.errors import (  # noqa: E402
    HoldExpired,
    OfferExpired,
    SlotTaken,
    TooManyAppointments,
)
from einamt.procedures.appointments.models import Appointment, CapacityDay, CounterGroup, Hold, Offer  # noqa: E402
from einamt.procedures.appointments.offers import offer_token  # noqa: E402
from einamt.procedures.appointments.planning.drafts import changing_counters  # noqa: E402
from einamt.procedures.appointments.rules import day_of  # noqa: E402
from einamt.procedures.appointments.search import free_starts  # noqa: E402
from einamt.procedures.appointments.tours.homes import Reason  # noqa: E402
from tests.factories.appointments import somebody  # noqa: E402
from tests.factories.tours import home  # noqa: E402

Answer = dict[str, Any]
WEIGHTS = {
    "book": 5,
    "hold": 9,
    "confirm": 3,
    "release": 3,
    "cancel": 2,
    "change": 3,
    "sweep": 1,
    "close_and_reopen": 1,
    "plan_and_take_back": 1,
    "work_off": 1,
    "accept": 1,
}


def book_all(
    number: int, *, day: int, starts: list[int], service: int, now: datetime, email: str = "", orders: int = 2
) -> Answer:
    """Try every start once, in one of two orders: more come to a time at once than it has counters."""
    random.Random(number % orders).shuffle(starts)
    given: Counter[str] = Counter()
    for start in starts:
        try:
            _book(day=day, start=start, service=service, now=now, email=email)
            given["booked"] += 1
        except (SlotTaken, TooManyAppointments) as refusal:
            given[TooManyAppointments.__name__ if isinstance(refusal, TooManyAppointments) else "SlotTaken"] += 1
    return given


def send_again(
    number: int, *, day: int, starts: list[int], service: int, now: datetime, commands: list[str], email: str
) -> Answer:
    """Book one time after the other with the commands that all other processes send too."""
    references = [
        _book(day=day, start=start, service=service, now=now, email=f"{start}-{email}", command=UUID(command))
        for start, command in zip(starts, commands, strict=True)
    ]
    return {"references": references}


def confirm_again(number: int, *, holds: list[str], now: datetime, commands: list[str]) -> Answer:
    """Confirm one hold after the other with the commands that all other processes send too."""
    references = [
        operations.confirm_booking(
            hold_id=UUID(hold),
            contact=somebody(email=f"{hold}@example.org"),
            channel=Channel.PORTAL,
            actor=CITIZEN,
            command_id=UUID(command),
            now=now,
        ).case.reference
        for hold, command in zip(holds, commands, strict=True)
    ]
    return {"references": references}


def hold_again(number: int, *, day: int, starts: list[int], service: int, now: datetime, commands: list[str]) -> Answer:
    """Hold one time after the other with the commands that all other processes send too."""
    held = [
        operations.hold_slot(
            capacity_day_id=day, start_minute=start, wishes=[(service, 1)], now=now, command_id=UUID(command)
        )
        for start, command in zip(starts, commands, strict=True)
    ]
    return {"held": [str(hold.pk) for hold in held]}


def move_all(number: int, *, appointments: list[str], holds: list[str], now: datetime) -> Answer:
    """Move this process's own appointment to this process's own hold, which has run out; all are for one time."""
    try:
        operations.change_appointment(
            appointment_id=UUID(appointments[number]),
            hold_id=UUID(holds[number]),
            channel=Channel.PORTAL,
            actor=CITIZEN,
            command_id=uuid4(),
            now=now,
        )
    except HoldExpired:
        return {"HoldExpired": 1}
    return {"moved": 1}


def cross(number: int, *, days: list[int], starts: list[int], services: list[int], now: datetime) -> Answer:
    """Book chains of two groups at every start, beginning at the one group or, every other process, at the other."""
    random.Random(number).shuffle(starts)
    given: Counter[str] = Counter()
    for start in starts:
        try:
            held = operations.hold_slot(
                capacity_day_id=days[number % 2],
                start_minute=start,
                wishes=[(service, 1) for service in services],
                now=now,
            )
            if given["booked"] % 3 == 2:
                operations.release_hold(hold_id=held.pk, now=now)
                given["released"] += 1
            request = {"channel": Channel.PORTAL, "actor": CITIZEN, "now": now}
            booked = operations.confirm_booking(hold_id=held.pk, contact=somebody(), command_id=uuid4(), **request)
            given["booked"] += 1
            if given["booked"] % 4 == 3:
                operations.cancel_appointment(appointment_id=booked.appointment.pk, command_id=uuid4(), **request)
                given["cancelled"] += 1
        except (SlotTaken, HoldExpired) as refusal:
            given[refusal.code] += 1
    return given


def visit_neighbours(number: int, *, day: int, starts: list[int], service: int, now: datetime) -> Answer:
    """Want one time each, all at once: the next ones to each other's, for homes on opposite sides of the base."""
    try:
        operations.hold_home_visit(
            capacity_day_id=day,
            start_minute=starts[number],
            wishes=[(service, 1)],
            home=home(km=-9 if number % 2 else 9),
            reason=Reason.CANNOT_LEAVE,
            now=now,
        )
    except SlotTaken:
        return {"too far": 1}
    return {"held": 1}


def visit_homes(number: int, *, days: list[int], starts: list[int], service: int, now: datetime) -> Answer:
    """Want neighbouring times of a tour for homes that lie apart: hold, confirm, book, move, cancel, release them."""
    chance = random.Random(number)
    given: Counter[str] = Counter()
    own: list[UUID] = []
    request = {"channel": Channel.PORTAL, "actor": CITIZEN, "now": now}
    for start in chance.sample(starts, len(starts)) * 4:
        place = {
            "capacity_day_id": chance.choice(days),
            "start_minute": start,
            "wishes": [(service, 1)],
            "home": home(km=chance.choice([-9, -3, 0, 3, 9])),
            "reason": Reason.CANNOT_LEAVE,
        }
        try:
            if chance.random() < 0.3:
                booked = operations.book_home_visit(**place, contact=somebody(), command_id=uuid4(), **request)
                own.append(booked.appointment.pk)
                given["booked"] += 1
                continue
            held = operations.hold_home_visit(**place, now=now)
            what = chance.choice(["confirm", "confirm", "release", "move", "leave"])
            given[what] += 1
            if what == "confirm":
                booked = operations.confirm_booking(hold_id=held.pk, contact=somebody(), command_id=uuid4(), **request)
                own.append(booked.appointment.pk)
            elif what == "release":
                operations.release_hold(hold_id=held.pk, now=now)
            elif what == "move" and own:
                operations.change_appointment(
                    appointment_id=chance.choice(own), hold_id=held.pk, command_id=uuid4(), **request
                )
            if own and chance.random() < 0.5:
                operations.cancel_appointment(
                    appointment_id=own.pop(chance.randrange(len(own))), command_id=uuid4(), **request
                )
                given["cancelled"] += 1
        except DomainError as refusal:
            given[refusal.code] += 1
    given["expired"] += operations.expire_holds(now=now + timedelta(hours=1)) if number == 0 else 0
    return given


def give_up_visits(number: int, *, appointments: list[str], now: datetime, **wanted: Any) -> Answer:
    """Half of the processes cancel visits and work the backlog off after each; the others want times of the days."""
    if number % 2:
        return visit_homes(number, now=now, **wanted)
    own = [UUID(each) for each in appointments[number // 2 :: 4]]
    for appointment_id in own:
        operations.cancel_appointment(
            appointment_id=appointment_id, actor=CITIZEN, channel=Channel.PORTAL, command_id=uuid4(), now=now
        )
        jobs.work_off_backlog(now)
    return {"given up": len(own)}


def watch_writers(number: int, *, days: list[int], steps: int, service: int, now: datetime) -> Answer:
    """A third of the processes take every step, each by itself, and are slow to commit; the others search meanwhile.

    A search may find nothing that was taken before it began, and must find what is free when it has ended.
    """
    if number % 3 == 0:
        return {"written": _take_slowly(random.Random(number), days=days, steps=range(number // 3, steps, 2))}
    looks, before = 0, _stored(days)
    seen = {frozenset(before)}
    while before:
        ids, minutes = free_starts(wishes=[(service, 1)], now=now).unfolded()
        looked = {time for time in zip(ids.tolist(), minutes.tolist(), strict=True) if time[0] in days}
        after = _stored(days)
        if not after <= looked <= before:
            return {"failed": f"found what was gone: {looked - before}; missed what was free: {after - looked}"}
        looks, before = looks + 1, after
        seen.add(frozenset(looked))
    return {"looks": looks, "changes": len(seen)}


def _stored(days: list[int]) -> set[tuple[int, int]]:
    """The free times of some days, straight from the rows."""
    rows = CapacityDay.objects.filter(pk__in=days)
    return {
        (row.pk, row.first_minute + step * row.step_minutes)
        for row in rows
        for step, free in enumerate(bytes(row.free))
        if free
    }


def _take_slowly(chance: random.Random, *, days: list[int], steps: range) -> int:
    """Take each of the steps on each of the days in a transaction of its own; how many there were."""
    places = [(day, step) for day in days for step in steps]
    chance.shuffle(places)
    row = CapacityDay.objects.get(pk=days[0])
    cut = {"first_minute": row.first_minute, "step_minutes": row.step_minutes}
    for day, step in places:
        place = capacity.Place(day, row.first_minute + step * row.step_minutes, 1)
        with transaction.atomic():
            assert run(capacity.taking(place=place, **cut))[1] == 1
            time.sleep(chance.choice((0.0, 0.0, 0.01, 0.05)))
    return len(places)


def accept_again(number: int, *, offers: list[str], now: datetime) -> Answer:
    """Accept one offer after the other, all of them from every device."""
    given: dict[str, Any] = {"appointments": []}
    for offer in offers:
        accepted = operations.accept_offer(
            token=offer_token(offer_id=UUID(offer)),
            channel=Channel.PORTAL,
            actor=CITIZEN,
            command_id=uuid4(),
            now=now,
        )
        given["appointments"].append(str(accepted.pk))
    return given


def accept_while_it_ends(number: int, *, offers: list[str], now: datetime) -> Answer:
    """Half of the processes accept in the last second; for the other half it is over, and they end what is open."""
    given: Counter[str] = Counter()
    later = now + timedelta(seconds=1)
    random.Random(number % 2).shuffle(offers)
    for offer in offers:
        if number % 2:
            given["ended"] += operations.end_offers(now=later)
            continue
        try:
            operations.accept_offer(
                token=offer_token(offer_id=UUID(offer)),
                channel=Channel.PORTAL,
                actor=CITIZEN,
                command_id=UUID(offer),
                now=now,
            )
            given["accepted"] += 1
        except OfferExpired:
            given["OfferExpired"] += 1
    return given


def match(number: int, *, rounds: int, now: datetime) -> Answer:
    """Offer to the waitlist."""
    return {"offers": sum(operations.offer_to_waitlist(now=now) for _ in range(rounds))}


def draw(number: int, *, now: datetime) -> Answer:
    """Run the draws that are due."""
    return {"drawn": operations.run_draws(now=now)}


def live(number: int, *, seconds: float, turns: int, **city: Any) -> Answer:
    """Book, hold, confirm, release, cancel, change, close and reopen as it comes, also what is another process's."""
    life = Life(chance=random.Random(number), **city)
    given: Counter[str] = Counter()
    until = time.monotonic() + seconds
    while turns > 0 or time.monotonic() < until:
        turns -= 1
        [name] = life.chance.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))
        try:
            given[name if getattr(life, name)() else "nothing to do"] += 1
        except DomainError as refusal:
            given[refusal.code] += 1
    return given


@dataclass
class Life:
    """What one process does by chance; each says whether there was something to do it with."""

    chance: random.Random
    days: list[int]
    starts: list[int]
    services: list[int]
    office: int
    now: datetime

    def book(self) -> bool:
        _book(**self._place(), now=self.now)
        return True

    def hold(self) -> bool:
        place = self._place()
        operations.hold_slot(
            capacity_day_id=place["day"],
            start_minute=place["start"],
            wishes=[(place["service"], 1)],
            now=self.now,
        )
        return True

    def confirm(self) -> bool:
        if hold := self._a_hold():
            operations.confirm_booking(hold_id=hold, contact=somebody(), **self._request())
        return hold is not None

    def release(self) -> bool:
        if hold := self._a_hold():
            operations.release_hold(hold_id=hold, now=self.now)
        return hold is not None

    def cancel(self) -> bool:
        if appointment := self._an_appointment():
            operations.cancel_appointment(appointment_id=appointment, **self._request())
        return appointment is not None

    def change(self) -> bool:
        hold, appointment = self._a_hold(), self._an_appointment()
        if hold is None or appointment is None:
            return False
        operations.change_appointment(appointment_id=appointment, hold_id=hold, **self._request())
        return True

    def sweep(self) -> bool:
        """All holds have run out, also those that others are confirming."""
        return operations.expire_holds(now=self.now + timedelta(hours=1)) > 0

    def close_and_reopen(self) -> bool:
        day = day_of(self.chance.choice(self.days))
        closed = operations.close_office(
            office_id=self.office, starts_on=day, ends_on=day + timedelta(days=1), reason="Wasserschaden", now=self.now
        )
        time.sleep(self.chance.random() / 20)
        operations.reopen_office(closure_id=closed.closure.pk, now=self.now)
        return True

    def plan_and_take_back(self) -> bool:
        """One counter less for a while; what somebody loses meanwhile comes into the backlog."""
        day = day_of(self.chance.choice(self.days))
        draft = changing_counters(
            group=CounterGroup.objects.filter(office_id=self.office).first(),
            first_day=day,
            end_day=day + timedelta(days=1),
            opens_minute=0,
            closes_minute=1440,
            counters=-1,
            reason="Erkrankung",
        )
        saved = operations.save_plan(draft=draft, actor=SYSTEM, command_id=uuid4(), now=self.now)
        time.sleep(self.chance.random() / 20)
        operations.withdraw_plan(plan_id=saved.plan.pk, actor=SYSTEM, now=self.now)
        return True

    def work_off(self) -> bool:
        jobs.work_off_backlog(self.now)
        return True

    def accept(self) -> bool:
        if offer := self._one_of(Offer.objects.filter(outcome="open")):
            operations.accept_offer(token=offer_token(offer_id=offer), **self._request())
        return offer is not None

    def _place(self) -> dict[str, int]:
        choose = self.chance.choice
        return {"day": choose(self.days), "start": choose(self.starts), "service": choose(self.services)}

    def _request(self) -> dict[str, Any]:
        return {"channel": Channel.PORTAL, "actor": CITIZEN, "command_id": uuid4(), "now": self.now}

    def _a_hold(self) -> UUID | None:
        return self._one_of(Hold.objects.filter(outcome=Hold.Outcome.KEPT))

    def _an_appointment(self) -> UUID | None:
        return self._one_of(Appointment.objects.filter(cancelled_at=None))

    def _one_of(self, rows: Any) -> UUID | None:
        keys = list(rows.order_by("pk").values_list("pk", flat=True)[:30])
        return self.chance.choice(keys) if keys else None


TASKS: dict[str, Callable[..., Answer]] = {
    "book_all": book_all,
    "send_again": send_again,
    "confirm_again": confirm_again,
    "hold_again": hold_again,
    "move_all": move_all,
    "cross": cross,
    "accept_again": accept_again,
    "accept_while_it_ends": accept_while_it_ends,
    "match": match,
    "draw": draw,
    "live": live,
    "visit_homes": visit_homes,
    "give_up_visits": give_up_visits,
    "visit_neighbours": visit_neighbours,
    "watch_writers": watch_writers,
}


def warm_up() -> None:
    """Load once, before the processes part, what the first booking and the first refusal would load in each."""
    import numpy as np

    np.zeros(1).nonzero()
    steps.new_contact(contact=somebody(), now=datetime(2026, 11, 23, tzinfo=UTC))
    steps.token_of(appointment_id=uuid4())
    gettext("Dieser Termin wurde gerade vergeben.")


def take_the_guard_out() -> None:
    """Let the UPDATE of capacity pass whether or not a counter is left; all else stays, also the look before it.

    So it is with the look under the lock of a tour's day.
    """

    def reachable(**_where: object) -> bool:
        return True

    steps.is_reachable = reachable
    if connection.vendor == "postgresql":
        guarded = capacity._taking_sql

        def unguarded(count: int, opened: int) -> str:
            sql = guarded(count, opened)
            assert sql.count(") > ") == count
            return sql.replace(") > ", ") >= ")

        capacity._taking_sql = unguarded
        return
    run = together.run

    def ignoring(statement: Any) -> Any:
        rows, changed = run(statement)
        return rows, max(changed, 1)

    together.run = ignoring


def widen_the_gap(pause: float) -> None:
    """Wait between the look at a time and the UPDATE that takes it."""

    def later(make: Callable[..., Any]) -> Callable[..., Any]:
        def made(**arguments: Any) -> Any:
            time.sleep(pause)
            return make(**arguments)

        return made

    steps.new_booking, steps.new_hold = later(steps.new_booking), later(steps.new_hold)


def _book(*, day: int, start: int, service: int, now: datetime, email: str = "", command: UUID | None = None) -> str:
    return operations.book_slot(
        capacity_day_id=day,
        start_minute=start,
        wishes=[(service, 1)],
        contact=somebody(email=email),
        channel=Channel.PORTAL,
        actor=CITIZEN,
        command_id=command or uuid4(),
        now=now,
    ).case.reference


def _run(number: int, order: dict[str, Any], barrier: Barrier, answer: Connection) -> None:
    try:
        connection.ensure_connection()
        barrier.wait(timeout=30)
        given = TASKS[order.pop("task")](number, **order)
    except BaseException:  # noqa: BLE001 - told to the test, whatever it is
        given = {"failed": traceback.format_exc()}
    answer.send(given)


def main() -> None:
    """Run the processes, each a fork of this one, which has no connection yet."""
    order = json.load(sys.stdin)
    order["now"] = datetime.fromisoformat(order["now"])
    if order.pop("is_unguarded", False):
        take_the_guard_out()
    widen_the_gap(order.pop("pause", 0.0))
    warm_up()
    fork = multiprocessing.get_context("fork")
    count = order.pop("processes")
    barrier = fork.Barrier(count)
    answers = []
    for number in range(count):
        ours, theirs = fork.Pipe(duplex=False)
        fork.Process(target=_run, args=(number, order, barrier, theirs), daemon=True).start()
        theirs.close()
        answers.append(ours)
    print(json.dumps([answer.recv() for answer in answers]))


if __name__ == "__main__":
    main()
