"""The same request again: what it asks is done once, and it is answered the same."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from einamt.channels.api import addresses, limits
from einamt.channels.parts import humans
from einamt.platform.ratelimit.models import Limit
from einamt.platform.ratelimit.operations import allow
from einamt.procedures.appointments.models import Appointment, Hold
from tests.channels.api.conftest import NOW, ROOT, Program, StandingClock, code_of
from tests.factories.appointments import (
    Bookable,
    make_rules,
)


def test_a_request_that_is_sent_again_is_answered_the_same_and_done_once(program: Program) -> None:
    held = program.hold("08:12").json()
    body, key = program.person(held), str(uuid4())
    first = program.post("appointments", body, key=key)
    again = program.post("appointments", body, key=f'"{key}"')
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert Appointment.objects.count() == 1


def test_a_key_that_is_used_for_something_else_is_refused(program: Program) -> None:
    key = str(uuid4())
    assert program.post("holds", program.wish("08:12"), key=key).status_code == 201
    assert code_of(program.post("holds", program.wish("08:24"), key=key)) == (422, "idempotency-key-reused")
    assert Hold.objects.count() == 1


def test_a_hold_is_not_confirmed_with_the_key_that_it_was_held_with(known_program: Program) -> None:
    key = str(uuid4())
    held = known_program.post("holds", known_program.wish("08:12"), key=key).json()
    refused = known_program.post("appointments", known_program.person(held), key=key)
    assert code_of(refused) == (422, "idempotency-key-reused")
    assert (Appointment.objects.count(), Hold.objects.get().outcome) == (0, "kept")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("who", ["program", "known_program"])
def test_the_same_request_several_times_at_once_is_done_once_and_answered_the_same(
    who: str, request: pytest.FixtureRequest
) -> None:
    asking: Program = request.getfixturevalue(who)
    barrier, found = threading.Barrier(4), []

    def race(path: str, body: dict[str, Any], key: str) -> None:
        program = replace(asking, client=Client())
        barrier.wait()
        try:
            found.append(program.post(path, body, key=key))
        finally:
            connection.close()

    def all_at_once(path: str, body: dict[str, Any]) -> dict[str, Any]:
        found.clear()
        key = str(uuid4())
        threads = [threading.Thread(target=race, args=(path, body, key)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [response.status_code for response in found] == [201] * 4
        assert len({response.content for response in found}) == 1
        answer: dict[str, Any] = found[0].json()
        return answer

    held = all_at_once("holds", asking.wish("08:12"))
    all_at_once("appointments", asking.person(held))
    assert (Hold.objects.count(), Appointment.objects.count()) == (1, 1)


def test_what_was_refused_may_be_tried_again_with_the_same_key_and_proof(program: Program, place: Bookable) -> None:
    make_rules(appointments_per_contact=1)
    first = program.book("08:12").json()
    held, key = program.hold("09:00").json(), str(uuid4())
    body = program.person(held)
    assert code_of(program.post("appointments", body, key=key))[1] == "too-many-appointments"
    program.on(first, "cancel")
    assert program.post("appointments", body, key=key).status_code == 201


def test_a_proof_is_not_good_for_trying_one_person_after_the_other(program: Program, city_clock: StandingClock) -> None:
    make_rules(appointments_per_contact=1)
    program.book("08:12")
    body = program.person(program.hold("09:00").json())
    codes = [code_of(program.post("appointments", body))[1] for _ in range(6)]
    assert codes == ["too-many-appointments"] * 5 + ["proof-of-work"]
    city_clock.now += timedelta(minutes=14)
    assert code_of(program.post("appointments", body))[1] == "proof-of-work"


def test_who_asks_again_is_counted_too_and_answered_the_same(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.ALLOWED, "api.hold", limits.Limit(2, 2, timedelta(minutes=10)))
    wish, key = program.wish("08:12"), str(uuid4())
    first, again, refused = (program.post("holds", wish, key=key) for _ in range(3))
    assert (again.status_code, again.content) == (201, first.content)
    assert refused.status_code == 429


def test_only_times_that_were_held_raise_suspicion(program: Program) -> None:
    wish, key = program.wish("08:12"), str(uuid4())
    counted = []
    for _ in range(3):
        program.post("holds", wish, key=key)
        counted.append(Limit.objects.count())
    assert code_of(program.hold("08:12"))[1] == "slot-taken"
    assert Limit.objects.count() == counted[0]
    assert humans.suspicion_without_counting(network="127.0.0.1", now=NOW) == 0
    [allow(key="suspicion-0:127.0.0.1", limit=10, per=timedelta(hours=1), now=NOW) for _ in range(10)]
    assert humans.suspicion_without_counting(network="127.0.0.1", now=NOW) == 1


def test_every_address_that_counts_as_more_than_a_request_is_there() -> None:
    assert limits.COUNTED_BESIDES.keys() <= addresses._BOOKING.keys()
    assert set(limits.COUNTED_BESIDES.values()) <= limits.ALLOWED.keys()


def test_every_change_is_done_once(program: Program) -> None:
    booked = program.book("08:12").json()
    key = str(uuid4())
    first, again = (program.on(booked, "cancel", key=key) for _ in range(2))
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert code_of(program.on(booked, "cancel")) == (409, "already-cancelled")


@pytest.mark.parametrize("key", ["", "42", "kein Schlüssel"])
def test_a_change_without_a_usable_key_is_refused(program: Program, key: str) -> None:
    headers = {"idempotency-key": key.encode().decode("latin-1")} if key else {}
    response = program.client.post(f"{ROOT}holds", program.wish("08:12"), "application/json", headers=headers)
    assert code_of(response) == (422, "invalid-parameter")
    assert "Idempotency-Key".lower() in response.json()["detail"].lower()
    assert not Hold.objects.exists()


def test_two_callers_with_the_same_key_do_not_meet(program: Program, known_program: Program) -> None:
    key = str(uuid4())
    held = [
        each.post("holds", each.wish(clock), key=key) for each, clock in [(program, "08:12"), (known_program, "09:00")]
    ]
    assert [response.status_code for response in held] == [201, 201]
