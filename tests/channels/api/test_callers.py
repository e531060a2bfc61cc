"""Who asks: a program that the city knows, or somebody who proves that they are none that buys up."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from einamt.accounts.models import ApiClient
from einamt.accounts.operations import withdraw_client
from einamt.cases.models import CaseEvent
from einamt.catalog.models import CatalogRevision
from einamt.channels.api import limits
from tests.channels.api.conftest import NOW, Program, code_of


def test_somebody_unknown_proves_that_they_are_no_script_that_buys_up(program: Program) -> None:
    held = program.hold("08:12").json()
    assert code_of(program.post("appointments", program.person(held, proof=""))) == (403, "proof-of-work")
    other = program.hold("08:24").json()
    stolen = program.person(held)["proof"]
    assert code_of(program.post("appointments", program.person(other, proof=stolen))) == (403, "proof-of-work")
    assert program.post("appointments", program.person(held)).status_code == 201


def test_a_program_that_the_city_knows_proves_nothing_and_is_named_in_the_history(known_program: Program) -> None:
    held = known_program.hold("08:12").json()
    assert held["challenge"] is None
    assert known_program.post("appointments", known_program.person(held)).status_code == 201
    assert CaseEvent.objects.get().actor == f"institution:client-{ApiClient.objects.get().pk}"


@pytest.mark.django_db(transaction=True)
def test_a_known_program_is_told_the_catalogues_revision_where_its_request_is_counted(known_program: Program) -> None:
    held = known_program.hold("08:12").json()
    with CaptureQueriesContext(connection) as of_hold:
        assert known_program.hold("08:24").status_code == 201
    with CaptureQueriesContext(connection) as of_booking:
        assert known_program.post("appointments", known_program.person(held)).status_code == 201
    for queries in (of_hold, of_booking):
        asking = [each["sql"] for each in queries if CatalogRevision._meta.db_table in each["sql"]]
        assert ["INSERT INTO ratelimit_limit" in sql for sql in asking] == [True]
        if connection.vendor == "postgresql":
            writing = [each["sql"] for each in queries if "INSERT" in each["sql"]]
            assert len(writing) == 2, "the request is counted, and what it asks is written with its answer"


def test_a_token_that_was_taken_back_works_no_longer(known_program: Program) -> None:
    withdraw_client(client_id=ApiClient.objects.get().pk, now=NOW)
    assert code_of(known_program.hold("08:12")) == (401, "client-unknown")
    assert code_of(known_program.get("times", {}, authorization="Basic Zm9v")) == (401, "client-unknown")


def test_who_holds_time_after_time_has_to_wait(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.ALLOWED, "api.hold", limits.Limit(2, 2, timedelta(minutes=10)))
    answers = [program.hold(clock) for clock in ("08:12", "08:24", "08:36")]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_known_programs_have_a_limit_of_their_own(
    program: Program, known_program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.ALLOWED, "api", limits.Limit(anybody=1, clients=3, per=timedelta(minutes=1)))
    assert [program.times().status_code for _ in range(2)] == [200, 429]
    assert [known_program.times().status_code for _ in range(3)] == [200, 200, 200]


def test_without_its_token_an_appointment_is_not_there_and_guessing_is_slow(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(limits.ALLOWED, "api.appointment", limits.Limit(2, 2, timedelta(minutes=10)))
    booked, other = program.book("08:12").json(), program.book("09:00", email="other@example.org").json()
    assert code_of(program.read({**booked, "token": other["token"]})) == (404, "appointment-not-found")
    assert code_of(program.read({**booked, "reference": "unsinn"})) == (404, "appointment-not-found")
    assert program.read({**booked, "token": "0" * 32}).status_code == 429
    assert program.read(booked).status_code == 200
