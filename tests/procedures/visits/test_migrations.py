"""Visits of an installation that is brought up to date stay what they were."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from einamt.procedures.visits.models import Visit
from tests.factories.appointments import make_bookable
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at
from tests.upgrade.one_by_one import executor_of_each

BEFORE = ("visits", "0002_start_park_and_hand_on")


@pytest.fixture
def old_tables(transactional_db: None) -> Iterator[MigrationExecutor]:
    """The tables as they were when a visit named its appointment; afterwards they are as they should be."""
    executor = executor_of_each()
    newest = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "visits"]
    executor.migrate([BEFORE])
    yield executor
    MigrationExecutor(connection).migrate(newest)


def test_a_visit_that_named_its_appointment_names_the_appointments_case(old_tables: MigrationExecutor) -> None:
    morning = Morning(make_bookable(now=BOOKED_AT))
    morning.book("Ada", "9:00")
    morning.book("Bilal", "9:12")
    old = old_tables.loader.project_state([BEFORE]).apps.get_model("visits", "Visit")
    for name in ("Bilal", "Ada"):
        old.objects.create(
            appointment_id=morning.appointments[name].pk,
            office_id=morning.place.office.pk,
            visit_date=at("9:00").date(),
            state="waiting",
            arrived_at=at("8:50"),
        )
    newer = MigrationExecutor(connection)
    newer.migrate([node for node in newer.loader.graph.leaf_nodes() if node[0] == "visits"])
    assert {visit.case.appointment.person_name for visit in Visit.objects.all()} == {"Ada", "Bilal"}
    assert morning.next("9:00") == "Ada"
